import { sql } from 'kysely';
import { type Judgement, type Mail, type PersonTraces, type ReadMessage, tracesOf } from '../domain/index.js';
import { refreshApplication } from './application-rank.js';
import type { StoreContext, Trx } from './context.js';
import { audit } from './events.js';
import { knownPerson } from './known-person.js';
import { mergePeople } from './people.js';
import { personKey } from './person.js';
import { storableOrNull, storableText } from './storable.js';

/** A mail may quote thousands of earlier ones; the thread's last ones say where it belongs. */
const maxThreadIds = 50;

interface Found {
  readonly applicationId: string;
  readonly joinedBy: 'applicant' | 'same-address' | 'same-document' | 'thread';
}

/**
 * Puts the message into the application that it belongs to: by applicant and position when it is an application, else
 * (and when no position is named) by the thread it answers or by its sender. Returns the application's id, or null.
 * @param read null where only the judgement is new: then nobody is recognised by documents
 */
export async function joinApplication(
  trx: Trx,
  context: StoreContext,
  messageId: string,
  account: string,
  mail: Mail,
  read: ReadMessage | null,
  judgement: Judgement,
): Promise<string | null> {
  const traces = read === null ? null : tracesOf(read);
  const found =
    judgement.kind === 'application'
      ? await applicationOf(trx, context, account, mail, traces, judgement)
      : await continuedApplication(trx, account, mail, traces);
  if (found === null) return null;
  // Whoever adds a message at the same moment waits, or its count would miss ours.
  await trx.selectFrom('application').select('id').where('id', '=', found.applicationId).forUpdate().execute();
  await trx
    .insertInto('application_message')
    .values({
      message_id: messageId,
      application_id: found.applicationId,
      joined_by: found.joinedBy,
      joined_at: context.now(),
    })
    .onConflict((conflict) => conflict.column('message_id').doNothing())
    .execute();
  await refreshApplication(trx, found.applicationId);
  await audit(trx, context, {
    kind: 'application',
    code: 'joined',
    account,
    messageId,
    reason: found.joinedBy,
    detail: `application ${found.applicationId}`,
  });
  return found.applicationId;
}

async function applicationOf(
  trx: Trx,
  context: StoreContext,
  account: string,
  mail: Mail,
  traces: PersonTraces | null,
  judgement: Judgement,
): Promise<Found | null> {
  const email = judgement.applicant?.email ?? null;
  const thread = await byThread(trx, account, mail);
  if (email === null && thread !== null) return thread;
  // Only the mail's own sender has left the traces.
  const own = email !== null && mail.from.some((from) => personKey(from.email) === personKey(email));
  const known = own ? await knownFromElsewhere(trx, account, email, traces) : null;
  const ensured = await ensureApplicant(trx, context, email, judgement.applicant?.name ?? null);
  const merged = known !== null && (await mergePeople(trx, context, ensured, known, 'program'));
  const applicantId = merged ? known : ensured;
  if (judgement.position === null) {
    const earlier = await latestOf(trx, applicantId);
    if (earlier !== null) return { applicationId: earlier, joinedBy: 'same-address' };
  }
  const position = judgement.position === null ? '' : storableText(judgement.position);
  if (position !== '') await nameOpenApplication(trx, applicantId, position);
  const { id } = await trx
    .insertInto('application')
    .values({ applicant_id: applicantId, position, created_at: context.now(), judgement_id: null, message_id: null })
    .onConflict((conflict) => conflict.columns(['applicant_id', 'position']).doUpdateSet({ position }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return { applicationId: id, joinedBy: 'applicant' };
}

/** The person behind an address that writes for the first time; whom people have parted from somebody stays apart. */
async function knownFromElsewhere(
  trx: Trx,
  account: string,
  email: string,
  traces: PersonTraces | null,
): Promise<string | null> {
  return (await applicantOf(trx, email)) === null ? knownPerson(trx, account, traces) : null;
}

/** The person that an address stands for, or null. */
async function applicantOf(trx: Pick<Trx, 'selectFrom'>, email: string): Promise<string | null> {
  const row = await trx
    .selectFrom('applicant')
    .select(['id', 'merged_into'])
    .where('person', '=', personKey(storableText(email)))
    .executeTakeFirst();
  return row === undefined ? null : (row.merged_into ?? row.id);
}

/**
 * The applicant's row, locked: two mails of one person that are saved at the same moment take their turns.
 * An applicant who was found to be another person's second address stands for that person.
 */
async function ensureApplicant(
  trx: Trx,
  context: StoreContext,
  email: string | null,
  name: string | null,
): Promise<string> {
  const row = await trx
    .insertInto('applicant')
    .values({
      person: email === null ? null : personKey(storableText(email)),
      email: storableOrNull(email),
      name: storableOrNull(name),
      merged_into: null,
      created_at: context.now(),
    })
    .onConflict((conflict) =>
      conflict
        .column('person')
        .doUpdateSet({ name: sql<string | null>`coalesce(triage.applicant.name, excluded.name)` }),
    )
    .returning(['id', 'merged_into'])
    .executeTakeFirstOrThrow();
  return row.merged_into ?? row.id;
}

/** An application that came before anybody knew its position gets one. */
async function nameOpenApplication(trx: Trx, applicantId: string, position: string): Promise<void> {
  await trx
    .updateTable('application')
    .set({ position })
    .where('applicant_id', '=', applicantId)
    .where('position', '=', '')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('application as other')
            .select('other.id')
            .where('other.applicant_id', '=', applicantId)
            .where('other.position', '=', position),
        ),
      ),
    )
    .execute();
}

async function latestOf(trx: Pick<Trx, 'selectFrom'>, applicantId: string): Promise<string | null> {
  const row = await trx
    .selectFrom('application')
    .select('id')
    .where('applicant_id', '=', applicantId)
    .orderBy('last_at', (order) => order.desc().nullsLast())
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The application of the mail that this one answers. */
async function byThread(trx: Pick<Trx, 'selectFrom'>, account: string, mail: Mail): Promise<Found | null> {
  const ids = [...new Set([...mail.inReplyTo, ...mail.references.slice(-maxThreadIds)])].slice(0, 2 * maxThreadIds);
  if (ids.length === 0) return null;
  const row = await trx
    .selectFrom('message')
    .innerJoin('application_message', 'application_message.message_id', 'message.id')
    .select('application_message.application_id')
    .where('message.account', '=', account)
    .where('message.rfc_message_id', 'in', ids.map(storableText))
    .orderBy('message.id', 'desc')
    .executeTakeFirst();
  return row === undefined ? null : { applicationId: row.application_id, joinedBy: 'thread' };
}

/** The application that this mail's sender goes on with: by thread, else by address, else by name and document. */
export async function continuedApplication(
  trx: Pick<Trx, 'selectFrom'>,
  account: string,
  mail: Mail,
  traces: PersonTraces | null,
): Promise<Found | null> {
  const sender = mail.from[0]?.email;
  if (sender === undefined) return null;
  const address = await applicantOf(trx, sender);
  const applicantId = address ?? (await knownPerson(trx, account, traces));
  const thread = await byThread(trx, account, mail);
  if (thread !== null) {
    const owner = await trx
      .selectFrom('application')
      .select('applicant_id')
      .where('id', '=', thread.applicationId)
      .executeTakeFirst();
    // A colleague who answers in the thread doesn't add to the application.
    if (owner?.applicant_id === applicantId) return thread;
  }
  if (applicantId === null) return null;
  const latest = await latestOf(trx, applicantId);
  if (latest === null) return null;
  return { applicationId: latest, joinedBy: address === null ? 'same-document' : 'same-address' };
}
