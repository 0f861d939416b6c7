import type pg from 'pg';
import { packJudgement } from '../src/store/documents.js';
import { sampleJudgement, sampleRead } from '../test/store/samples.js';

/** Applications that are made by one statement. */
const batch = 5_000;

/**
 * Fills an empty store with applications as the program would leave them: one mail and one CV each, scores and bands as they
 * fall, labels set, a tenth with a verdict; besides, a quarter as many mails that were left alone, some in quarantine, answers
 * that wait, CVs that could not be read, and what happened to each. Texts are 80 words out of 5,000, rarer ones less often, with terms of the trade.
 */
export async function generate(pool: pg.Pool, count: number): Promise<void> {
  for (let from = 1; from <= count; from += batch) {
    const last = await pool.query<{ id: string }>('select coalesce(max(id), 0) as id from triage.message');
    await pool.query(statement(from, Math.min(count, from + batch - 1)));
    for (const one of others(from, Math.min(count, from + batch - 1), last.rows[0]?.id ?? '0')) await pool.query(one);
  }
  await pool.query('analyze');
}

/** A judgement as it is kept: its one document's text lies with the attachment. */
const body = JSON.stringify(packJudgement(sampleJudgement(), sampleRead(1))).replaceAll("'", "''");

/** What else is in an inbox, for the batch of applications from `from` to `to`; its messages have ids above `last`. */
const others = (from: number, to: number, last: string): string[] => [
  `insert into triage.message (account, fingerprint, rfc_message_id, subject, sender, received_at, seen_at, bytes, origin, status, reason_code, reason_detail, mail, handled_at)
    select case when i % 3 = 0 then 'tml-lab' else 'ot-lab' end, 'o' || i, '<o' || i || '@example.com>', 'Newsletter ' || i, 'news' || i % 50 || '@example.org',
      came, came, 20000, 'live', case when i % 400 = 0 then 'quarantined' else 'left-alone' end, case when i % 400 = 0 then 'unparseable' when i % 8 = 0 then 'newsletter' else 'unrelated' end,
      'as generated', '{"text": "News", "headers": [], "from": []}', came
    from generate_series(${from}, ${to}) i, lateral (select now() - make_interval(mins => ((i::bigint * 104729) % 500000)::int) as came) c where i % 4 = 0`,
  `insert into triage.action (key, message_id, account, kind, state, reason, payload, created_at, finished_at, due_at)
    select id || '/reply/receipt', id, account, 'acknowledge',
      case when id % 211 = 0 then 'held' when id % 997 = 0 then 'uncertain' else 'done' end, case when id % 211 = 0 then 'cap-domain' end,
      jsonb_build_object('kind', 'acknowledge', 'template', 'receipt', 'to', sender, 'position', null), seen_at, seen_at + interval '10 minutes', null
    from triage.message where id > ${last} and fingerprint like 'f%'`,
  `update triage.application set flags = flags || array['cv-unread'] where message_id > ${last} and message_id % 61 = 0`,
  `insert into triage.verdict (application_id, reviewer, value, at)
    select id, 'bench', 'hold', first_at + interval '2 days' from triage.application where state = 'hold' and message_id > ${last}`,
  `insert into triage.event (at, account, message_id, kind, code, reason, actor)
    select m.seen_at + make_interval(secs => n), m.account, m.id, case when n = 4 then 'action' else 'message' end, (array['seen', 'reading', 'handled', 'held'])[n],
      case when n = 4 and m.id % 211 = 0 then 'cap-domain' end, 'bench'
    from triage.message m, generate_series(1, 4) n
    where m.id > ${last}`,
];

const statement = (from: number, to: number): string => `
with
  n as (select i, (i::bigint * 7919) % 1009 / 1009.0 as spread, case i % 5 when 0 then 'postdoc' when 1 then 'visitor' when 2 then 'phd-ot'
      when 3 then 'phd-trustworthy-ml' else '' end as position from generate_series(${from}, ${to}) i),
  scored as (select n.*, round((100 * power(spread, 1.6))::numeric, 2)::real as score from n),
  banded as (select *, case when score >= 70 then 'strong' when score >= 45 then 'possible' when score >= 20 then 'weak' else 'off-topic' end as band,
      now() - make_interval(mins => ((i::bigint * 104729) % 500000)::int) as came from scored),
  person as (insert into triage.applicant (person, email, name, created_at)
    select 'p' || i || '@example.com', 'p' || i || '@example.com', 'Applicant ' || i, came from banded returning id, person),
  mail as (insert into triage.message (account, fingerprint, rfc_message_id, subject, sender, received_at, seen_at, bytes, origin, status, reason_code, mail, handled_at)
    select case when i % 3 = 0 then 'tml-lab' else 'ot-lab' end, 'f' || i, '<m' || i || '@example.com>', 'Application ' || i, 'p' || i || '@example.com',
      came, came, 200000, 'live', 'handled', 'application', jsonb_build_object('text', 'Dear all, I apply with number ' || i, 'headers', '[]'::jsonb, 'from', '[]'::jsonb), came
    from banded returning id, fingerprint),
  judged as (insert into triage.judgement (message_id, ruleset, kind, position, score, band, applicant_name, body, current, at)
    select mail.id, 'bench', 'application', b.position, b.score, b.band, 'Applicant ' || i, '${body}'::jsonb, true, came
    from banded b join mail on mail.fingerprint = 'f' || i returning id, message_id),
  made as (insert into triage.application (applicant_id, position, created_at, judgement_id, message_id, score, band, missing, messages, first_at, last_at,
      accounts, topics, flags, given, degree, institution, state, card_version)
    select person.id, b.position, came, judged.id, mail.id, b.score, b.band, case when i % 4 = 0 then '["transcript"]'::jsonb else '[]'::jsonb end, 1, came, came,
      array[case when i % 3 = 0 then 'tml-lab' else 'ot-lab' end],
      jsonb_build_object('optimal-transport', round((100 * spread)::numeric), 'robustness', (i::bigint * 31) % 100, 'unlearning', (i::bigint * 17) % 60),
      case when i % 9 = 0 then array['hidden-text'] else '{}'::text[] end, array['cv', 'cover-letter'], 'master Mathematics 2024', 'University ' || i % 300,
      case when i % 10 = 0 then 'hold' end, 2
    from banded b join person on person.person = 'p' || i || '@example.com' join mail on mail.fingerprint = 'f' || i join judged on judged.message_id = mail.id
    returning id, message_id),
  joined as (insert into triage.application_message (message_id, application_id, joined_by, joined_at)
    select message_id, id, 'applicant', now() from made returning message_id),
  labelled as (insert into triage.action (key, message_id, account, kind, state, payload, created_at, finished_at)
    select message_id || '/label', message_id, 'ot-lab', 'label', 'done', '{"kind": "label", "labels": ["Triage-Strong"]}', now(), now() from made returning id),
  texts as (select i, 'applicant ' || i || ' p' || i || '@example.com application ' || i || ' ' ||
      (select string_agg('word' || floor(5000 * power(random(), 3))::int, ' ') from generate_series(1, 80) where i = i) ||
      case when i % 3 = 0 then ' optimal transport' else '' end || case when i % 7 = 0 then ' gradient flows' else '' end ||
      case when i % 11 = 0 then ' sinkhorn divergences' else '' end || case when i % 2 = 0 then ' robust' else '' end as text from n),
  documents as (insert into triage.document (message_id, ordinal, name, type, status, format, content_type, sha256, bytes, chars, ocr, pages, hidden, links, findings)
    select mail.id, 0, 'cv.pdf', 'cv', 'ok', 'pdf', 'application/pdf', md5('d' || i), 200000, length(text), false,
      jsonb_build_array(jsonb_build_object('number', 1, 'text', text)), '[]', '[]', '[]' from texts join mail on mail.fingerprint = 'f' || i returning id)
insert into triage.application_text (application_id, words)
  select made.id, to_tsvector('simple', texts.text) from texts join mail on mail.fingerprint = 'f' || i join made on made.message_id = mail.id`;
