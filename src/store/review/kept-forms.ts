import { iso, plusSeconds, type StoreContext } from '../context.js';
import { storableJson, storableText } from '../storable.js';

/** What somebody sent when their session had ended. */
export interface KeptForm {
  readonly id: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  /** When it was sent, ISO 8601. */
  readonly at: string;
}

/** More are not kept for one person: whoever leaves so many is a program. */
const mostForms = 100;

/** Forms that came too late, each for the person from whose page it was sent. */
export function keptForms(context: StoreContext) {
  return {
    /** Keeps a form for so many seconds. Its id, or null when too many are kept for this person already. */
    async keep(
      reviewerId: string,
      path: string,
      fields: Readonly<Record<string, string>>,
      seconds: number,
    ): Promise<string | null> {
      const { count } = await context.db
        .selectFrom('pending_form')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .where('reviewer_id', '=', reviewerId)
        .executeTakeFirstOrThrow();
      if (Number(count) >= mostForms) return null;
      const { id } = await context.db
        .insertInto('pending_form')
        .values({
          reviewer_id: reviewerId,
          path: storableText(path),
          fields: storableJson(fields),
          created_at: context.now(),
          expires_at: plusSeconds(context.now(), seconds),
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },

    /** Puts later words into one of this path. False when this person has none by that id. */
    async replace(
      reviewerId: string,
      id: string,
      path: string,
      fields: Readonly<Record<string, string>>,
    ): Promise<boolean> {
      if (!isId(id)) return false;
      const row = await context.db
        .updateTable('pending_form')
        .set({ fields: storableJson(fields), created_at: context.now() })
        .where('id', '=', id)
        .where('reviewer_id', '=', reviewerId)
        .where('path', '=', storableText(path))
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    /** What is kept for a person, in the order in which it was sent. */
    async of(reviewerId: string): Promise<KeptForm[]> {
      const rows = await context.db
        .selectFrom('pending_form')
        .select(['id', 'path', 'fields', 'created_at'])
        .where('reviewer_id', '=', reviewerId)
        .where('expires_at', '>', context.now())
        .orderBy('id')
        .execute();
      return rows.map(({ id, path, fields, created_at }) => ({ id, path, fields, at: iso(created_at) }));
    },

    /** Forgets one: it was sent, or is not wanted. False when this person has none by that id. */
    async drop(reviewerId: string, id: string): Promise<boolean> {
      if (!isId(id)) return false;
      const row = await context.db
        .deleteFrom('pending_form')
        .where('id', '=', id)
        .where('reviewer_id', '=', reviewerId)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

const isId = (text: string): boolean => /^\d{1,18}$/.test(text);
