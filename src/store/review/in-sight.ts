import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Sight } from '../../domain/index.js';

/** True for rows of `application a` of which the viewer may see anything. */
export function inSight({ accounts }: Sight) {
  return accounts === null
    ? sql<SqlBool>`a.messages > 0`
    : sql<SqlBool>`a.messages > 0 and a.accounts && ${accounts}::text[]`;
}

/** True for rows of `message m` that the viewer may see. */
export function messageInSight({ accounts }: Sight) {
  return accounts === null ? sql<SqlBool>`true` : sql<SqlBool>`m.account = any(${accounts}::text[])`;
}

/** True for rows of `application a` all of whose mails the viewer may see: what the table says of them is theirs to know. */
export function whollyInSight({ accounts }: Sight) {
  return accounts === null
    ? sql<SqlBool>`a.messages > 0`
    : sql<SqlBool>`a.messages > 0 and a.accounts && ${accounts}::text[] and a.accounts <@ ${accounts}::text[]`;
}

/** Columns of an application as somebody sees it; `name` and `email` only where it is seen in part. */
export const wholeColumns = sql`a.id, a.applicant_id, a.position, a.created_at, a.accounts, a.state, a.assignee, a.revision,
  a.tells, a.judgement_id, a.message_id, a.score, a.band, a.missing, a.messages, a.first_at, a.last_at, a.topics, a.flags,
  a.given, a.degree, a.institution, null::text as name, null::text as email, false as partly`;

/**
 * Applications that also have mails which the viewer may not see, made of the others alone: the best of those speaks, as
 * in application-rank.ts. What people decided is shared, whichever mails they saw.
 * @param id one application, as an expression; all when left out
 */
export function partlyInSight(accounts: readonly string[], id?: RawBuilder<unknown>) {
  const others = sql`select from triage.application_card o, unnest(o.given) type
    where o.application_id = c.application_id and o.account = any(${accounts}::text[])`;
  return sql`(select a.id, a.applicant_id, a.position, a.created_at, a.accounts, a.state, a.assignee, a.revision,
      a.tells, c.judgement_id, c.message_id, c.score, c.band,
      (select coalesce(jsonb_agg(gap), '[]') from jsonb_array_elements_text(c.missing) gap
        where gap = any(c.given) or not exists (${others} and type = gap)) as missing,
      c.mails as messages, c.first_mail as first_at, c.last_mail as last_at, c.topics, c.flags,
      array(select distinct type from triage.application_card o, unnest(o.given) type
        where o.application_id = c.application_id and o.account = any(${accounts}::text[])) as given,
      c.degree, c.institution, c.name, c.email, true as partly
    from (select distinct on (c.application_id) c.application_id, c.judgement_id, c.message_id, c.score, c.band, c.missing,
        c.topics, c.flags, c.given, c.degree, c.institution, c.name, c.email, (sum(c.messages) over own)::integer as mails,
        min(c.first_at) over own as first_mail, max(c.last_at) over own as last_mail
      from triage.application_card c where c.account = any(${accounts}::text[])
        and ${id === undefined ? sql`true` : sql`c.application_id = ${id}`}
      window own as (partition by c.application_id)
      order by c.application_id, c.applies desc, c.score desc, c.message_id desc) c
    join triage.application a on a.id = c.application_id
    where not a.accounts <@ ${accounts}::text[])`;
}

/**
 * Applications as the viewer sees them, to stand in a `from` (with `lateral` where `id` is a column beside it).
 * @param id one application, as an expression; all when left out
 */
export function seenApplications(sight: Sight, id?: RawBuilder<unknown>) {
  const whole = sql`select ${wholeColumns} from triage.application a where ${whollyInSight(sight)}
    and ${id === undefined ? sql`true` : sql`a.id = ${id}`}`;
  if (sight.accounts === null) return sql`(${whole})`;
  return sql`(${whole} union all select * from ${partlyInSight(sight.accounts, id)} part)`;
}

/** What applicant `p` of application `a` (see above) is called, as far as the viewer may know. */
export const seenName = sql<string | null>`case when a.partly then a.name else p.name end`;
export const seenEmail = sql<string | null>`case when a.partly then a.email else p.email end`;

/** What is to be hidden of application `a`: only for whoever reviews blind, because all its mails tell it. */
export const seenTells = ({ blind = false }: Sight) => (blind ? sql`a.tells` : sql`'{}'::jsonb`);
