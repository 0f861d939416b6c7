import { sql } from 'kysely';
import type { ReviewVerdict, Sight, VerdictState } from '../../domain/index.js';
import { iso, type StoreContext, type Trx, transact } from '../context.js';
import { audit } from '../events.js';
import { storableOrNull, storableText } from '../storable.js';
import { inSight } from './in-sight.js';

export interface NewVerdict {
  readonly applicationId: string;
  /** Login of who decides. */
  readonly reviewer: string;
  readonly value: string;
  /** Left out: that of the reviewer's verdict before stays. */
  readonly note?: string | null | undefined;
  /** 0 to 100. Left out: that of the reviewer's verdict before stays. */
  readonly score?: number | null | undefined;
  /** Id of the verdict that the reviewer gave on another application, which a merge brings over to this one. */
  readonly copiedFrom?: string;
}

/** What a change of verdicts led to. */
export interface Decided {
  readonly verdictId: string | null;
  readonly state: VerdictState;
  readonly revision: number;
}

/**
 * Writes a verdict; the reviewer's earlier one is withdrawn and kept, and what the new one leaves out is taken from it. The application's row is locked first, so that of two
 * people who decide at the same moment both verdicts stand and the shared state is made of both.
 */
export async function giveVerdict(trx: Trx, context: StoreContext, verdict: NewVerdict): Promise<Decided> {
  await lock(trx, verdict.applicationId);
  // One moment for the new one and for the one that it replaces: by that the step is found again when it is undone.
  const at = await moment(trx, context);
  const before = await withdrawOwn(trx, at, verdict.applicationId, verdict.reviewer);
  const { note = before?.note ?? null, score = before?.score ?? null } = verdict;
  const { id } = await trx
    .insertInto('verdict')
    .values({
      application_id: verdict.applicationId,
      reviewer: storableText(verdict.reviewer),
      value: storableText(verdict.value),
      note: storableOrNull(note),
      score,
      at,
      copied_from: verdict.copiedFrom ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const detail = `application ${verdict.applicationId}`;
  await audit(trx, context, {
    kind: 'verdict',
    code: verdict.value,
    detail,
    applicationId: verdict.applicationId,
    actor: verdict.reviewer,
  });
  return { verdictId: id, ...(await refreshState(trx, verdict.applicationId)) };
}

/** Now, to the millisecond, so that it is the same when it was read and written again. */
async function moment(trx: Trx, context: StoreContext): Promise<Date> {
  const { now } = await trx.selectNoFrom(context.now().as('now')).executeTakeFirstOrThrow();
  return new Date(now.getTime());
}

async function lock(trx: Trx, applicationId: string): Promise<void> {
  await trx.selectFrom('application').select('id').where('id', '=', applicationId).forUpdate().executeTakeFirst();
}

/** Withdraws the reviewer's verdict that holds; null when none does. */
async function withdrawOwn(trx: Trx, at: Date, applicationId: string, reviewer: string) {
  const row = await trx
    .updateTable('verdict')
    .set({ withdrawn_at: at })
    .where('application_id', '=', applicationId)
    .where('reviewer', '=', reviewer)
    .where('withdrawn_at', 'is', null)
    .returning(['id', 'at', 'note', 'score'])
    .executeTakeFirst();
  return row ?? null;
}

/**
 * An address was found to be another person's than it was taken for: what was brought over because of that holds no longer,
 * there and here. What people decided since then, themselves, stays. To be called in the transaction of the change.
 * @returns ids of the applications whose verdicts changed
 */
export async function withdrawCopies(
  trx: Trx,
  context: StoreContext,
  applicantId: string,
  actor: string,
): Promise<readonly string[]> {
  const { rows: copies } = await sql<{ id: string; application_id: string }>`
    select v.id, v.application_id from triage.verdict v join triage.application a on a.id = v.application_id
      join triage.verdict o on o.id = v.copied_from join triage.application b on b.id = o.application_id
    where (a.applicant_id = ${applicantId}) <> (b.applicant_id = ${applicantId}) and v.withdrawn_at is null
    order by v.application_id, v.id`.execute(trx);
  const changed = [...new Set(copies.map((copy) => copy.application_id))];
  for (const applicationId of changed) {
    await lock(trx, applicationId);
    const ids = copies.filter((copy) => copy.application_id === applicationId).map((copy) => copy.id);
    await trx
      .updateTable('verdict')
      .set({ withdrawn_at: await moment(trx, context) })
      .where('id', 'in', ids)
      .execute();
    const about = { kind: 'verdict', code: 'withdrawn', reason: 'person-split', applicationId, actor } as const;
    await audit(trx, context, ...ids.map(() => ({ ...about, detail: `application ${applicationId}` })));
    await refreshState(trx, applicationId);
  }
  return changed;
}

/** Lets the verdict hold again that this one had replaced; null when it had replaced none. */
async function restoreBefore(trx: Trx, taken: { id: string; at: Date }, applicationId: string, reviewer: string) {
  const before = await trx
    .selectFrom('verdict')
    .select('id')
    .where('application_id', '=', applicationId)
    .where('reviewer', '=', reviewer)
    .where('id', '<', taken.id)
    .where('withdrawn_at', '=', taken.at)
    // What a merge brought over comes back only while the two are one person.
    .where(sql<boolean>`(copied_from is null or exists (
      select from triage.verdict o join triage.application b on b.id = o.application_id
        join triage.applicant q on q.id = b.applicant_id
        join triage.application a on a.id = ${applicationId} join triage.applicant p on p.id = a.applicant_id
      where o.id = triage.verdict.copied_from and coalesce(p.merged_into, p.id) = coalesce(q.merged_into, q.id)))`)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (before === undefined) return null;
  await trx.updateTable('verdict').set({ withdrawn_at: null }).where('id', '=', before.id).execute();
  return before.id;
}

/** Keeps what the verdicts amount to with the application. To be called after every change of verdicts, in its transaction. */
export async function refreshState(trx: Trx, applicationId: string): Promise<Omit<Decided, 'verdictId'>> {
  const row = await trx
    .updateTable('application')
    .set({
      state: sql<VerdictState>`(select case when count(distinct v.value) = 0 then null
        when count(distinct v.value) > 1 then 'conflict' else min(v.value) end from triage.verdict v
        where v.application_id = ${applicationId} and v.withdrawn_at is null
          and v.value in ('shortlist', 'hold', 'decline'))`,
      revision: sql<number>`revision + 1`,
    })
    .where('id', '=', applicationId)
    .returning(['state', 'revision'])
    .executeTakeFirst();
  return row ?? { state: null, revision: 0 };
}

export type Assigned = 'assigned' | 'not-found' | 'not-theirs';

/** Whether a reviewer may see the application, too, in a mailbox that the viewer sees. */
async function sees(trx: Trx, { accounts }: Sight, applicationId: string, login: string): Promise<boolean> {
  const { rows } = await sql`select 1 from triage.application a, triage.reviewer r
    where a.id = ${applicationId} and r.login = ${login} and (r.accounts is null or exists (
      select from unnest(a.accounts) one where one = any(r.accounts)
        and (${accounts === null} or one = any(${accounts ?? []}::text[]))))`.execute(trx);
  return rows.length > 0;
}

/** Verdicts, assignments and marks, by people of the review page. `sight` decides whether the application is theirs to see. */
export function reviewVerdicts(context: StoreContext) {
  const visible = async (trx: Trx, sight: Sight, applicationId: string): Promise<boolean> => {
    if (!/^\d{1,18}$/.test(applicationId)) return false;
    const { rows } = await sql`select 1 from triage.application a
      where a.id = ${applicationId} and ${inSight(sight)} for update`.execute(trx);
    return rows.length > 0;
  };
  return {
    /** Null when there is no such application for this viewer. */
    async give(sight: Sight, verdict: NewVerdict): Promise<Decided | null> {
      return transact(context, async (trx) => {
        if (!(await visible(trx, sight, verdict.applicationId))) return null;
        const decided = await giveVerdict(trx, context, verdict);
        await markRead(trx, context, sight, verdict.applicationId);
        return decided;
      });
    },

    /**
     * Takes the reviewer's last step back: the verdict that holds is withdrawn, and the one before it, when it was
     * replaced by that one, holds again. Null when there is nothing to undo.
     */
    async undo(sight: Sight, applicationId: string, reviewer: string): Promise<Decided | null> {
      return transact(context, async (trx) => {
        if (!(await visible(trx, sight, applicationId))) return null;
        const taken = await withdrawOwn(trx, await moment(trx, context), applicationId, reviewer);
        if (taken === null) return null;
        const about = {
          kind: 'verdict',
          applicationId,
          detail: `application ${applicationId}`,
          actor: reviewer,
        } as const;
        await audit(trx, context, { ...about, code: 'withdrawn' });
        const verdictId = await restoreBefore(trx, taken, applicationId, reviewer);
        if (verdictId !== null) await audit(trx, context, { ...about, code: 'holds-again' });
        return { verdictId, ...(await refreshState(trx, applicationId)) };
      });
    },

    /**
     * Gives the application to a colleague (a login), or to nobody. `not-found` when the viewer may not see it, `not-theirs`
     * when the colleague is unknown or sees none of the mailboxes by which the viewer sees it.
     */
    async assign(sight: Sight, applicationId: string, assignee: string | null, actor: string): Promise<Assigned> {
      return transact(context, async (trx) => {
        if (!(await visible(trx, sight, applicationId))) return 'not-found';
        if (assignee !== null && !(await sees(trx, sight, applicationId, assignee))) return 'not-theirs';
        await trx
          .updateTable('application')
          .set({ assignee, revision: sql<number>`revision + 1` })
          .where('id', '=', applicationId)
          .execute();
        await audit(trx, context, {
          kind: 'application',
          code: assignee === null ? 'unassigned' : 'assigned',
          detail: assignee,
          applicationId,
          actor,
        });
        return 'assigned';
      });
    },

    /** The viewer has it open: it is unread again when another mail comes. */
    async markRead(sight: Sight, applicationId: string): Promise<void> {
      await transact(context, (trx) => markRead(trx, context, sight, applicationId));
    },

    /** Every verdict on an application, also those that were withdrawn, oldest first. */
    async history(applicationId: string): Promise<ReviewVerdict[]> {
      const rows = await context.db
        .selectFrom('verdict')
        .selectAll()
        .where('application_id', '=', applicationId)
        .orderBy('id')
        .execute();
      return rows.map(({ id, reviewer, value, note, score, at, withdrawn_at }) => ({
        id,
        reviewer,
        value,
        note,
        score,
        at: iso(at),
        withdrawnAt: iso(withdrawn_at),
      }));
    },
  };
}

async function markRead(trx: Trx, context: StoreContext, sight: Sight, applicationId: string): Promise<void> {
  await trx
    .insertInto('read_mark')
    .values({ reviewer_id: sight.reviewerId, application_id: applicationId, at: context.now() })
    .onConflict((conflict) => conflict.columns(['reviewer_id', 'application_id']).doUpdateSet({ at: context.now() }))
    .execute();
}
