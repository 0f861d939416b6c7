import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import {
  composeDraft,
  composeReply,
  isReplyMessageId,
  type ReplyParams,
  replyMessageId,
} from '../../src/outbox/index.js';

const identity = { name: 'Example Lab (Openings)', email: 'openings@lab.example.org' };
const params: ReplyParams = {
  account: { id: 'lab', identity },
  messageId: replyMessageId('message-1/acknowledge/received', identity),
  to: 'ada@example.com',
  subject: '[apply-phd-ot] Application',
  text: 'Dear Ada,\n\nthank you. Grüße, 谢谢.\n',
  inReplyTo: '<one@example.com>',
  references: ['<zero@example.com>'],
  now: new Date('2025-11-03T10:00:00Z'),
};

function headLines(raw: Buffer): string[] {
  const [head = ''] = raw.toString('latin1').split('\r\n\r\n');
  return head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
}

describe('an automatic reply', () => {
  it('has exactly these headers', async () => {
    const { raw, ...envelope } = await composeReply(params);
    expect(envelope).toEqual({ messageId: params.messageId, from: 'openings@lab.example.org', to: 'ada@example.com' });
    expect(headLines(raw).sort()).toEqual(
      [
        'Auto-Submitted: auto-replied',
        'X-Auto-Response-Suppress: All',
        'From: "Example Lab (Openings)" <openings@lab.example.org>',
        'To: ada@example.com',
        'Subject: Re: [apply-phd-ot] Application',
        `Message-ID: ${params.messageId}`,
        'In-Reply-To: <one@example.com>',
        'References: <zero@example.com> <one@example.com>',
        'Date: Mon, 03 Nov 2025 10:00:00 +0000',
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
      ].sort(),
    );
  });

  it('is read back by a mail program as it was meant, and has nothing attached', async () => {
    const parsed = await simpleParser((await composeReply(params)).raw);
    expect(parsed.text?.trim()).toBe(params.text.trim());
    expect(parsed.html).toBe(false);
    expect(parsed.attachments).toEqual([]);
    expect(parsed.subject).toBe('Re: [apply-phd-ot] Application');
  });

  it('is the same every time, so that a retry is not a second mail', async () => {
    expect((await composeReply(params)).raw.equals((await composeReply(params)).raw)).toBe(true);
    expect(replyMessageId('a', identity)).not.toBe(replyMessageId('b', identity));
    expect(isReplyMessageId(params.messageId)).toBe(true);
    expect(isReplyMessageId('<one@example.com>')).toBe(false);
  });

  it('does not call itself automatic when it is a draft that a person will send', async () => {
    const lines = headLines((await composeDraft(params)).raw);
    expect(lines.some((line) => /^(auto-submitted|x-auto)/i.test(line))).toBe(false);
    expect(lines).toContain('In-Reply-To: <one@example.com>');
  });

  it.each([
    ['Application', 'Re: Application'],
    ['Re: Application', 'Re: Application'],
    ['RE: Re[2]: AW: Sv: Application', 'Re: Application'],
    ['回复：申请', 'Re: 申请'],
    ['Research: application', 'Re: Research: application'],
    ['   ', 'Re: your message'],
    ['', 'Re: your message'],
    ['a\r\nBcc: everybody@example.com', 'Re: a Bcc: everybody@example.com'],
    ['a\u202egnp.exe', 'Re: a gnp.exe'],
  ])('answers the subject %j as %j', async (subject, expected) => {
    const parsed = await simpleParser((await composeReply({ ...params, subject })).raw);
    expect(parsed.subject).toBe(expected);
    expect(parsed.bcc).toBeUndefined();
  });

  it('keeps the first and the last twenty references of a long thread', async () => {
    const references = Array.from({ length: 500 }, (_, index) => `<${index}@example.com>`);
    const lines = headLines((await composeReply({ ...params, references })).raw);
    const kept =
      lines
        .find((line) => line.startsWith('References: '))
        ?.slice(12)
        .split(' ') ?? [];
    expect(kept).toEqual(['<0@example.com>', ...references.slice(-19), '<one@example.com>']);
  });

  it('works for a mail without Message-ID, and drops references that are none', async () => {
    const lines = headLines(
      (await composeReply({ ...params, inReplyTo: null, references: ['x', '<a b>', '<a>\r\nBcc: <b>'] })).raw,
    );
    expect(lines.some((line) => /^(references|in-reply-to):/i.test(line))).toBe(false);
    const broken = headLines(
      (await composeReply({ ...params, inReplyTo: '<a\r\nb@example.com>', references: [] })).raw,
    );
    expect(broken.some((line) => /^(references|in-reply-to):/i.test(line))).toBe(false);
  });

  it('writes a domain of another script in ASCII and leaves a local part of one to SMTPUTF8', async () => {
    expect((await composeReply({ ...params, to: 'ada@bücher.example' })).to).toBe('ada@xn--bcher-kva.example');
    expect((await composeReply({ ...params, to: 'żaneta@example.com' })).to).toBe('żaneta@example.com');
  });

  it.each([
    '',
    'nobody',
    'a@b@c.example',
    'a@example.com, b@example.com',
    'a@example.com>\r\nRCPT TO:<b@example.com',
    '"a b"@example.com',
    'a(comment)@example.com',
    'a@example.com\u0000',
    'a..b@example.com',
    '@example.com',
    'a@',
    'Ada <a@example.com>',
    'a@exa mple.com',
  ])('does not answer %j', async (to) => {
    await expect(composeReply({ ...params, to })).rejects.toMatchObject({
      code: 'reply-recipient-invalid',
      errorClass: 'permanent',
    });
  });
});
