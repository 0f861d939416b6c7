import type { Correction, EarlierApplication, Judgement, ReadMessage, TriageContext } from '../domain/index.js';
import type { Ruleset } from '../rules/index.js';
import { type Reading, readingOf, understandReading } from '../understand/index.js';
import { Bundles, bundleKeys } from './bundle.js';
import { conclude } from './triage.js';

/** The facts about a mailbox that a judgement needs. */
export type MailboxFacts = Pick<TriageContext, 'ownAddresses' | 'otherAccounts' | 'aliases' | 'authservIds'>;

/**
 * Judges past messages, each under every one of some rulesets. Under each of them a follow-up is judged with what that
 * ruleset made of the earlier mails, so messages that belong together must come together and in order. A mail is read
 * once for all rulesets that read alike: most of the work, and most edits change weights, terms and limits. Pure.
 */
export class JudgeAgain {
  private readonly bundles: readonly Bundles[];

  /** @param duplicates whether one message may come twice: in files it may, in the store it doesn't */
  constructor(
    private readonly rulesets: readonly Ruleset[],
    private readonly duplicates: boolean,
  ) {
    this.bundles = rulesets.map(() => new Bundles());
  }

  /**
   * One judgement a ruleset, in their order.
   * @param correction what a person said about the message
   */
  judge(message: ReadMessage, mailbox: MailboxFacts, correction: Correction | null = null): Judgement[] {
    const keys = bundleKeys(message);
    const readings: { by: Ruleset; earlier: EarlierApplication | null; reading: Reading }[] = [];
    return this.rulesets.map((ruleset, index) => {
      const bundles = this.bundles[index] as Bundles;
      const duplicate = this.duplicates && bundles.isDuplicate(keys);
      const earlier = bundles.earlier(keys);
      const context: TriageContext = { ...mailbox, duplicate, earlier, ...(correction === null ? {} : { correction }) };
      let known = readings.find((one) => one.by.reading === ruleset.reading && readAlike(one.earlier, earlier));
      if (known === undefined) {
        known = { by: ruleset, earlier, reading: readingOf(message, context, ruleset) };
        readings.push(known);
      }
      const understanding = understandReading(message, known.reading, context, ruleset);
      const judgement = conclude(message, understanding, context, ruleset);
      bundles.remember(keys, judgement);
      return judgement;
    });
  }
}

/** Whether two rulesets know the same of the earlier mails, as far as reading goes: their position has no part in it. */
function readAlike(one: EarlierApplication | null, other: EarlierApplication | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.applicant === other.applicant &&
    one.documents.length === other.documents.length &&
    one.documents.every((document, index) => document === other.documents[index])
  );
}
