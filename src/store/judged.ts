import {
  charsOf,
  type Judgement,
  type MessageStatus,
  type PlannedAction,
  type ReadMessage,
  type Reason,
} from '../domain/index.js';
import { joinApplication } from './applications.js';
import { type StoreContext, type Trx, transact } from './context.js';
import { packJudgement } from './documents.js';
import { audit } from './events.js';
import { planActions } from './plan.js';
import { verdictLabelsOf } from './relabel.js';
import { storableJson, storableOrNull, storableText, storableTime } from './storable.js';

export interface Judged {
  readonly read: ReadMessage;
  readonly judgement: Judgement;
  /** `handled`, or `left-alone` when there is nothing to do; with why. */
  readonly status: Extract<MessageStatus, 'handled' | 'left-alone'>;
  readonly reason: Reason;
  readonly actions: readonly PlannedAction[];
  /** INTERNALDATE as the fetch gave it, ISO 8601, when the envelope had none. */
  readonly receivedAt: string | null;
}

export type Saved =
  | { readonly outcome: 'saved'; readonly applicationId: string | null; readonly actionIds: readonly string[] }
  /** The token is no longer valid: another worker has taken the message over, and nothing was written. */
  | { readonly outcome: 'lost' };

/** Writes everything that intake found out about a message, and the actions that follow, in one transaction. */
export async function saveJudged(context: StoreContext, id: string, token: string, judged: Judged): Promise<Saved> {
  return transact(context, async (trx) => {
    const { mail } = judged.read;
    const row = await trx
      .updateTable('message')
      .set({
        status: judged.status,
        reason_code: judged.reason.code,
        reason_detail: storableText(judged.reason.detail),
        rfc_message_id: storableOrNull(mail.messageId),
        subject: storableText(mail.subject),
        sender: storableOrNull(mail.from[0]?.email),
        sent_at: storableTime(mail.date),
        bytes: String(judged.read.bytes),
        mail: storableJson(mail),
        due_at: null,
        claim_token: null,
        claim_expires_at: null,
        handled_at: context.now(),
      })
      .where('id', '=', id)
      .where('status', '=', 'reading')
      .where('claim_token', '=', token)
      .returning(['account', 'received_at'])
      .executeTakeFirst();
    if (row === undefined) return { outcome: 'lost' };
    const receivedAt = storableTime(judged.receivedAt);
    if (row.received_at === null && receivedAt !== null) {
      await trx.updateTable('message').set({ received_at: receivedAt }).where('id', '=', id).execute();
    }
    await writeDocuments(trx, id, judged);
    await writeJudgement(trx, context, id, judged);
    const applicationId = await joinApplication(trx, context, id, row.account, mail, judged.read, judged.judgement);
    const actions = await withVerdict(trx, applicationId, judged.actions);
    const actionIds = await planActions(trx, context, id, row.account, actions);
    await audit(trx, context, {
      kind: 'message',
      code: judged.status,
      from: 'reading',
      account: row.account,
      messageId: id,
      reason: judged.reason.code,
      detail: judged.reason.detail,
    });
    return { outcome: 'saved', applicationId, actionIds };
  });
}

/** A further mail of an application that was decided about gets the verdict's label as well. */
async function withVerdict(
  trx: Trx,
  applicationId: string | null,
  actions: readonly PlannedAction[],
): Promise<readonly PlannedAction[]> {
  const verdict = applicationId === null ? [] : await verdictLabelsOf(trx, applicationId);
  if (verdict.length === 0) return actions;
  return actions.map((action) =>
    action.payload.kind === 'label' ? { ...action, payload: { ...action.payload, verdict } } : action,
  );
}

async function writeDocuments(trx: Trx, id: string, { read, judgement }: Judged): Promise<void> {
  await trx.deleteFrom('document').where('message_id', '=', id).execute();
  if (read.documents.length === 0) return;
  const rows = read.documents.map((document, ordinal) => ({
    message_id: id,
    ordinal,
    name: storableText(document.name),
    type:
      judgement.documents.find((typed) => typed.name === document.name && typed.sha256 === document.sha256)?.type ??
      null,
    status: document.status,
    reason: storableOrNull(document.reason),
    format: storableText(document.format),
    content_type: storableText(document.contentType),
    sha256: document.sha256,
    bytes: String(document.bytes),
    chars: charsOf(document),
    ocr: document.ocr,
    quality: document.quality,
    pages: storableJson(document.pages),
    hidden: storableJson(document.hidden),
    links: storableJson(document.links),
    link_pages: document.linkPages === undefined ? null : storableJson(document.linkPages),
    findings: storableJson(document.findings),
  }));
  // A row has 18 parameters and a statement takes 65,535 at most.
  for (let at = 0; at < rows.length; at += 500) {
    await trx
      .insertInto('document')
      .values(rows.slice(at, at + 500))
      .execute();
  }
}

async function writeJudgement(trx: Trx, context: StoreContext, id: string, { read, judgement }: Judged): Promise<void> {
  await trx
    .updateTable('judgement')
    .set({ current: false })
    .where('message_id', '=', id)
    .where('current', '=', true)
    .execute();
  await trx
    .insertInto('judgement')
    .values({
      message_id: id,
      ruleset: judgement.ruleset,
      kind: judgement.kind,
      position: storableOrNull(judgement.position),
      score: judgement.scorecard.fit,
      band: judgement.band,
      applicant_name: storableOrNull(judgement.applicant?.name),
      applicant_email: storableOrNull(judgement.applicant?.email),
      body: storableJson(packJudgement(judgement, read)),
      current: true,
      at: context.now(),
    })
    .execute();
}
