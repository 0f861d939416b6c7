import { describe, expect, it } from 'vitest';
import { defaultLimits, parseMail } from '../../src/documents/index.js';
import { mailOf, rawMail, sample } from './support.js';

const parse = (raw: Buffer) => parseMail(raw, defaultLimits);
const codes = (mail: { problems: readonly { code: string }[] }) => mail.problems.map((problem) => problem.code);

describe('parts', () => {
  it('are listed with their types, and with what tells reports and invitations', async () => {
    const report = await parse(
      rawMail(
        'Content-Type: multipart/report; report-type="delivery-status"; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'failed',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Action: failed',
        '',
        '--b',
        'Content-Type: message/rfc822-headers',
        '',
        'Subject: x',
        '--b--',
        '',
      ),
    );
    expect(report.mail.mediaTypes).toEqual([
      'multipart/report; report-type=delivery-status',
      'text/plain',
      'message/delivery-status',
      'message/rfc822-headers',
    ]);
    const invitation = await parse(
      rawMail('Content-Type: text/calendar; method=REQUEST; charset=utf-8', '', 'BEGIN:VCALENDAR'),
    );
    expect(invitation.mail.mediaTypes).toEqual(['text/calendar; method=request']);
    expect(invitation.parts).toEqual([]);
  });

  it.each([
    ["filename*=utf-8''Lebenslauf%20M%C3%BCller.pdf", 'Lebenslauf Müller.pdf'],
    ["filename*0*=utf-8''%E4%B8%AD; filename*1*=%E6%96%87.pdf", '中文.pdf'],
    ['filename="=?gb18030?B?vPLA+i5wZGY=?="', '简历.pdf'],
    ['filename="=?utf-8?Q?CV_=C5=81.pdf?="', 'CV Ł.pdf'],
    ['filename="../../etc/passwd"', 'passwd'],
    ['filename="C:\\\\Users\\\\me\\\\cv.pdf"', 'cv.pdf'],
    ["filename*=utf-8''cv%E2%80%AEfdp.exe", 'cvfdp.exe'],
    ['', 'attachment-1.pdf'],
  ])('have decoded and harmless names: %s', async (disposition, name) => {
    const { parts } = await parse(
      rawMail(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: application/pdf',
        `Content-Disposition: attachment; ${disposition}`,
        '',
        '%PDF-',
        '--b--',
        '',
      ),
    );
    expect(parts.map((part) => part.name)).toEqual([name]);
  });

  it('of one name are told apart, and text files are no body', async () => {
    const { mail, parts } = await parse(
      rawMail(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        '',
        'Dear all',
        '--b',
        'Content-Type: text/plain; name=notes.txt',
        'Content-Disposition: inline; filename=notes.txt',
        '',
        'first',
        '--b',
        'Content-Type: text/plain; name=notes.txt',
        '',
        'second',
        '--b--',
        '',
      ),
    );
    expect(mail.text).toBe('Dear all');
    expect(parts.map((part) => [part.name, Buffer.from(part.bytes).toString()])).toEqual([
      ['notes.txt', 'first'],
      ['notes (2).txt', 'second'],
    ]);
  });

  it('that are logos in the text are no documents, unless there is nothing else', async () => {
    const logo = {
      filename: 'logo.png',
      content: Buffer.from('89504e470d0a1a0a', 'hex'),
      cid: 'logo@x',
      contentDisposition: 'inline' as const,
    };
    const html = '<p>A letter of some length, with a logo.</p><img src="cid:logo@x">';
    const withText = await parse(
      await mailOf({ html, attachments: [logo, { filename: 'cv.pdf', content: sample('table.pdf') }] }),
    );
    expect(withText.parts.map((part) => part.name)).toEqual(['cv.pdf']);
    const alone = await parse(await mailOf({ text: undefined, html: '<img src="cid:logo@x">', attachments: [logo] }));
    expect(alone.parts.map((part) => part.name)).toEqual(['logo.png']);
  });
});

describe('mails that are none, or too much', () => {
  it('that are binary junk are unparseable and still a mail', async () => {
    const { mail, parts } = await parse(Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)));
    expect(codes(mail)).toContain('unparseable');
    expect(parts).toEqual([]);
  });

  it('that are empty are unparseable', async () => {
    expect(codes((await parse(Buffer.alloc(0))).mail)).toContain('unparseable');
  });

  it('with 10,000 parts give the first thousand, quickly', async () => {
    const parts = Array.from(
      { length: 10_000 },
      (_, index) => `--b\r\nContent-Type: text/plain; name=${index}.txt\r\n\r\n${index}\r\n`,
    ).join('');
    const start = performance.now();
    const { mail, parts: found } = await parse(
      Buffer.from(`From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n`),
    );
    expect(codes(mail)).toContain('too-many-parts');
    expect(found.length).toBe(999);
    expect(mail.mediaTypes.length).toBe(1000);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('nested 5,000 deep are read to the limit', async () => {
    const open = Array.from(
      { length: 5000 },
      (_, index) => `Content-Type: multipart/mixed; boundary=b${index}\r\n\r\n--b${index}\r\n`,
    ).join('');
    const { mail } = await parse(
      Buffer.from(`From: a@example.com\r\n${open}Content-Type: text/plain\r\n\r\nmiddle\r\n`),
    );
    expect(codes(mail)).toContain('too-deep');
  });

  it('with a header of two megabytes are unparseable and keep what came before', async () => {
    const { mail } = await parse(rawMail('From: a@example.com', `X-Long: ${'x'.repeat(2_000_000)}`, '', 'text'));
    expect(codes(mail)).toContain('unparseable');
  });

  it('over the size limit are read at their beginning', async () => {
    const raw = await mailOf({
      text: 'Dear all',
      attachments: [{ filename: 'cv.pdf', content: Buffer.alloc(2_000_000) }],
    });
    const { mail, parts } = await parseMail(raw, { ...defaultLimits, messageBytes: 1_000_000 });
    expect(codes(mail)).toContain('truncated');
    expect(mail.text).toBe('Dear all');
    expect(parts.map((part) => part.refused?.status)).toEqual(['too-large']);
  });

  it('with an attachment over the limit keep its name and size, and drop its bytes', async () => {
    const raw = await mailOf({
      attachments: [
        { filename: 'cv.pdf', content: Buffer.alloc(2_000_000) },
        { filename: 'b.txt', content: 'small' },
      ],
    });
    const { parts } = await parseMail(raw, { ...defaultLimits, attachmentBytes: 1_000_000 });
    expect(parts.map((part) => [part.name, part.size, part.bytes.length, part.refused?.status])).toEqual([
      ['cv.pdf', 2_000_000, 0, 'too-large'],
      ['b.txt', 5, 5, undefined],
    ]);
  });
});
