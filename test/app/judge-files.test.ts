import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JudgedFile, judgeFiles } from '../../src/app/judge-files.js';
import type { SourceMessage } from '../../src/app/mail-files.js';
import { createMessageReader, type MessageReader } from '../../src/documents/index.js';
import { labContext } from '../support/messages.js';
import { defaultRuleset } from '../support/rules.js';

let reader: MessageReader;
beforeAll(() => {
  reader = createMessageReader({ threads: 2, ocr: false });
});
afterAll(() => reader.close());

const mail = (id: string, from: string, text: string, subject = '[apply-phd-tml] Application'): Buffer =>
  Buffer.from(
    `Return-Path: <${from}>\r\nFrom: ${from}\r\nTo: openings@ot-lab.example.org\r\nSubject: ${subject}\r\nDate: Mon, 13 Oct 2025 10:00:00 +0200\r\nMessage-ID: <${id}@example.com>\r\n\r\n${text}\r\n`,
  );
const applies =
  'Dear Professor, my name is Ada Example and I would like to apply for the PhD position. I hold an M.Sc. in mathematics and can send my CV.';

async function judged(raws: readonly Buffer[], ahead = 3): Promise<JudgedFile[]> {
  async function* sources(): AsyncGenerator<SourceMessage> {
    for (const [index, raw] of raws.entries()) yield { source: `${index}.eml`, raw };
  }
  const found: JudgedFile[] = [];
  for await (const one of judgeFiles(sources(), reader, defaultRuleset, labContext, ahead)) found.push(one);
  return found;
}

describe('judgeFiles', () => {
  it('keeps the order of the input, however far it reads ahead', async () => {
    // The first one is the longest to read.
    const raws = [
      mail('big', 'a@example.com', 'word '.repeat(60_000)),
      ...Array.from({ length: 6 }, (_, i) => mail(`m${i}`, `p${i}@example.com`, applies)),
    ];
    for (const ahead of [1, 3, 50])
      expect((await judged(raws, ahead)).map((one) => one.source)).toEqual(raws.map((_, index) => `${index}.eml`));
  });

  it('knows follow-ups and second deliveries of the same run', async () => {
    const [first, again, other] = await judged([
      mail('one', 'ada@example.com', applies),
      mail('one', 'ada@example.com', applies),
      mail('two', 'ben@example.com', applies.replace('Ada', 'Ben')),
    ]);
    expect(first?.judgement.flags.map((flag) => flag.code)).not.toContain('duplicate');
    expect(again?.judgement.flags.map((flag) => flag.code)).toContain('duplicate');
    expect(again?.judgement.decision.acknowledge).toBe('no');
    expect(other?.judgement.flags.map((flag) => flag.code)).not.toContain('duplicate');
  });

  it('gives every message a judgement, whatever it is made of', async () => {
    const found = await judged([
      Buffer.alloc(0),
      Buffer.from([0, 255, 254]),
      Buffer.from('no header at all'),
      mail('ok', 'ada@example.com', applies),
    ]);
    expect(found).toHaveLength(4);
    expect(found.map((one) => one.judgement.kind).slice(0, 3)).toEqual(['other', 'other', 'other']);
    expect(found[3]?.judgement.kind).toBe('application');
  });

  it('of nothing is nothing', async () => {
    expect(await judged([])).toEqual([]);
  });
});
