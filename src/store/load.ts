import type { Judgement, Mail, MessageRecord, ReadMessage } from '../domain/index.js';
import type { StoreContext } from './context.js';
import { readDocumentOf } from './document-row.js';
import { unpackJudgement } from './documents.js';
import { recordOf } from './records.js';

/** A message with what was read in it and the judgement that holds now. */
export interface JudgedMessage {
  readonly message: MessageRecord;
  readonly read: ReadMessage;
  readonly judgement: Judgement;
}

/** Reads a judged message back as it was given to saveJudged; null when it is unknown or was never judged. */
export async function loadJudged(context: StoreContext, id: string): Promise<JudgedMessage | null> {
  const row = await context.db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined || row.mail === null) return null;
  const judgement = await context.db
    .selectFrom('judgement')
    .select('body')
    .where('message_id', '=', id)
    .where('current', '=', true)
    .executeTakeFirst();
  if (judgement === undefined) return null;
  const read = await readMessageOf(context, id, row.mail, row.fingerprint ?? '', Number(row.bytes ?? 0));
  return { message: recordOf(row), read, judgement: unpackJudgement(judgement.body, read) };
}

async function readMessageOf(
  context: StoreContext,
  id: string,
  mail: Mail,
  fingerprint: string,
  bytes: number,
): Promise<ReadMessage> {
  const rows = await context.db
    .selectFrom('document')
    .selectAll()
    .where('message_id', '=', id)
    .orderBy('ordinal')
    .execute();
  return { mail, documents: rows.map(readDocumentOf), fingerprint, bytes };
}
