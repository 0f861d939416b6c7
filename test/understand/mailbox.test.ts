import { describe, expect, it } from 'vitest';
import type { Kind } from '../../src/domain/index.js';
import { judge } from '../support/applications.js';
import { mailboxTexts } from '../support/mailbox-texts.js';

/** What a professor's mailbox holds, without a tell-tale header. The files named `-2` were written after the rules. */
describe.each<readonly [file: string, kind: Kind]>([
  ['applications', 'application'],
  ['applications-2', 'application'],
  ['inquiries', 'inquiry'],
  ['inquiries-2', 'inquiry'],
  ['others', 'other'],
  ['others-2', 'other'],
])('%s', (file, kind) => {
  const mails = mailboxTexts(file, kind);

  it('holds mails', () => expect(mails.length).toBeGreaterThan(20));

  it.each(mails.map((mail) => [mail.subject, mail.message] as const))('%s', (_, message) => {
    const judgement = judge(message);
    expect(judgement.kind).toBe(kind);
    if (kind === 'other') expect(judgement.decision.acknowledge).toBe('no');
  });
});
