import type { ReadMessage, TriageContext } from '../domain/index.js';
import { Bundles, bundleKeys, conclude, type MailboxFacts } from '../pipeline/index.js';
import type { Ruleset } from '../rules/index.js';
import { type Gathered, gather } from '../score/index.js';
import { type Understanding, understand } from '../understand/index.js';

/**
 * An application as scoring finds it in its mails, which must come oldest first. The last mail that is an application
 * says it, with what the mails before it brought. Pure.
 * @returns null when none of the mails is an application under these rules
 */
export function gatherPast(messages: readonly ReadMessage[], mailbox: MailboxFacts, ruleset: Ruleset): Gathered | null {
  const bundles = new Bundles();
  let last: Understanding | null = null;
  for (const message of messages) {
    const keys = bundleKeys(message);
    const context: TriageContext = { ...mailbox, duplicate: bundles.isDuplicate(keys), earlier: bundles.earlier(keys) };
    const understanding = understand(message, context, ruleset);
    // What a later mail needs to know of this one; nobody asks after the last.
    if (message !== messages.at(-1)) bundles.remember(keys, conclude(message, understanding, context, ruleset));
    if (understanding.kind === 'application') last = understanding;
  }
  return last === null ? null : gather(last, ruleset);
}
