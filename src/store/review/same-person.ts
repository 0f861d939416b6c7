import { sql } from 'kysely';
import type { Sight } from '../../domain/index.js';
import { refreshApplication } from '../application-rank.js';
import { type StoreContext, type Trx, transact } from '../context.js';
import { audit } from '../events.js';
import { mergePeople, moveMessage, splitPerson } from '../people.js';
import { personKey } from '../person.js';
import { inSight } from './in-sight.js';
import { giveVerdict, withdrawCopies } from './verdicts.js';

/** What a merge or its undoing did. */
export interface Regrouped {
  /** How many mails went over. */
  readonly mails: number;
  /** Ids of the applications whose mails or verdicts are others now. */
  readonly applications: readonly string[];
}

/** Two applicants found to be one person, and that taken back, with their mails and verdicts. */
export function samePerson(context: StoreContext) {
  return {
    /**
     * The person of `otherId` is the person of `applicationId`. Where both applied for one position, the mails of the
     * other's application join this one's, and what colleagues decided there holds here too, unless they decided here.
     * Null when either is nothing that the viewer may see.
     */
    async join(sight: Sight, applicationId: string, otherId: string, actor: string): Promise<Regrouped | null> {
      return transact(context, async (trx) => {
        const here = await find(trx, sight, applicationId);
        const other = await find(trx, sight, otherId);
        if (here === null || other === null || applicationId === otherId) return null;
        if (here.applicant_id !== other.applicant_id)
          await mergePeople(trx, context, other.applicant_id, here.applicant_id, actor);
        let mails = 0;
        const pairs = await samePositions(trx, here.applicant_id, other.applicant_id);
        for (const pair of pairs) mails += await gather(trx, context, pair.other, pair.here, actor);
        for (const id of [applicationId, otherId])
          await audit(trx, context, {
            kind: 'application',
            code: 'person-merged',
            detail: `with application ${id === otherId ? applicationId : otherId}`,
            applicationId: id,
            actor,
          });
        return { mails, applications: pairs.map((pair) => pair.here) };
      });
    },

    /**
     * Undoes a merge: the address stands alone, and its mails go back into applications of its own, also those that came
     * since; verdicts that came over with them hold here no longer. Null when the viewer may not see the application, or that address is not merged with its person.
     */
    async part(sight: Sight, applicationId: string, applicantId: string, actor: string): Promise<Regrouped | null> {
      return transact(context, async (trx) => {
        const here = await find(trx, sight, applicationId);
        if (here === null || !/^\d{1,18}$/.test(applicantId)) return null;
        const { rows } = await sql<{ person: string | null; root: string }>`
          select p.person, p.merged_into as root from triage.applicant p
          where p.id = ${applicantId} and p.merged_into = (select coalesce(q.merged_into, q.id)
            from triage.applicant q where q.id = ${here.applicant_id}) for update`.execute(trx);
        const address = rows[0];
        if (address === undefined || !(await splitPerson(trx, context, applicantId, actor))) return null;
        const { mails, applications } = await giveBack(trx, context, { ...address, id: applicantId }, actor);
        const decided = await withdrawCopies(trx, context, applicantId, actor);
        const detail = `applicant ${applicantId} stands alone again`;
        await audit(trx, context, { kind: 'application', code: 'person-split', detail, applicationId, actor });
        return { mails, applications: [...new Set([...applications, ...decided])] };
      });
    },
  };
}

async function find(trx: Trx, sight: Sight, id: string): Promise<{ applicant_id: string } | null> {
  if (!/^\d{1,18}$/.test(id)) return null;
  const { rows } = await sql<{ applicant_id: string }>`select a.applicant_id from triage.application a
    where a.id = ${id} and ${inSight(sight)} for update`.execute(trx);
  return rows[0] ?? null;
}

/** Applications of both for one position. */
async function samePositions(trx: Trx, here: string, other: string): Promise<{ here: string; other: string }[]> {
  const { rows } = await sql<{ here: string; other: string }>`
    select a.id as here, b.id as other from triage.application a
      join triage.application b on b.position = a.position and b.applicant_id = ${other}
    where a.applicant_id = ${here} and a.applicant_id <> b.applicant_id and b.messages > 0
    order by a.id for update`.execute(trx);
  return rows;
}

/** All mails of one application join another, and its verdicts are given there by those who gave none there. */
async function gather(trx: Trx, context: StoreContext, from: string, to: string, actor: string): Promise<number> {
  const mails = await trx
    .selectFrom('application_message')
    .select('message_id')
    .where('application_id', '=', from)
    .orderBy('message_id')
    .execute();
  for (const { message_id } of mails) await moveMessage(trx, context, message_id, to, actor);
  const verdicts = await trx
    .selectFrom('verdict')
    .select(['id', 'application_id', 'reviewer', 'value', 'note', 'score', 'copied_from'])
    .where('application_id', 'in', [from, to])
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute();
  const decided = new Set(verdicts.filter((one) => one.application_id === to).map((one) => one.reviewer));
  for (const { id, application_id, reviewer, value, note, score, copied_from } of verdicts) {
    // From where the reviewer gave it, however many merges it has gone through.
    const copiedFrom = copied_from ?? id;
    if (application_id === from && !decided.has(reviewer))
      await giveVerdict(trx, context, { applicationId: to, reviewer, value, note, score, copiedFrom });
  }
  return mails.length;
}

/** The mails of an address that was merged go from the person's applications into its own. */
async function giveBack(
  trx: Trx,
  context: StoreContext,
  address: { readonly id: string; readonly person: string | null; readonly root: string },
  actor: string,
): Promise<Regrouped> {
  const { rows } = await sql<{ id: string; writer: string | null; application_id: string; position: string }>`
    select m.id, coalesce(j.applicant_email, m.sender) as writer, a.id as application_id, a.position
    from triage.application a join triage.application_message am on am.application_id = a.id
      join triage.message m on m.id = am.message_id
      left join triage.judgement j on j.message_id = m.id and j.current
      join triage.applicant p on p.id = a.applicant_id
    where ${address.root} in (p.id, p.merged_into) order by m.id`.execute(trx);
  const theirs = rows.filter((row) => row.writer !== null && personKey(row.writer) === address.person);
  const left = new Set(theirs.map((row) => row.application_id));
  const joined = new Set<string>();
  for (const { id, position } of theirs) {
    const own = await applicationOf(trx, context, address.id, position);
    await moveMessage(trx, context, id, own, actor);
    joined.add(own);
  }
  for (const id of left) await refreshApplication(trx, id);
  return { mails: theirs.length, applications: [...new Set([...left, ...joined])] };
}

async function applicationOf(trx: Trx, context: StoreContext, applicantId: string, position: string): Promise<string> {
  const { id } = await trx
    .insertInto('application')
    .values({ applicant_id: applicantId, position, created_at: context.now(), judgement_id: null, message_id: null })
    .onConflict((conflict) => conflict.columns(['applicant_id', 'position']).doUpdateSet({ position }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
