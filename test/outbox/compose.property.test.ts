import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeReply, replyMessageId } from '../../src/outbox/index.js';

const identity = { name: 'Example Lab', email: 'openings@lab.example.org' };
const allowedHeaders = new Set([
  'auto-submitted',
  'x-auto-response-suppress',
  'from',
  'to',
  'subject',
  'message-id',
  'in-reply-to',
  'references',
  'date',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
]);

/** Strings with everything that could break a header, more often than chance would bring it. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\0',
        'Bcc: x@example.com',
        '<',
        '>',
        '@',
        '.',
        ' ',
        '\u2028',
        '\ud800',
        '=?utf-8?q?=0A?=',
      ),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => parts.join(''));

describe('whatever a stranger writes', () => {
  it('adds no header, no recipient, and no line that ends the mail', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, fc.array(nasty), async (subject, text, inReplyTo, references) => {
        const messageId = replyMessageId(subject, identity);
        const account = { id: 'lab', identity };
        const now = new Date(0);
        const { raw, to } = await composeReply({
          account,
          messageId,
          to: 'ada@example.com',
          subject,
          text,
          inReplyTo,
          references,
          now,
        });
        const [head = ''] = raw.toString('latin1').split('\r\n\r\n');
        const names = head
          .replace(/\r\n[ \t]/g, ' ')
          .split('\r\n')
          .map((line) => line.split(':', 1)[0]?.toLowerCase());
        expect(names.filter((name) => !allowedHeaders.has(name ?? ''))).toEqual([]);
        expect(new Set(names).size).toBe(names.length);
        expect(to).toBe('ada@example.com');
        // Nothing but CRLF ends a line, and no control character is left.
        const stray = raw.toString('latin1').match(/[^\P{Cc}\r\n\t]|\r(?!\n)|(?<!\r)\n/gu);
        expect(stray).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
