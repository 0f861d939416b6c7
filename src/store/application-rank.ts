import { sql } from 'kysely';
import type { Tells } from '../domain/index.js';
import type { Trx } from './context.js';
import { contentOf, refreshCard, wordsOf } from './review/card.js';
import { storableJson } from './storable.js';

interface Mail {
  readonly account: string;
  readonly messageId: string;
  readonly judgementId: string | null;
  readonly kind: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly score: number | null;
  readonly band: string | null;
  readonly missing: readonly string[] | null;
  readonly given: readonly string[] | null;
  readonly cameAt: Date;
}

/**
 * Brings an application's place in the ranked queue up to date with its messages: the best of their judgements speaks for
 * it (a later mail with only the transcript doesn't lower it), and what is missing is what none of them brought. Where its
 * mails lie in several accounts, each account's mails are reckoned up by themselves as well, for people who see only those.
 */
export async function refreshApplication(trx: Trx, applicationId: string): Promise<void> {
  const mails = await mailsOf(trx, applicationId);
  const { best, missing, ...standing } = standingOf(mails);
  await trx
    .updateTable('application')
    .set({
      judgement_id: best?.judgementId ?? null,
      message_id: best?.messageId ?? null,
      ...standing,
      missing: storableJson(missing),
    })
    .where('id', '=', applicationId)
    .execute();
  const accounts = [...new Set(mails.map((mail) => mail.account))].sort();
  const tells = await refreshCard(trx, applicationId, { judgementId: best?.judgementId ?? null, accounts });
  await trx.deleteFrom('application_card').where('application_id', '=', applicationId).execute();
  if (accounts.length < 2) return;
  for (const account of accounts) {
    const { best: own, ...seen } = standingOf(mails.filter((mail) => mail.account === account));
    if (own !== undefined) await refreshPart(trx, applicationId, account, own, seen, tells);
  }
}

/** Mails of an application, the one that speaks for it first. */
async function mailsOf(trx: Trx, applicationId: string): Promise<Mail[]> {
  return trx
    .selectFrom('application_message')
    .innerJoin('message', 'message.id', 'application_message.message_id')
    .leftJoin('judgement', (join) =>
      join.onRef('judgement.message_id', '=', 'message.id').on('judgement.current', '=', true),
    )
    .select([
      'message.account',
      'message.id as messageId',
      'judgement.id as judgementId',
      'judgement.kind',
      'judgement.score',
      'judgement.band',
      'judgement.applicant_name as name',
      sql<string | null>`coalesce(judgement.applicant_email, message.sender)`.as('email'),
      sql<string[] | null>`judgement.body -> 'missing'`.as('missing'),
      sql<string[] | null>`jsonb_path_query_array(judgement.body, '$.documents[*] ? (@.status == "ok").type')`.as(
        'given',
      ),
      sql<Date>`coalesce(message.received_at, message.seen_at)`.as('cameAt'),
    ])
    .where('application_message.application_id', '=', applicationId)
    .orderBy(sql`judgement.kind = 'application'`, (order) => order.desc().nullsLast())
    .orderBy('judgement.score', (order) => order.desc().nullsLast())
    .orderBy('message.id', 'desc')
    .execute();
}

function standingOf(mails: readonly Mail[]) {
  const best = mails[0];
  const times = mails.map((mail) => mail.cameAt.getTime());
  const given = new Set(mails.flatMap((mail) => mail.given ?? []));
  return {
    best,
    score: best?.score ?? 0,
    band: best?.band ?? 'off-topic',
    missing: (best?.missing ?? []).filter((type) => !given.has(type) || best?.given?.includes(type) === true),
    messages: mails.length,
    first_at: times.length === 0 ? null : new Date(Math.min(...times)),
    last_at: times.length === 0 ? null : new Date(Math.max(...times)),
  };
}

/** What the application is to whoever sees this account's mails only. */
async function refreshPart(
  trx: Trx,
  applicationId: string,
  account: string,
  best: Mail,
  { missing, first_at, last_at, ...standing }: Omit<ReturnType<typeof standingOf>, 'best'>,
  tells: Tells,
): Promise<void> {
  const { topics, ...content } = await contentOf(trx, applicationId, best.judgementId, account);
  const words = await wordsOf(trx, applicationId, account, tells);
  await trx
    .insertInto('application_card')
    .values({
      application_id: applicationId,
      account,
      judgement_id: best.judgementId,
      message_id: best.messageId,
      applies: best.kind === 'application',
      name: best.name,
      email: best.email,
      ...standing,
      missing: storableJson(missing),
      first_at: first_at ?? best.cameAt,
      last_at: last_at ?? best.cameAt,
      ...content,
      topics: storableJson(topics),
      words,
    })
    .execute();
}
