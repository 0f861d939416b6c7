import type { Judgement, ReadMessage, TriageContext } from '../domain/index.js';
import type { Ruleset } from '../rules/index.js';
import { Bundles, bundleKeys } from './bundle.js';
import { triage } from './triage.js';

/** The facts about a mailbox that a judgement needs. */
export type MailboxFacts = Pick<TriageContext, 'ownAddresses' | 'aliases' | 'authservIds'>;

/**
 * Judges past messages, each under every one of some rulesets. Under each of them a follow-up is judged with what that
 * ruleset made of the earlier mails, so messages that belong together must come together and in order. Pure.
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

  /** One judgement a ruleset, in their order. */
  judge(message: ReadMessage, mailbox: MailboxFacts): Judgement[] {
    const keys = bundleKeys(message);
    return this.rulesets.map((ruleset, index) => {
      const bundles = this.bundles[index] as Bundles;
      const duplicate = this.duplicates && bundles.isDuplicate(keys);
      const judgement = triage(message, { ...mailbox, duplicate, earlier: bundles.earlier(keys) }, ruleset);
      bundles.remember(keys, judgement);
      return judgement;
    });
  }
}
