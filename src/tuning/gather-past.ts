import type { Correction, ReadMessage, TriageContext } from '../domain/index.js';
import { Bundles, bundleKeys, conclude, type MailboxFacts } from '../pipeline/index.js';
import type { Ruleset } from '../rules/index.js';
import { type Gathered, gather } from '../score/index.js';
import { type Understanding, understand } from '../understand/index.js';

/** A mail with what a person said about it. */
export interface PastMessage {
  readonly message: ReadMessage;
  readonly correction: Correction | null;
}

/**
 * An application as scoring finds it in its mails, which must come oldest first. The last mail that is an application
 * says it, with what the mails before it brought. Pure.
 * @returns null when none of the mails is an application under these rules
 */
export function gatherPast(messages: readonly PastMessage[], mailbox: MailboxFacts, ruleset: Ruleset): Gathered | null {
  const bundles = new Bundles();
  let last: Understanding | null = null;
  for (const past of messages) {
    const { message, correction } = past;
    const keys = bundleKeys(message);
    const context: TriageContext = {
      ...mailbox,
      duplicate: bundles.isDuplicate(keys),
      earlier: bundles.earlier(keys),
      ...(correction === null ? {} : { correction }),
    };
    const understanding = understand(message, context, ruleset);
    // What a later mail needs to know of this one; nobody asks after the last.
    if (past !== messages.at(-1)) bundles.remember(keys, conclude(message, understanding, context, ruleset));
    if (understanding.kind === 'application') last = understanding;
  }
  return last === null ? null : gather(last, ruleset);
}
