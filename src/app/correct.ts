import type { Logger } from 'pino';
import { type Correction, permanent } from '../domain/index.js';
import type { Store } from '../store/index.js';
import { judgePastMail } from './again/past-mail.js';
import type { Config } from './config.js';
import { keptRules } from './live-rules.js';
import { rescoredOf } from './rescore.js';
import { mailboxesOf } from './rules-diff.js';

/** What corrections need: the store, and what the accounts' settings say. */
export interface CorrectParts {
  readonly store: Pick<Store, 'corrections' | 'rulesets' | 'past' | 'rescore'>;
  readonly config: Pick<Config, 'accounts'>;
  readonly logger: Logger;
}

/** What a person says about a message. */
export interface CorrectionWish extends Correction {
  readonly messageId: string;
  readonly note: string | null;
  /** Who says it, for the audit record. */
  readonly actor: string;
}

/**
 * Keeps what a person says about a message, judges it again with that, and lets its labels follow. Answers that still
 * wait are dropped; none is ever planned by this. For the command line and for pages alike.
 * @throws TriageError `no-such-message`, `not-judged`, `unknown-position`, `position-of-other`, `no-such-ruleset`
 */
export async function correctMessage(parts: CorrectParts, wish: CorrectionWish): Promise<void> {
  const { positions } = await liveRules(parts);
  if (wish.position !== null && !positions.some((position) => position.id === wish.position))
    throw permanent(
      'unknown-position',
      `There is no position ${wish.position}.`,
      `Positions: ${positions.map((position) => position.id).join(', ')}.`,
    );
  if (wish.position !== null && wish.kind === 'other')
    throw permanent(
      'position-of-other',
      'Mail that is neither an application nor a question is for no position.',
      'Leave the position out, or give another kind.',
    );
  refuse(await parts.store.corrections.give(wish), wish.messageId);
  await applyCorrections(parts);
}

/**
 * Takes back what was said about a message, and judges it again without it.
 * @throws TriageError `no-such-message`, `not-judged`, `not-corrected`, `no-such-ruleset`
 */
export async function undoCorrection(parts: CorrectParts, messageId: string, actor: string): Promise<void> {
  await liveRules(parts);
  refuse(await parts.store.corrections.withdraw(messageId, actor), messageId);
  await applyCorrections(parts);
}

/**
 * Judges again what was corrected and has not been since: usually one message, right after `correctMessage`; more where a
 * process ended in between, so that the running program calls this too.
 * @returns how many judgements became others
 */
export async function applyCorrections({ store, config, logger }: CorrectParts): Promise<number> {
  const waiting = await store.corrections.waiting();
  const live = waiting.length === 0 ? null : await store.rulesets.current();
  const files = live === null ? null : await store.rulesets.content(live.hash);
  if (live === null || files === null) return 0;
  const byMessage = new Map(waiting.map((one) => [one.messageId, one]));
  const past = { store, mailboxes: mailboxesOf(config), threads: 1 };
  let changed = 0;
  for await (const piece of judgePastMail({ ...past, wanted: (entry) => byMessage.has(entry.id) }, [files])) {
    for (const again of piece) {
      const { others, same } = rescoredOf([again]);
      const actor = byMessage.get(again.id)?.actor ?? '';
      await store.rescore.save({ id: null, hash: live.hash, mark: live.hash, labels: true, actor }, others, same);
      changed += others.length;
    }
  }
  await store.corrections.applied(waiting);
  logger.info({ corrections: waiting.length, changed }, 'corrected mail is judged again');
  return changed;
}

async function liveRules({ store }: CorrectParts) {
  const live = await store.rulesets.current();
  if (live === null)
    throw permanent('no-such-ruleset', 'No ruleset is live yet.', 'Start the program once, or `triage rules apply`.');
  return keptRules(store, live.hash);
}

function refuse(end: Awaited<ReturnType<Store['corrections']['give']>>, messageId: string): void {
  if (end === 'no-such-message')
    throw permanent(
      'no-such-message',
      `There is no message ${messageId}.`,
      '`triage queue` and `triage log` print ids.',
    );
  if (end === 'not-judged')
    throw permanent(
      'not-judged',
      `Message ${messageId} has not been judged yet, or its text is not in the store.`,
      'Correct it once it was read; `triage show` tells how far it is.',
    );
  if (end === 'nothing')
    throw permanent(
      'not-corrected',
      `Nobody has corrected message ${messageId}.`,
      '`triage show` tells how it was judged.',
    );
}
