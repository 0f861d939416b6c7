import { sql } from 'kysely';
import { type Document, type EarlierApplication, type Mail, type ReadMessage, tracesOf } from '../domain/index.js';
import { continuedApplication } from './applications.js';
import type { StoreContext } from './context.js';
import { loadJudged } from './load.js';
import { storableText } from './storable.js';

/** A person who writes more often than this is judged with the latest of the mails. */
const maxMessages = 20;

/** What earlier mails brought to the application that this mail seems to go on with, for the judge; null for none. */
export async function earlierApplication(
  context: StoreContext,
  account: string,
  read: ReadMessage,
): Promise<EarlierApplication | null> {
  const found = await continuedApplication(context.db, account, read.mail, tracesOf(read));
  if (found === null) return null;
  const application = await context.db
    .selectFrom('application')
    .innerJoin('applicant', 'applicant.id', 'application.applicant_id')
    .select(['application.position', 'applicant.name', 'applicant.email'])
    .where('application.id', '=', found.applicationId)
    .executeTakeFirst();
  if (application === undefined) return null;
  const messages = await context.db
    .selectFrom('application_message')
    .select('message_id')
    .where('application_id', '=', found.applicationId)
    .orderBy('message_id', 'desc')
    .limit(maxMessages)
    .execute();
  const documents: Document[] = [];
  for (const { message_id } of messages.reverse()) {
    const judged = await loadJudged(context, message_id);
    if (judged !== null) documents.push(...judged.judgement.documents);
  }
  return {
    position: application.position === '' ? null : application.position,
    applicant: { name: application.name, email: application.email, confidence: 1 },
    documents,
    answered: await answeredPositions(context, found.applicationId),
  };
}

/**
 * Positions about which applications of this application's person were answered, or were to be as they were judged: what
 * was in shadow, came before the activation or was answered by hand is no reason for an answer to the next mail.
 */
async function answeredPositions({ db }: StoreContext, applicationId: string): Promise<(string | null)[]> {
  const rows = await db
    .selectFrom('application as this')
    .innerJoin('applicant as self', 'self.id', 'this.applicant_id')
    .innerJoin('applicant as one', (join) =>
      join.on(sql<boolean>`coalesce(one.merged_into, one.id) = coalesce(self.merged_into, self.id)`),
    )
    .innerJoin('application as each', 'each.applicant_id', 'one.id')
    .innerJoin('application_message as joined', 'joined.application_id', 'each.id')
    .innerJoin('judgement', 'judgement.message_id', 'joined.message_id')
    // Judged again since, it may be one that is not answered: the answer was given all the same.
    .leftJoin('action', (join) =>
      join
        .onRef('action.message_id', '=', 'joined.message_id')
        .on('action.kind', 'in', ['draft', 'acknowledge'])
        .on('action.state', 'in', ['running', 'done', 'uncertain']),
    )
    .select(sql<string>`coalesce(action.position, judgement.position, '')`.as('position'))
    .distinct()
    .where('this.id', '=', applicationId)
    .where('judgement.current', '=', true)
    .where('judgement.kind', '=', 'application')
    .where(({ or, eb }) =>
      or([
        eb('action.id', 'is not', null),
        eb(sql<string>`judgement.body -> 'decision' ->> 'acknowledge'`, '<>', 'no'),
      ]),
    )
    .orderBy('position')
    .execute();
  return rows.map(({ position }) => (position === '' ? null : position));
}

/**
 * Whether a message that came before this one, and that this one goes on with (by thread, or by its sender), has not been
 * read yet: judged now, this one would be taken for a new application. Only earlier rows count, so no two wait for each
 * other.
 */
export async function earlierUnread(context: StoreContext, id: string, account: string, mail: Mail): Promise<boolean> {
  const thread = [...mail.inReplyTo, ...mail.references.slice(-20)].map(storableText);
  const sender = mail.from[0]?.email.toLowerCase() ?? null;
  if (thread.length === 0 && sender === null) return false;
  const row = await context.db
    .selectFrom('message')
    .select('id')
    .where('account', '=', account)
    .where('id', '<', id)
    .where('status', 'in', ['seen', 'reading'])
    .where((each) =>
      each.or([
        ...(thread.length === 0 ? [] : [each('rfc_message_id', 'in', thread)]),
        ...(sender === null ? [] : [each(each.fn<string>('lower', ['sender']), '=', storableText(sender))]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
