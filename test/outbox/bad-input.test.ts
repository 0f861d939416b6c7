import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { previewAnswer } from '../../src/app/preview.js';
import type { Judgement } from '../../src/domain/index.js';
import { judge, makeCv } from '../support/applications.js';
import { authservId } from '../support/messages.js';
import { fromRaw } from '../support/raw-mail.js';
import { defaultRuleset } from '../support/rules.js';
import { runs } from '../support/runs.js';

const account = {
  id: 'lab',
  identity: { name: 'Example Lab', email: 'openings@ot-lab.example.org' },
  mode: 'send' as const,
};
const cv = makeCv({ Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.' });

interface Sketch {
  readonly from?: string;
  readonly subject?: string;
  readonly domain?: string;
  readonly more?: string;
}

/** An application that is answered unless something in its header forbids it. */
function raw({ from, subject = 'Application', domain = 'example.com', more = '' }: Sketch): string {
  return `Return-Path: <ada@${domain}>
Authentication-Results: ${authservId}; dmarc=pass header.from=${domain}
${more}From: ${from ?? `Ada Example <ada@${domain}>`}
To: openings@ot-lab.example.org
Subject: [apply-phd-ot] ${subject}
Date: Mon, 13 Oct 2025 10:00:00 +0200
Message-ID: <1@example.com>

Dear Professor, I would like to apply for the PhD position. My CV is attached.
`;
}

const judged = async (
  sketch: Sketch,
): Promise<{ judgement: Judgement; reply: () => ReturnType<typeof previewAnswer> }> => {
  const message = await fromRaw(raw(sketch), [cv]);
  const judgement = judge(message);
  return { judgement, reply: () => previewAnswer(message, judgement, account, defaultRuleset, new Date(0)) };
};

/** Names of the header fields of a mail as it leaves, in lower case. */
function fieldsOf(mail: Buffer): string[] {
  const [head = ''] = mail.toString('latin1').split('\r\n\r\n');
  return head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => line.split(':', 1)[0]?.toLowerCase() ?? '');
}

const wanted = [
  'auto-submitted',
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'in-reply-to',
  'message-id',
  'mime-version',
  'references',
  'subject',
  'to',
  'x-auto-response-suppress',
];

const word = (text: string): string => `=?utf-8?b?${Buffer.from(text).toString('base64')}?=`;

describe('bad input is refused or left to a person, with a reason', () => {
  it.each<[string, Sketch, 'no' | 'draft' | 'send', string]>([
    ['a plain one is answered', {}, 'send', 'fit'],
    [
      'CR LF in an encoded name',
      { from: `${word('Ada\r\nBcc: x@example.net')} <ada@example.com>` },
      'no',
      'header-injection',
    ],
    ['LF in an encoded subject', { subject: word('PhD\nBcc: x@example.net') }, 'no', 'header-injection'],
    ['CR in an encoded subject', { subject: '=?utf-8?q?PhD=0DBcc:_x=40example.net?=' }, 'no', 'header-injection'],
    ['NUL in an encoded subject', { subject: word('PhD\0Bcc') }, 'no', 'header-injection'],
    ['a Unicode line end in a subject', { subject: word('PhD\u2028Bcc: x@example.net') }, 'no', 'header-injection'],
    ['a next line (U+0085) in a name', { from: `${word('Ada\u0085Bcc')} <ada@example.com>` }, 'no', 'header-injection'],
    ['CR LF in a Reply-To', { more: `Reply-To: ${word('a\r\nb')} <ada@example.com>\n` }, 'no', 'header-injection'],
    ['several senders', { from: 'Ada <ada@example.com>, Ben <ben@example.com>' }, 'no', 'several-from'],
    ['a group of senders', { from: 'Us: Ada <ada@example.com>, Ben <ben@example.com>;' }, 'no', 'several-from'],
    ['an empty group', { from: 'Undisclosed senders:;' }, 'no', 'no-from'],
    ['a group of one', { from: 'Me: Ada Example <ada@example.com>;' }, 'send', 'fit'],
    ['a comment in the address', { from: 'ada@example.com (Ada Example)' }, 'send', 'fit'],
    ['a quoted name with a comma', { from: '"Example, Ada" <ada@example.com>' }, 'send', 'fit'],
    ['a quoted local part with an @', { from: '"ada@example.net"@example.com' }, 'no', 'bad-address'],
    ['a quoted local part with a space', { from: '"ada example"@example.com' }, 'no', 'bad-address'],
    ['a route, which is ignored (RFC 5321 4.1.1.3)', { from: '<@example.net:ada@example.com>' }, 'send', 'fit'],
    ['a name that looks like an address', { from: '"ben@example.net" <ada@example.com>' }, 'send', 'fit'],
    ['a domain with a Cyrillic letter', { domain: 'exаmple.com' }, 'draft', 'lookalike-domain'],
    ['the same in punycode', { domain: 'xn--exmple-4nf.com' }, 'draft', 'lookalike-domain'],
    ['a domain with an umlaut', { domain: 'xn--bcher-kva.example' }, 'send', 'fit'],
    ['a domain that is all of one script', { domain: 'xn--e1afmkfd.xn--80akhbyknj4f' }, 'send', 'fit'],
  ])('%s', async (_, sketch, acknowledge, reason) => {
    const { judgement, reply } = await judged(sketch);
    expect(judgement.decision).toMatchObject({ acknowledge, reason });
    const preview = await reply();
    expect(preview.form).toBe({ no: 'none', draft: 'draft', send: 'reply' }[acknowledge]);
    if (preview.form === 'none') return;
    expect(preview.mail.to).toMatch(/^ada@[a-z0-9.-]+$/);
  });

  it('10,000 references stay a short, folded header', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `<${index}.${'x'.repeat(40)}@example.com>`);
    const { judgement, reply } = await judged({ more: `References: ${ids.join('\n ')}\nIn-Reply-To: ${ids.at(-1)}\n` });
    expect(judgement.flags.map((flag) => flag.code)).toContain('many-references');
    const preview = await reply();
    if (preview.form === 'none') throw new Error('it is answered');
    const lines = preview.mail.raw.toString('latin1').split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
    const parsed = await simpleParser(preview.mail.raw);
    expect([parsed.references].flat().length).toBeLessThanOrEqual(22);
    expect([parsed.references].flat()[0]).toBe(ids[0]);
  });

  it('a subject of 1 MB is cut, here and in the answer', async () => {
    const { judgement, reply } = await judged({ subject: 'A'.repeat(1_000_000) });
    expect(judgement.flags.map((flag) => flag.code)).toContain('long-subject');
    const preview = await reply();
    if (preview.form === 'none') throw new Error('it is answered');
    expect((await simpleParser(preview.mail.raw)).subject?.length).toBeLessThanOrEqual(210);
    expect(preview.mail.raw.length).toBeLessThan(5000);
  });
});

describe('whatever stands in the header of the mail', () => {
  const nasty = fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
        fc.constantFrom(
          'Bcc: x@example.net',
          '=?utf-8?q?=0D=0ABcc:_x=40example.net?=',
          '=?utf-8?b?DQpCY2M6IHhAZXhhbXBsZS5uZXQ=?=',
          '=?utf-8?q?=E2=80=AE?=',
          '<x@example.net>',
          ',',
          ';',
          ':',
          '"',
          '(',
          '\\',
          '\t',
          '\u202e',
          '\u2028',
        ),
      ),
      { maxLength: 8 },
    )
    // A line end here would be another header of the mail itself.
    .map((parts) => parts.join('').replace(/[\r\n]/g, ' '));

  it('the answer has one From, one To, one Subject and no header that is not ours', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, async (name, subject, reference) => {
        const quoted = name.replace(/["\\]/g, '');
        const { reply } = await judged({
          from: `"${quoted}" <ada@example.com>`,
          subject,
          more: `References: <r@example.com> ${reference}\n`,
        });
        const preview = await reply();
        if (preview.form === 'none') return;
        expect(fieldsOf(preview.mail.raw).sort()).toEqual(
          preview.form === 'reply' ? wanted : wanted.filter((field) => !/^(?:auto|x-auto)/.test(field)),
        );
        const parsed = await simpleParser(preview.mail.raw);
        expect(parsed.from?.value.map((one) => one.address)).toEqual([account.identity.email]);
        expect([parsed.to].flat().flatMap((one) => one?.value.map(({ address }) => address))).toEqual([
          'ada@example.com',
        ]);
        expect(parsed.cc ?? parsed.bcc).toBeUndefined();
        expect(parsed.subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
        // Nothing is left that a reader's program would decode once more.
        expect(parsed.subject).not.toMatch(/=\?[\w-]+\?[bq]\?/i);
      }),
      { numRuns: runs(150) },
    );
  });
});
