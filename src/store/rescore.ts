import { sql } from 'kysely';
import type { Judgement, Mail, Reason } from '../domain/index.js';
import { refreshApplication } from './application-rank.js';
import { joinApplication } from './applications.js';
import { type StoreContext, type Trx, transact } from './context.js';
import type { PackedJudgement } from './documents.js';
import { audit } from './events.js';
import { relabelOne } from './relabel.js';
import { storableOrNull, storableText } from './storable.js';

/** Judging past mail again, asked for by a person; it goes on after a crash where it stopped. */
export interface RescoreJob {
  readonly id: string;
  /** The ruleset to judge by. */
  readonly hash: string;
  /** Only mail that came at this moment or later, ISO 8601; null for all that was judged by another ruleset. */
  readonly since: string | null;
  /** Whether labels in the mailbox follow. Nothing is ever answered. */
  readonly labels: boolean;
  readonly actor: string;
  readonly askedAt: string;
  /** How many judgements changed so far. */
  readonly changed: number;
  /** What is written beside each judgement that was looked at. */
  readonly mark: string;
}

/** A message whose judgement became another. */
export interface Rescored {
  readonly messageId: string;
  /** The PackedJudgement as JSON that jsonb takes. */
  readonly packed: string;
  /** What the log of messages says about it. */
  readonly reason: Reason;
  /** Id of the correction that it was judged with, or null. */
  readonly correction: string | null;
}

/** On whose behalf messages are judged again. */
export type Behalf = Pick<RescoreJob, 'hash' | 'labels' | 'actor' | 'mark'> & {
  /** Of the job; null where a correction asked for it. */
  readonly id: string | null;
};

export function rescore(context: StoreContext) {
  return {
    /**
     * Asks for past mail to be judged again. What was asked before and is not finished is superseded.
     *
     * @returns the job's id; null, and nothing is asked for, where its ruleset is not the live one (any more)
     */
    async ask(job: Pick<RescoreJob, 'hash' | 'since' | 'labels' | 'actor'>): Promise<string | null> {
      return transact(context, async (trx) => {
        // Against makeLive, which ends the jobs of other rulesets: a job is asked for before that, or not at all.
        await sql`lock table triage.ruleset_live in share mode`.execute(trx);
        const live = await trx
          .selectFrom('ruleset_live')
          .select('hash')
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst();
        if (live?.hash !== job.hash) return null;
        await trx.updateTable('rescore').set({ finished_at: context.now() }).where('finished_at', 'is', null).execute();
        const { id } = await trx
          .insertInto('rescore')
          .values({ ...job, actor: storableText(job.actor), asked_at: context.now() })
          .returning('id')
          .executeTakeFirstOrThrow();
        await audit(trx, context, {
          kind: 'setting',
          code: 'rescore-asked',
          reason: job.labels ? 'labels follow' : null,
          detail: job.hash,
          actor: job.actor,
        });
        return id;
      });
    },

    /** What is asked for and not finished, or null. */
    async pending(): Promise<RescoreJob | null> {
      const row = await context.db
        .selectFrom('rescore')
        .selectAll()
        .where('finished_at', 'is', null)
        .orderBy('id', 'desc')
        .executeTakeFirst();
      if (row === undefined) return null;
      const since = row.since?.toISOString() ?? null;
      return {
        id: row.id,
        hash: row.hash,
        since,
        labels: row.labels,
        actor: row.actor,
        askedAt: row.asked_at.toISOString(),
        changed: row.changed,
        // Old mail may be judged again by the ruleset that judged it: then only this job's own mark says that it was.
        mark: since === null ? row.hash : `${row.hash}#${row.id}`,
      };
    },

    /**
     * Writes what became of some messages, in one transaction: either all of it or nothing.
     *
     * @returns false where the job was ended meanwhile (another ruleset is live, or it was asked for anew): nothing is written
     */
    async save(job: Behalf, changed: readonly Rescored[], same: readonly string[]): Promise<boolean> {
      return transact(context, async (trx) => {
        if (job.id !== null && !(await isOpen(trx, job.id))) return false;
        for (const one of changed) await rejudge(trx, context, job, one);
        if (same.length > 0)
          await trx
            .updateTable('judgement')
            .set({ confirmed: job.mark })
            .where('message_id', 'in', same)
            .where('current', '=', true)
            .execute();
        if (changed.length > 0 && job.id !== null)
          await trx
            .updateTable('rescore')
            .set({ changed: sql<number>`changed + ${changed.length}` })
            .where('id', '=', job.id)
            .execute();
        return true;
      });
    },

    async finish(id: string): Promise<void> {
      await context.db
        .updateTable('rescore')
        .set({ finished_at: context.now() })
        .where('id', '=', id)
        .where('finished_at', 'is', null)
        .execute();
    },
  };
}

/** Whether a job is not ended; until the transaction is, it stays so. */
async function isOpen(trx: Trx, id: string): Promise<boolean> {
  const job = await trx
    .selectFrom('rescore')
    .select('id')
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return job !== undefined;
}

/**
 * Gives a message another judgement. The one before is kept; the application and its rank follow; labels only where the
 * job says so. Replies are not planned here, nor anywhere that calls this.
 */
async function rejudge(
  trx: Trx,
  context: StoreContext,
  job: Behalf,
  { messageId, packed, reason, correction }: Rescored,
): Promise<void> {
  const message = await trx
    .selectFrom('message')
    .select(['id', 'account', 'status', 'mail'])
    .where('id', '=', messageId)
    // One that is being read anew at this moment is judged by whoever reads it.
    .where('status', 'in', ['handled', 'left-alone'])
    .forUpdate()
    .executeTakeFirst();
  if (message === undefined || message.mail === null) return;
  // A person said something else about it meanwhile: whoever gave that correction judges it.
  const holds = await trx
    .selectFrom('correction')
    .select('id')
    .where('message_id', '=', messageId)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  if ((holds?.id ?? null) !== correction) return;
  const judgement = JSON.parse(packed) as PackedJudgement;
  const before = await trx
    .updateTable('judgement')
    .set({ current: false })
    .where('message_id', '=', messageId)
    .where('current', '=', true)
    .returning(['band', 'score', 'position', 'kind'])
    .executeTakeFirst();
  await trx
    .insertInto('judgement')
    .values({
      message_id: messageId,
      ruleset: judgement.ruleset,
      kind: judgement.kind,
      position: storableOrNull(judgement.position),
      score: judgement.scorecard.fit,
      band: judgement.band,
      applicant_name: storableOrNull(judgement.applicant?.name),
      applicant_email: storableOrNull(judgement.applicant?.email),
      body: packed,
      current: true,
      confirmed: job.mark,
      at: context.now(),
    })
    .execute();
  const handled = message.status === 'handled' || judgement.kind !== 'other';
  await trx
    .updateTable('message')
    .set({
      status: handled ? 'handled' : 'left-alone',
      reason_code: storableText(reason.code),
      reason_detail: storableText(reason.detail),
    })
    .where('id', '=', messageId)
    .execute();
  await moveApplication(trx, context, messageId, message.account, message.mail, { ...judgement, documents: [] });
  if (job.labels && handled)
    await relabelOne(
      trx,
      context,
      message,
      { labels: judgement.decision.labels },
      { cause: job.id === null ? 'corrected' : 'rescore', actor: job.actor },
    );
  await audit(trx, context, {
    kind: 'message',
    code: 'rejudged',
    account: message.account,
    messageId,
    reason: job.hash,
    detail: `${before?.kind ?? ''} ${before?.band ?? ''} ${before?.score ?? ''} → ${judgement.kind} ${judgement.band} ${judgement.scorecard.fit}`,
    actor: job.actor,
  });
}

/** Puts a message into the application that its new judgement names; what a person has put together stays. */
async function moveApplication(
  trx: Trx,
  context: StoreContext,
  messageId: string,
  account: string,
  mail: Mail,
  judgement: Judgement,
): Promise<void> {
  const held = await trx
    .selectFrom('application_message')
    .innerJoin('application', 'application.id', 'application_message.application_id')
    .select(['application.id', 'application.position', 'application.messages', 'application_message.joined_by'])
    .where('application_message.message_id', '=', messageId)
    .executeTakeFirst();
  if (held === undefined) {
    if (judgement.kind === 'application')
      await joinApplication(trx, context, messageId, account, mail, null, judgement);
    return;
  }
  const leaves =
    held.joined_by !== 'person' &&
    (judgement.kind === 'application'
      ? judgement.position !== null && judgement.position !== held.position
      : held.messages <= 1);
  if (!leaves) return refreshApplication(trx, held.id);
  await trx.deleteFrom('application_message').where('message_id', '=', messageId).execute();
  const joined =
    judgement.kind === 'application'
      ? await joinApplication(trx, context, messageId, account, mail, null, judgement)
      : null;
  // What people decided about an application that is empty now goes on with its mail.
  if (joined !== null && joined !== held.id && held.messages <= 1)
    await trx.updateTable('verdict').set({ application_id: joined }).where('application_id', '=', held.id).execute();
  await refreshApplication(trx, held.id);
}
