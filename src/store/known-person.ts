import { sql } from 'kysely';
import { type PersonTraces, sameName, TELLING_CHARS } from '../domain/index.js';
import type { Trx } from './context.js';
import { storableText } from './storable.js';

/** Of so many who sent one document some are looked at. */
const most = 50;

/**
 * Id of the applicant whose name and document somebody has who writes from an address that we don't know; null when there
 * is none, or several. Only mail of the same account says anything: who sees one mailbox learns nothing of another.
 */
export async function knownPerson(
  trx: Pick<Trx, 'selectFrom'>,
  account: string,
  traces: PersonTraces | null,
): Promise<string | null> {
  if (traces === null) return null;
  const rows = await trx
    .selectFrom('document')
    .innerJoin('message', 'message.id', 'document.message_id')
    .innerJoin('application_message', 'application_message.message_id', 'message.id')
    .innerJoin('application', 'application.id', 'application_message.application_id')
    .innerJoin('applicant', 'applicant.id', 'application.applicant_id')
    .select(['applicant.name', sql<string>`coalesce(applicant.merged_into, applicant.id)`.as('root')])
    .distinct()
    .where('document.sha256', 'in', traces.documents.map(storableText))
    .where('document.chars', '>', TELLING_CHARS)
    .where('message.account', '=', account)
    .limit(most)
    .execute();
  const roots = new Set(
    rows.filter(({ name }) => name !== null && sameName(name, traces.name)).map(({ root }) => root),
  );
  return roots.size === 1 ? ([...roots][0] ?? null) : null;
}
