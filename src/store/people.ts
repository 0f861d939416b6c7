import { refreshApplication } from './application-rank.js';
import { type StoreContext, type Trx, transact } from './context.js';
import { audit } from './events.js';
import { personKey } from './person.js';

/** Which addresses are one person, and which message belongs to whose application. Every step can be taken back. */
export function people(context: StoreContext) {
  return {
    /** Id of the applicant with this address, or null. */
    async find(email: string): Promise<string | null> {
      const row = await context.db
        .selectFrom('applicant')
        .select('id')
        .where('person', '=', personKey(email))
        .executeTakeFirst();
      return row?.id ?? null;
    },

    /**
     * Two applicants are one person: from now on mail from both joins `into`'s applications, and one answer is enough
     * for both. Their earlier applications stay as they are until `move` is asked for. False when one is unknown or
     * they are one already.
     */
    async merge(applicantId: string, into: string, actor: string): Promise<boolean> {
      return transact(context, (trx) => mergePeople(trx, context, applicantId, into, actor));
    },

    /** Undoes a merge. False when there was none. */
    async split(applicantId: string, actor: string): Promise<boolean> {
      return transact(context, (trx) => splitPerson(trx, context, applicantId, actor));
    },

    /** Puts a message into another application. False when either is unknown. */
    async move(messageId: string, applicationId: string, actor: string): Promise<boolean> {
      return transact(context, (trx) => moveMessage(trx, context, messageId, applicationId, actor));
    },
  };
}

/** See `people.merge`, in the transaction of what else it brings about. */
export async function mergePeople(
  trx: Trx,
  context: StoreContext,
  applicantId: string,
  into: string,
  actor: string,
): Promise<boolean> {
  const rows = await trx
    .selectFrom('applicant')
    .select(['id', 'person', 'merged_into'])
    .where('id', 'in', [applicantId, into])
    .orderBy('id')
    .forUpdate()
    .execute();
  const one = rows.find((row) => row.id === applicantId);
  const other = rows.find((row) => row.id === into);
  if (one === undefined || other === undefined || one.id === other.id) return false;
  // Always one step to the person, so that undoing one merge undoes nothing else.
  const root = other.merged_into ?? other.id;
  if (root === one.id || one.merged_into === root) return false;
  await trx.updateTable('applicant').set({ merged_into: root }).where('id', '=', one.id).execute();
  await trx.updateTable('applicant').set({ merged_into: root }).where('merged_into', '=', one.id).execute();
  await shareSlots(trx, one.person, root);
  const detail = `applicant ${one.id} is ${root}`;
  await audit(trx, context, { kind: 'application', code: 'person-merged', detail, actor });
  return true;
}

/** See `people.split`. */
export async function splitPerson(
  trx: Trx,
  context: StoreContext,
  applicantId: string,
  actor: string,
): Promise<boolean> {
  const row = await trx
    .updateTable('applicant')
    .set({ merged_into: null })
    .where('id', '=', applicantId)
    .where('merged_into', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) return false;
  const detail = `applicant ${applicantId} stands alone again`;
  await audit(trx, context, { kind: 'application', code: 'person-split', detail, actor });
  return true;
}

/** See `people.move`. */
export async function moveMessage(
  trx: Trx,
  context: StoreContext,
  messageId: string,
  applicationId: string,
  actor: string,
): Promise<boolean> {
  const from = await trx
    .selectFrom('application_message')
    .select('application_id')
    .where('message_id', '=', messageId)
    .forUpdate()
    .executeTakeFirst();
  const target = await trx.selectFrom('application').select('id').where('id', '=', applicationId).executeTakeFirst();
  if (from === undefined || target === undefined) return false;
  await trx
    .updateTable('application_message')
    .set({ application_id: applicationId, joined_by: 'person', joined_at: context.now() })
    .where('message_id', '=', messageId)
    .execute();
  for (const id of [from.application_id, applicationId].sort()) await refreshApplication(trx, id);
  const detail = `from application ${from.application_id} to ${applicationId}`;
  await audit(trx, context, { kind: 'application', code: 'moved', messageId, detail, actor });
  return true;
}

/** What either address was answered counts for the person. */
async function shareSlots(trx: Trx, person: string | null, root: string): Promise<void> {
  const owner = await trx.selectFrom('applicant').select('person').where('id', '=', root).executeTakeFirst();
  const to = owner?.person ?? null;
  if (person === null || to === null) return;
  const slots = await trx.selectFrom('reply_slot').selectAll().where('person', '=', person).execute();
  for (const slot of slots) {
    await trx
      .insertInto('reply_slot')
      .values({ ...slot, person: to })
      .onConflict((conflict) => conflict.columns(['person', 'position']).doNothing())
      .execute();
  }
}
