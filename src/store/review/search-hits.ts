import { sql } from 'kysely';
import { bestPlace, type Page, type SearchHit, type Sight, searchTerms, surroundings } from '../../domain/index.js';
import type { StoreContext } from '../context.js';
import { messageInSight } from './in-sight.js';

/** Of one mail or document so many characters are looked through, and so many documents of an application. */
const maxChars = 60_000;
const maxDocuments = 8;
/** Characters that a line of the queue shows after the place. */
const shownChars = 130;
/** Text on each side of a hit: enough to mask names and links in it before it is cut for the line. */
const margin = 400;

interface Source {
  readonly id: string;
  readonly name: string | null;
  readonly type: string | null;
  readonly pages: readonly Page[] | null;
}

/**
 * The place in each application's mails and documents where most of the search stands together; of several the first,
 * documents before mails, those of the message that speaks for it before others. An application that was found by its name alone, or far down in a long text, has none.
 */
export async function searchHits(
  context: StoreContext,
  sight: Sight,
  text: string,
  applicationIds: readonly string[],
): Promise<SearchHit[]> {
  const terms = searchTerms(text);
  if (terms.length === 0 || applicationIds.length === 0) return [];
  const { rows } = await sql<Source>`
    with seen as (select am.application_id as id, m.id as message_id, m.id = a.message_id as speaks, m.mail
      from triage.application_message am join triage.message m on m.id = am.message_id
        join triage.application a on a.id = am.application_id
      where am.application_id = any(${applicationIds}::bigint[]) and ${messageInSight(sight)}),
    documents as (select s.id, d.name, d.type, d.pages, s.speaks, d.ordinal,
        row_number() over (partition by s.id order by s.speaks desc, d.message_id, d.ordinal) as rank
      from seen s join triage.document d on d.message_id = s.message_id and d.chars between 1 and ${5 * maxChars})
    select id, name, type, pages, speaks, ordinal from documents where rank <= ${maxDocuments}
    union all
    select id, null, null, jsonb_build_array(jsonb_build_object('number', 1, 'text', left(mail ->> 'text', ${maxChars}))),
      speaks, 1000000 from seen where mail is not null
    order by speaks desc, ordinal`.execute(context.db);
  const found = new Map<string, { readonly terms: number; readonly hit: SearchHit }>();
  for (const { id, name, type, pages } of rows) {
    for (const page of pages ?? []) {
      const best = found.get(id)?.terms ?? 0;
      if (best === terms.length) break;
      const whole = page.text.slice(0, maxChars);
      const here = bestPlace(whole, terms, shownChars);
      if (here === null || here.terms <= best) continue;
      const [from, to] = surroundings(whole, here.place, margin, margin);
      const place = { document: name, type, page: name === null ? null : page.number };
      found.set(id, { terms: here.terms, hit: { applicationId: id, ...place, text: whole.slice(from, to) } });
    }
  }
  return [...found.values()].map(({ hit }) => hit);
}
