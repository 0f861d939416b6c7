import { sql } from 'kysely';
import { type ActivationMode, activationModes } from '../domain/index.js';
import { iso, type StoreContext, type Trx, transact } from './context.js';
import { audit } from './events.js';
import { storableJson } from './storable.js';

export interface Pause {
  readonly reason: string | null;
  readonly actor: string;
  readonly at: string;
}

/** What people have said about an account; times are ISO 8601. */
export interface AccountState {
  /** Null: nobody has said, and the configuration alone decides. */
  readonly mode: ActivationMode | null;
  /** Mail that is older is never answered. */
  readonly activatedAt: string;
  /** Mail that is older is a draft at most; null before anything may be sent. */
  readonly sendSince: string | null;
}

export interface ModeChange {
  readonly account: string;
  readonly from: ActivationMode | null;
  readonly to: ActivationMode;
  readonly actor: string;
  readonly detail: string | null;
}

const pauseKey = (account: string | null): string => (account === null ? 'pause' : `pause/${account}`);

/** Switches and moments that people set while the program runs. */
export function settings(context: StoreContext) {
  return {
    /**
     * Makes the account known. On its first appearance everything that is in the mailbox already is older than its
     * activation, and so never answered.
     */
    async ensureAccount(account: string, mode: ActivationMode | null = null): Promise<void> {
      await context.db
        .insertInto('account')
        .values({ id: account, first_seen_at: context.now(), activated_at: context.now(), mode })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ mode }).where('account.mode', 'is', null))
        .execute();
    },

    /** How far people have let this account go; null when it is unknown. */
    async account(account: string): Promise<AccountState | null> {
      const row = await context.db.selectFrom('account').selectAll().where('id', '=', account).executeTakeFirst();
      if (row === undefined) return null;
      return { mode: row.mode, activatedAt: iso(row.activated_at), sendSince: iso(row.send_since) };
    },

    /**
     * Lets the account go to another mode than `from`, which must still hold. Upwards it sets the moment before which
     * no mail is answered (to `draft`) or sent (to `send`) by itself. Out of shadow, the labels of that time are due.
     *
     * @param detail what the person knew when deciding, for the record
     * @returns false when somebody else has changed it meanwhile
     */
    async changeMode(change: ModeChange): Promise<boolean> {
      const { account, from, to, actor } = change;
      const rises = activationModes.indexOf(to) > activationModes.indexOf(from ?? 'draft');
      return transact(context, async (trx) => {
        const row = await trx
          .updateTable('account')
          .set({
            mode: to,
            ...(rises && to === 'draft' ? { activated_at: context.now() } : {}),
            ...(rises && to === 'send' ? { send_since: context.now() } : {}),
          })
          .where('id', '=', account)
          .where((each) => (from === null ? each('mode', 'is', null) : each('mode', '=', from)))
          .returning('id')
          .executeTakeFirst();
        if (row === undefined) return false;
        if (rises && from === 'shadow') await labelsOfShadow(trx, context, account, actor);
        const reason = `${from ?? 'unset'} to ${to}`;
        await audit(trx, context, {
          kind: 'account',
          code: `mode-${to}`,
          account,
          reason,
          detail: change.detail,
          actor,
        });
        return true;
      });
    },

    /** Since when mail of this account may be answered, ISO 8601; null when the account is unknown. */
    async activatedAt(account: string): Promise<string | null> {
      const row = await context.db
        .selectFrom('account')
        .select('activated_at')
        .where('id', '=', account)
        .executeTakeFirst();
      return row?.activated_at.toISOString() ?? null;
    },

    /** Moves the moment from which on mail may be answered (the account is made known when it isn't). */
    async activate(account: string, at: Date, actor: string): Promise<void> {
      await transact(context, async (trx) => {
        await trx
          .insertInto('account')
          .values({ id: account, first_seen_at: context.now(), activated_at: at })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ activated_at: at }))
          .execute();
        await audit(trx, context, { kind: 'account', code: 'activated', account, detail: at.toISOString(), actor });
      });
    },

    /** The kill switch: stops all effects, or those of one account. Actions that come up meanwhile are held. */
    async pause(options: { account?: string; reason?: string; actor: string }): Promise<void> {
      const account = options.account ?? null;
      await transact(context, async (trx) => {
        const value = storableJson({ reason: options.reason ?? null });
        await trx
          .insertInto('setting')
          .values({ key: pauseKey(account), value, at: context.now(), actor: options.actor })
          .onConflict((conflict) =>
            conflict.column('key').doUpdateSet({ value, at: context.now(), actor: options.actor }),
          )
          .execute();
        await audit(trx, context, {
          kind: 'setting',
          code: 'paused',
          account,
          reason: options.reason ?? null,
          actor: options.actor,
        });
      });
    },

    /** Lets effects happen again and makes what was held by the pause due at once. */
    async resume(options: { account?: string; actor: string }): Promise<void> {
      const account = options.account ?? null;
      await transact(context, async (trx) => {
        await trx.deleteFrom('setting').where('key', '=', pauseKey(account)).execute();
        let held = trx.updateTable('action').set({ due_at: context.now() }).where('state', '=', 'held');
        if (account !== null) held = held.where('account', '=', account);
        await held.where('reason', '=', 'paused').execute();
        await audit(trx, context, { kind: 'setting', code: 'resumed', account, actor: options.actor });
      });
    },

    /** Who stopped the effects of this account (or all), or null when they may happen. */
    async paused(account: string): Promise<Pause | null> {
      const row = await context.db
        .selectFrom('setting')
        .select(['value', 'actor', 'at'])
        .where('key', 'in', [pauseKey(null), pauseKey(account)])
        .orderBy('key')
        .executeTakeFirst();
      if (row === undefined) return null;
      const reason = (row.value as { reason: string | null }).reason;
      return { reason, actor: row.actor, at: row.at.toISOString() };
    },

    /** Every pause that holds now; `account` is null for the one over everything. */
    async pauses(): Promise<(Pause & { readonly account: string | null })[]> {
      const rows = await context.db
        .selectFrom('setting')
        .select(['key', 'value', 'actor', 'at'])
        .where(sql<boolean>`key = 'pause' or key like 'pause/%'`)
        .orderBy('key')
        .execute();
      return rows.map(({ key, value, actor, at }) => ({
        account: key === pauseKey(null) ? null : key.slice(pauseKey('').length),
        reason: (value as { reason: string | null }).reason,
        actor,
        at: at.toISOString(),
      }));
    },

    /** Any other value that people or the program keep, or null. */
    async get(key: string): Promise<unknown> {
      const row = await context.db.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst();
      return row?.value ?? null;
    },

    async set(key: string, value: unknown, actor: string): Promise<void> {
      const json = storableJson(value);
      await context.db
        .insertInto('setting')
        .values({ key, value: json, at: context.now(), actor })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: json, at: context.now(), actor }))
        .execute();
    },
  };
}

/**
 * The labels that shadow mode left undone are due now: they describe what the mail is, so its age does not matter. Answers
 * stay undone, because mail from before the step is never answered.
 */
async function labelsOfShadow(trx: Trx, context: StoreContext, account: string, actor: string): Promise<void> {
  const rows = await trx
    .updateTable('action')
    .set({ state: 'planned', reason: 'out-of-shadow', detail: null, attempts: 0, due_at: context.now() })
    .where('account', '=', account)
    .where('kind', '=', 'label')
    .where('state', '=', 'skipped')
    .where('reason', '=', 'shadow')
    .returning(['id', 'message_id'])
    .execute();
  const about = { kind: 'action', code: 'planned', from: 'skipped', account, reason: 'out-of-shadow', actor } as const;
  for (let start = 0; start < rows.length; start += 500) {
    const some = rows.slice(start, start + 500);
    await audit(trx, context, ...some.map(({ id, message_id }) => ({ ...about, messageId: message_id, actionId: id })));
  }
}

/** SQL that is true while the effects of the account in `column` are stopped. Used inside the ledger's statements. */
export function pausedSql(column: string) {
  return sql<boolean>`exists (select 1 from triage.setting where key in ('pause', 'pause/' || ${sql.ref(column)}))`;
}

/**
 * SQL that is true while people let the action's account do the effect that it is claimed for. What the configuration
 * forbids is known before an action is claimed; this is what may have been lowered since.
 */
export function modeAllowsSql() {
  return sql<boolean>`not exists (select 1 from triage.account where id = triage.action.account
    and (mode = 'shadow' or (mode = 'draft' and triage.action.effect = 'send')))`;
}
