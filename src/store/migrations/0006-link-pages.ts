import { type Kysely, sql } from 'kysely';

/** The page of each of a document's links; null in what was read before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table triage.document add column link_pages jsonb`.execute(db);
}
