import type { Judgement, Mail, MessageRecord, ReadDocument, ReadMessage } from '../domain/index.js';
import type { StoreContext } from './context.js';
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
  const documents = rows.map(
    (row): ReadDocument => ({
      name: row.name,
      status: row.status as ReadDocument['status'],
      reason: row.reason,
      format: row.format,
      contentType: row.content_type,
      sha256: row.sha256,
      bytes: Number(row.bytes),
      pages: row.pages,
      ocr: row.ocr,
      quality: row.quality,
      hidden: row.hidden as ReadDocument['hidden'],
      links: row.links,
      ...(row.link_pages === null ? {} : { linkPages: row.link_pages }),
      findings: row.findings,
    }),
  );
  return { mail, documents, fingerprint, bytes };
}
