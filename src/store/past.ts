import { sql } from 'kysely';
import type { Correction } from '../domain/index.js';
import type { StoreContext } from './context.js';

/** What tells which past messages belong together, without their text. */
export interface PastEntry {
  readonly id: string;
  readonly account: string;
  /** Lower case. */
  readonly sender: string | null;
  readonly rfcMessageId: string | null;
  /** Message-IDs that it answers. */
  readonly references: readonly string[];
  readonly applicant: { readonly name: string | null; readonly email: string | null };
  readonly applicationId: string | null;
  readonly subject: string | null;
  /** When it was received or, where the server told no date, seen; ISO 8601. */
  readonly at: string;
  /** The ruleset of its judgement. */
  readonly ruleset: string;
  /** What judging again has marked it with last; see `rescore.ts`. */
  readonly confirmed: string | null;
}

/** A past message as rows of the store: JSON texts that a thread can parse. */
export interface PastRow {
  readonly id: string;
  readonly account: string;
  readonly fingerprint: string;
  readonly bytes: number;
  /** A Mail. */
  readonly mail: string;
  /** DocumentRows in order. */
  readonly documents: string;
  /** The PackedJudgement that holds. */
  readonly judgement: string;
  /** What a person said about it, with the id of the correction. */
  readonly correction: (Correction & { readonly id: string }) | null;
}

/** Messages that were judged, to be judged again. Keyset by id, so that thousands pass in bounded memory. */
export function pastMail(context: StoreContext) {
  return {
    /** What belongs to what, oldest first, `page` at a time. */
    async *entries(page = 2000): AsyncGenerator<PastEntry> {
      for (let after = '0'; ; ) {
        const rows = await judgedMessages(context)
          .leftJoin('application_message', 'application_message.message_id', 'message.id')
          .select([
            'message.id',
            'message.account',
            'message.rfc_message_id',
            'message.subject',
            'judgement.applicant_name',
            'judgement.applicant_email',
            'judgement.ruleset',
            'judgement.confirmed',
            sql<Date>`coalesce(message.received_at, message.seen_at)`.as('came_at'),
            'application_message.application_id',
            sql<string | null>`lower(message.sender)`.as('sender'),
            sql<
              string[]
            >`coalesce(message.mail -> 'inReplyTo', '[]') || coalesce(message.mail -> 'references', '[]')`.as('refs'),
          ])
          .where('message.id', '>', after)
          .orderBy('message.id')
          .limit(page)
          .execute();
        for (const row of rows)
          yield {
            id: row.id,
            account: row.account,
            sender: row.sender,
            rfcMessageId: row.rfc_message_id,
            references: row.refs,
            applicant: { name: row.applicant_name, email: row.applicant_email },
            applicationId: row.application_id,
            subject: row.subject,
            at: row.came_at.toISOString(),
            ruleset: row.ruleset,
            confirmed: row.confirmed,
          };
        const last = rows.at(-1);
        if (last === undefined || rows.length < page) return;
        after = last.id;
      }
    },

    /** The messages with these ids, in the order of the ids. */
    async rows(ids: readonly string[]): Promise<PastRow[]> {
      if (ids.length === 0) return [];
      const rows = await judgedMessages(context)
        .leftJoin('correction', (join) =>
          join.onRef('correction.message_id', '=', 'message.id').on('correction.withdrawn_at', 'is', null),
        )
        .select([
          'message.id',
          'message.account',
          sql<string>`coalesce(message.fingerprint, '')`.as('fingerprint'),
          sql<string>`coalesce(message.bytes, 0)`.as('bytes'),
          // As text: the thread that judges parses it, and not the one that everything passes through.
          sql<string>`message.mail::text`.as('mail'),
          sql<string>`coalesce((select jsonb_agg(to_jsonb(d) - 'id' - 'message_id' order by d.ordinal)
            from triage.document d where d.message_id = message.id), '[]')::text`.as('documents'),
          sql<string>`judgement.body::text`.as('judgement'),
          'correction.id as correction_id',
          'correction.kind as corrected_kind',
          'correction.position as corrected_position',
        ])
        .where('message.id', 'in', ids)
        .execute();
      const byId = new Map(
        rows.map(({ correction_id: id, corrected_kind: kind, corrected_position: position, ...row }) => {
          const correction = id === null || kind === null ? null : { id, kind, position };
          return [row.id, { ...row, bytes: Number(row.bytes), correction }];
        }),
      );
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
  };
}

function judgedMessages(context: StoreContext) {
  return context.db
    .selectFrom('message')
    .innerJoin('judgement', (join) =>
      join.onRef('judgement.message_id', '=', 'message.id').on('judgement.current', '=', true),
    )
    .where('message.mail', 'is not', null);
}
