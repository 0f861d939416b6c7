import { type Kysely, type Migration, Migrator } from 'kysely';
import { permanent, retryable } from '../domain/index.js';
import type { Database } from './database.js';
import * as foundation from './migrations/0001-foundation.js';
import * as labels from './migrations/0003-labels.js';
import * as access from './migrations/0005-access.js';
import * as linkPages from './migrations/0006-link-pages.js';
import * as rulesets from './migrations/0007-rulesets.js';
import * as review from './migrations/0010-review.js';
import * as inboxLog from './migrations/0011-inbox-log.js';
import * as corrections from './migrations/0015-corrections.js';
import * as rulesPages from './migrations/0016-rules-pages.js';
import * as seenCards from './migrations/0019-seen-cards.js';
import * as keptAndCopied from './migrations/0020-kept-and-copied.js';
import * as decidedBy from './migrations/0022-decided-by.js';

/** In the order in which they run. One that has been released is never edited. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-foundation': foundation,
  '0003-labels': labels,
  '0005-access': access,
  '0006-link-pages': linkPages,
  '0007-rulesets': rulesets,
  '0010-review': review,
  '0011-inbox-log': inboxLog,
  '0015-corrections': corrections,
  '0016-rules-pages': rulesPages,
  '0019-seen-cards': seenCards,
  '0020-kept-and-copied': keptAndCopied,
  '0022-decided-by': decidedBy,
};

/**
 * Brings the schema up to this program's version: forward only, all in one transaction, one process at a time (kysely
 * holds an advisory lock).
 *
 * @throws `store-is-newer` (permanent) when a newer program has been here, `store-migration-failed` (retryable)
 */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: 'triage',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && /previously executed migration .* is missing/.test(error.message)) {
    throw permanent(
      'store-is-newer',
      'the store was last used by a newer version of this program',
      'Update the program, or go back to a copy of the store from before the newer version.',
      error,
    );
  }
  throw retryable(
    'store-migration-failed',
    `the store's tables could not be brought up to date: ${error instanceof Error ? error.message : String(error)}`,
    'Nothing was changed. Check that the database user may create schemas and tables.',
    error,
  );
}
