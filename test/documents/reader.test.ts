import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMessageReader, type MessageReader } from '../../src/documents/index.js';
import type { ReadMessage } from '../../src/domain/index.js';
import type { MessageReader as WorkersReader } from '../../workers/interfaces.js';
import { pageOf, pdfOf, streamOf } from './minimal-pdf.js';
import { built, mailOf, sample, zipOf } from './support.js';

const megabyte = 1024 * 1024;
let reader: MessageReader;

beforeAll(async () => {
  await built();
  reader = createMessageReader({ threads: 2, ocr: false, documentSeconds: 4, threadMegabytes: 256 });
}, 120_000);
afterAll(() => reader.close());

const withFiles = (...attachments: readonly { filename: string; content: Buffer | string }[]) =>
  mailOf({ attachments: [...attachments] });
const statuses = (message: ReadMessage) =>
  Object.fromEntries(message.documents.map(({ name, status }) => [name, status]));
const plain = () => ({ filename: 'cv.pdf', content: sample('sidebar.pdf') });

describe('a message reader', () => {
  it('is what the workers ask for', async () => {
    const asked: WorkersReader = reader;
    const message = await asked.read(await withFiles(plain(), { filename: 'notes.txt', content: 'notes' }));
    expect(statuses(message)).toEqual({ 'cv.pdf': 'ok', 'notes.txt': 'ok' });
    expect(message.mail).toMatchObject({ subject: 'Application', text: 'Dear all' });
    expect(message.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives forwarded mails, with their ways and their documents in place', async () => {
    const inner = await mailOf({ from: 'Inner <inner@example.com>', subject: 'innermost', attachments: [plain()] });
    const middle = await mailOf({
      from: 'Middle <middle@example.com>',
      attachments: [{ filename: 'inner.eml', content: inner, contentType: 'message/rfc822' }],
    });
    const message = await reader.read(
      await withFiles(
        { filename: 'a.txt', content: 'a' },
        { filename: 'fwd.eml', content: middle },
        { filename: 'b.txt', content: 'b' },
      ),
    );
    expect(message.mail.attachedMails.map(({ way, mail }) => [way, mail.from[0]?.email])).toEqual([
      ['fwd.eml', 'middle@example.com'],
      ['fwd.eml/inner.eml', 'inner@example.com'],
    ]);
    expect(message.documents.map((document) => document.name)).toEqual(['a.txt', 'fwd.eml/inner.eml/cv.pdf', 'b.txt']);
  });

  it('reads many messages at once', async () => {
    const raw = await withFiles(plain());
    const messages = await Promise.all(Array.from({ length: 30 }, () => reader.read(raw)));
    expect(messages.every((message) => message.documents[0]?.status === 'ok')).toBe(true);
  });

  it('takes a message that is no mail', async () => {
    const message = await reader.read(Buffer.from([0, 1, 2, 3, 255, 254, 10, 0, 7]));
    expect(message.mail.problems.map((problem) => problem.code)).toContain('unparseable');
    expect(message.documents).toEqual([]);
  });

  it('with an attachment of 45 megabytes says that it is too large, and reads the other', async () => {
    const message = await reader.read(
      await withFiles({ filename: 'huge.pdf', content: Buffer.alloc(45 * megabyte, 'a') }, plain()),
    );
    expect(statuses(message)).toEqual({ 'huge.pdf': 'too-large', 'cv.pdf': 'ok' });
  });

  it('with an attachment of 60 megabytes still gives who wrote and what', async () => {
    const message = await reader.read(
      await withFiles({ filename: 'huge.pdf', content: Buffer.alloc(60 * megabyte, 'a') }),
    );
    expect(message.mail).toMatchObject({ text: 'Dear all', from: [{ email: 'ada@example.com' }] });
    expect(message.mail.problems.map((problem) => problem.code)).toContain('truncated');
    expect(statuses(message)).toEqual({ 'huge.pdf': 'too-large' });
  });
});

describe('a hostile file costs itself and nothing else', () => {
  /** Files with the statuses that they may end in. */
  const hostile: readonly [string, () => Buffer | Promise<Buffer>, readonly string[]][] = [
    [
      'a page tree that holds itself',
      () => pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>']),
      ['corrupt'],
    ],
    [
      'a page tree of a billion pages',
      () =>
        pdfOf([
          '<< /Type /Catalog /Pages 2 0 R >>',
          '<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>',
          '<< /Type /Page /Parent 2 0 R >>',
        ]),
      ['ok', 'no-text', 'corrupt'],
    ],
    [
      'a million objects',
      () =>
        pdfOf([
          '<< /Type /Catalog /Pages 2 0 R >>',
          '<< /Type /Pages /Kids [] /Count 0 >>',
          ...Array.from({ length: 1_000_000 }, () => 'null'),
        ]),
      ['ok', 'no-text', 'corrupt', 'timed-out', 'too-large'],
    ],
    [
      'a form that draws itself',
      () =>
        pageOf('/X Do', false, '/XObject << /X 6 0 R >>', [
          streamOf(
            '/X Do /X Do',
            false,
            '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>',
          ),
        ]),
      ['no-text', 'corrupt', 'timed-out'],
    ],
    [
      'ten million operators',
      () => pageOf(Buffer.alloc(40 * megabyte, 'q Q\n'), true),
      ['no-text', 'timed-out', 'too-large'],
    ],
    [
      'hundreds of megabytes of blanks',
      () => pageOf(Buffer.alloc(300 * megabyte, ' '), true),
      ['no-text', 'timed-out', 'too-large', 'corrupt'],
    ],
    [
      'a million glyphs',
      () => pageOf(`BT /F 10 Tf ${'(glyphs and more glyphs in one line) Tj '.repeat(40_000)} ET`),
      ['ok', 'no-text', 'too-large', 'timed-out'],
    ],
    [
      'a Word document that is a bomb',
      async () => zipOf({ '[Content_Types].xml': '<Types/>', 'word/document.xml': Buffer.alloc(60 * megabyte, ' ') }),
      ['too-large'],
    ],
    [
      'a picture of a gigapixel',
      () =>
        Buffer.concat([
          Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
          Buffer.from('0000ffff0000ffff0806000000', 'hex'),
          Buffer.alloc(64),
        ]),
      ['no-text'],
    ],
    ['markup without end', () => Buffer.from(`<html><body>${'<div>'.repeat(400_000)}`), ['ok', 'no-text', 'timed-out']],
    ['an archive that holds itself, nearly', () => nested(8), ['too-large']],
  ];

  it.each(hostile)(
    '%s',
    async (_, make, allowed) => {
      const name = 'hostile.bin';
      const raw = await withFiles({ filename: name, content: await make() }, plain());
      const start = performance.now();
      const message = await reader.read(raw);
      expect(performance.now() - start).toBeLessThan(20_000);
      const [first] = message.documents;
      expect(allowed).toContain(first?.status);
      if (first?.status !== 'ok') expect(first?.reason).not.toBeNull();
      expect(message.documents.find((document) => document.name === 'cv.pdf')?.status).toBe('ok');
    },
    60_000,
  );

  it('and the memory is given back', async () => {
    const raw = await withFiles(plain());
    await reader.read(raw);
    globalThis.gc?.();
    expect(process.memoryUsage().rss).toBeLessThan(2000 * megabyte);
    expect((await reader.read(raw)).documents[0]?.status).toBe('ok');
  });

  it('and what is being read when the reader closes still comes back', async () => {
    const closing = createMessageReader({ threads: 1, ocr: false });
    const pending = closing.read(await withFiles(plain()));
    await closing.close();
    const message = await pending;
    expect(message.mail.problems.length + message.documents.length).toBeGreaterThan(0);
  });
});

async function nested(depth: number): Promise<Buffer> {
  let bytes = await zipOf({ 'a.txt': 'innermost' });
  for (let level = 0; level < depth; level += 1) bytes = await zipOf({ 'a.zip': bytes });
  return bytes;
}
