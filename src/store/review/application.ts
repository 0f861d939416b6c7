import { sql } from 'kysely';
import type {
  ApplicationMail,
  ApplicationView,
  DocumentCard,
  HiddenText,
  JudgementCard,
  Page,
  QueueRow,
  Sight,
} from '../../domain/index.js';
import { iso, type StoreContext } from '../context.js';
import type { PackedDocument, PackedJudgement } from '../documents.js';
import { eventOf } from '../events.js';
import { actionOf, recordOf } from '../records.js';
import { addressesOf, relatedTo } from './related.js';
import { reviewVerdicts } from './verdicts.js';

/** Mails of one application that are shown; an application of more is one of a machine. */
const maxMails = 200;

/** Everything about the application of `row` but the documents' texts. */
export async function applicationView(context: StoreContext, sight: Sight, row: QueueRow): Promise<ApplicationView> {
  const id = row.applicationId;
  const found = await context.db
    .selectFrom('application_message')
    .innerJoin('message', 'message.id', 'application_message.message_id')
    .leftJoin('judgement', (join) =>
      join.onRef('judgement.message_id', '=', 'message.id').on('judgement.current', '=', true),
    )
    .selectAll('message')
    .select(['application_message.joined_by', 'judgement.body'])
    // The headers and the text are long, and shown elsewhere.
    .select(sql<ApplicationMail['mail']>`message.mail - 'headers' - 'text'`.as('mail'))
    .where('application_message.application_id', '=', id)
    .orderBy(sql`message.id = ${row.messageId}`, 'desc')
    .orderBy('message.id')
    .limit(maxMails)
    .execute();
  const seen = found.filter(({ account }) => sight.accounts === null || sight.accounts.includes(account));
  const ids = seen.map((message) => message.id);
  const documents = ids.length === 0 ? [] : await readDocuments(context, ids);
  const actions =
    ids.length === 0
      ? []
      : await context.db.selectFrom('action').selectAll().where('message_id', 'in', ids).orderBy('id').execute();
  const events = await context.db
    .selectFrom('event')
    .selectAll()
    .where((where) =>
      where.or([
        // What happened to a mail of another account is not told here either.
        where.and([where('application_id', '=', id), where('message_id', 'is', null)]),
        ...(ids.length === 0 ? [] : [where('message_id', 'in', ids)]),
      ]),
    )
    .orderBy('id')
    .limit(1000)
    .execute();
  return {
    row,
    mails: seen.map((message) => ({
      message: recordOf(message),
      joinedBy: message.joined_by,
      mail: message.mail,
      judgement:
        message.body === null
          ? null
          : judgementCard(
              message.body,
              documents.filter((document) => document.message_id === message.id),
            ),
    })),
    hiddenMails: found.length - seen.length,
    actions: actions.map((action) => ({
      ...actionOf(action),
      detail: action.detail,
      dueAt: iso(action.due_at),
      finishedAt: iso(action.finished_at),
    })),
    events: events.map(eventOf),
    verdicts: await reviewVerdicts(context).history(id),
    related: await relatedTo(context, sight, id),
    addresses: await addressesOf(context, sight, id),
  };
}

interface ReadRow {
  readonly message_id: string;
  readonly ordinal: number;
  readonly chars: number;
  readonly pageNumbers: number[];
}

async function readDocuments(context: StoreContext, ids: readonly string[]): Promise<ReadRow[]> {
  return context.db
    .selectFrom('document')
    .select(['message_id', 'ordinal', 'chars'])
    .select(sql<number[]>`jsonb_path_query_array(pages, '$[*].number')`.as('pageNumbers'))
    .where('message_id', 'in', ids)
    .orderBy('ordinal')
    .execute();
}

function judgementCard(packed: PackedJudgement, read: readonly ReadRow[]): JudgementCard {
  return { ...packed, documents: packed.documents.map((document, index) => documentCard(document, index, read)) };
}

function documentCard(packed: PackedDocument, index: number, read: readonly ReadRow[]): DocumentCard {
  const { source, pages, hidden: _hidden, ...rest } = packed;
  const pageNumbers = source?.pages ?? pages?.map((page) => page.number) ?? [];
  // A document whose text is its own still came from an attachment; the file's hash is the same.
  const ordinal = source === undefined || source.ordinal < 0 ? null : source.ordinal;
  const known = ordinal === null ? undefined : read.find((row) => row.ordinal === ordinal);
  return { ...rest, index, pageNumbers: pageNumbers.length > 0 ? pageNumbers : (known?.pageNumbers ?? []), ordinal };
}

/** The text of one of a judged mail's documents (its index), or of the mail itself (-1); null when there is none. */
export async function documentText(
  context: StoreContext,
  messageId: string,
  index: number,
): Promise<{ readonly pages: readonly Page[]; readonly hidden: readonly HiddenText[] } | null> {
  const row = await context.db
    .selectFrom('message')
    .leftJoin('judgement', (join) =>
      join.onRef('judgement.message_id', '=', 'message.id').on('judgement.current', '=', true),
    )
    .select(sql<PackedDocument | null>`judgement.body -> 'documents' -> ${index}::int`.as('packed'))
    .where('message.id', '=', messageId)
    .executeTakeFirst();
  const packed = index < 0 ? null : (row?.packed ?? null);
  if (index >= 0 && packed === null) return null;
  if (packed !== null && packed.source === undefined) return { pages: packed.pages ?? [], hidden: packed.hidden ?? [] };
  const ordinal = packed?.source?.ordinal ?? -1;
  const source = ordinal < 0 ? await mailText(context, messageId) : await attachmentText(context, messageId, ordinal);
  if (source === null || packed?.source === undefined) return source;
  const wanted = new Set(packed.source.pages);
  const all = wanted.size === source.pages.length;
  return {
    pages: source.pages.filter((page) => wanted.has(page.number)),
    hidden: all ? source.hidden : source.hidden.filter((hidden) => wanted.has(hidden.page)),
  };
}

async function mailText(context: StoreContext, messageId: string) {
  const row = await context.db
    .selectFrom('message')
    .select(sql<string | null>`mail ->> 'text'`.as('text'))
    .select(sql<HiddenText[] | null>`mail -> 'hidden'`.as('hidden'))
    .where('id', '=', messageId)
    .executeTakeFirst();
  return row === undefined || row.text === null
    ? null
    : { pages: [{ number: 1, text: row.text }], hidden: row.hidden ?? [] };
}

async function attachmentText(context: StoreContext, messageId: string, ordinal: number) {
  const row = await context.db
    .selectFrom('document')
    .select(['pages', 'hidden'])
    .where('message_id', '=', messageId)
    .where('ordinal', '=', ordinal)
    .executeTakeFirst();
  return row === undefined ? null : { pages: row.pages, hidden: row.hidden as HiddenText[] };
}
