import type { AccountSettings } from '../../workers/interfaces.js';
import { type ActivationMode, activationModes, permanent, stricterMode } from '../domain/index.js';
import type { Store } from '../store/index.js';
import type { StatedAccount } from './config.js';

/** Where a fresh account begins: in shadow when the configuration says so, else with drafts; never by sending. */
export function initialMode(account: Pick<StatedAccount, 'mode'>): ActivationMode {
  return account.mode === 'shadow' ? 'shadow' : 'draft';
}

/** Makes the account known; on its first appearance everything that is in the mailbox is older than its activation. */
export async function ensureAccount(store: Store, account: StatedAccount): Promise<void> {
  await store.settings.ensureAccount(account.id, initialMode(account));
  const { answerSince } = account;
  if (answerSince === null) return;
  await noteAnswerSince(store, account.id, answerSince.toISOString());
  const known = await store.settings.activatedAt(account.id);
  if (known === null || Date.parse(known) !== answerSince.getTime())
    await store.settings.activate(account.id, answerSince, 'configuration');
}

/** Setting: the configured moment, and when a program first started with it. */
const answerSinceKey = (account: string): string => `answer-since/${account}`;

interface NotedSince {
  /** ISO 8601, both. */
  readonly since: string;
  readonly notedAt: string;
}

async function noteAnswerSince(store: Pick<Store, 'settings' | 'read'>, account: string, since: string): Promise<void> {
  if ((await notedSince(store, account))?.since === since) return;
  const noted: NotedSince = { since, notedAt: (await store.read.now()).toISOString() };
  await store.settings.set(answerSinceKey(account), noted, 'configuration');
}

async function notedSince(store: Pick<Store, 'settings'>, account: string): Promise<NotedSince | null> {
  return (await store.settings.get(answerSinceKey(account))) as NotedSince | null;
}

/**
 * An account's settings with what people have said in the store: the stricter of the two modes holds, and the store is
 * asked at every use, so that `triage activate` holds at once in all processes.
 */
export function settingsWithActivation(
  configured: (id: string) => AccountSettings,
  accounts: readonly Pick<StatedAccount, 'id' | 'answerSince'>[],
  store: Pick<Store, 'settings'>,
): (id: string) => Promise<AccountSettings> {
  const answerSince = new Map(accounts.map((account) => [account.id, account.answerSince]));
  return async (id) => {
    const settings = configured(id);
    const state = await store.settings.account(id);
    const since = answerSince.get(id)?.toISOString() ?? null;
    const noted = since === null ? null : await notedSince(store, id);
    return {
      ...settings,
      mode: stricterMode(settings.mode, state?.mode ?? 'send'),
      // Who names a moment in the configuration means it for sending as well.
      sendSince: since ?? state?.sendSince ?? null,
      // The mail that was there when they named it; a program that is stopped for weeks later on answers none that old.
      anyAgeUntil: noted?.since === since ? (noted?.notedAt ?? null) : null,
    };
  };
}

/** A change of mode that may happen. */
export interface Step {
  readonly from: ActivationMode;
  readonly to: ActivationMode;
  /** False when it goes down, which needs no proof. */
  readonly rises: boolean;
}

/**
 * The step that a person asks for, or the next one up.
 * @throws TriageError `activation-ceiling`, `activation-skips-a-step`, `activation-is-there` (permanent)
 */
export async function plannedStep(
  store: Pick<Store, 'settings'>,
  account: StatedAccount,
  wanted: ActivationMode | null,
): Promise<Step> {
  const from = (await store.settings.account(account.id))?.mode ?? initialMode(account);
  const at = activationModes.indexOf(from);
  const to = wanted ?? activationModes[at + 1] ?? from;
  const step = activationModes.indexOf(to) - at;
  if (step === 0) {
    throw permanent(
      'activation-is-there',
      `Account ${account.id} is at ${from} already.`,
      'Name a step with --to shadow, draft or send; `triage status` shows where each account is.',
    );
  }
  if (stricterMode(account.mode, to) !== to) {
    throw permanent(
      'activation-ceiling',
      `The configuration lets account ${account.id} go to ${account.mode} at most, not to ${to}.`,
      `Set \`mode: ${to}\` for it, restart what runs, and activate then.`,
    );
  }
  if (step > 1) {
    throw permanent(
      'activation-skips-a-step',
      `From ${from} to ${to} is more than one step.`,
      `Activate --to ${activationModes[at + 1] ?? to} first, and look at what it writes for some days.`,
    );
  }
  return { from, to, rises: step > 0 };
}

/**
 * Takes the step. Nothing that is older than this moment is answered (at `draft`) or sent (at `send`) by itself.
 * @param detail what is known about the agreement with people's verdicts, for the audit record
 * @throws TriageError `activation-raced` when somebody else changed the mode meanwhile
 */
export async function takeStep(
  store: Store,
  account: StatedAccount,
  step: Step,
  actor: string,
  detail: string | null,
): Promise<void> {
  await ensureAccount(store, account);
  const { from, to } = step;
  if (await store.settings.changeMode({ account: account.id, from, to, actor, detail })) {
    // A moment that the configuration names holds against that of the step.
    await ensureAccount(store, account);
    return;
  }
  throw permanent(
    'activation-raced',
    `Somebody else has changed the mode of account ${account.id} meanwhile.`,
    'Look at `triage log --kind account`, and run the command again.',
  );
}
