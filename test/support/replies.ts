import { simpleParser } from 'mailparser';
import { previewAnswer } from '../../src/app/preview.js';
import { languageOf, renderReply, replyView } from '../../src/decide/index.js';
import type { Judgement } from '../../src/domain/index.js';
import { fittingCv } from '../decide/guard-items.js';
import { judge, makeApplication, makeCv, transcript } from './applications.js';
import { type MailSketch, openings } from './messages.js';
import { defaultRuleset } from './rules.js';

/** Names of all reply templates of the default rules, in all languages. */
export const templates = [...defaultRuleset.replies.keys()];
/** Of an application that fits, and of one that does not. */
export const good = judge(
  makeApplication([
    makeCv({ Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.' }),
    transcript,
  ]),
);
export const weak = judge(makeApplication([makeCv()]));

/** The text of a reply. */
export const text = (judgement: Judgement, template: string, signature = 'The group'): string =>
  renderReply(
    defaultRuleset,
    template,
    replyView(judgement, defaultRuleset, signature, languageOf(template, defaultRuleset)),
  );

/** The good one with another name in it. */
export const called = (name: string | null, confidence: number): Judgement => ({
  ...good,
  applicant: { name, email: 'ada@example.com', confidence },
});

const account = { id: 'lab', identity: { name: 'Example Lab', email: openings }, mode: 'send' as const };

/** The answer to a fitting application as it would leave. */
export async function answerTo(sketch: MailSketch = {}) {
  const message = makeApplication([fittingCv], sketch);
  const preview = await previewAnswer(
    message,
    judge(message),
    account,
    defaultRuleset,
    new Date('2025-11-03T10:00:00Z'),
  );
  if (preview.form === 'none') throw new Error(`not answered: ${preview.code}`);
  return { ...preview.mail, form: preview.form, parsed: await simpleParser(preview.mail.raw) };
}
