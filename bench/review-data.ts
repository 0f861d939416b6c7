import type pg from 'pg';

/** Applications that are made by one statement. */
const batch = 5_000;

/**
 * Fills an empty store with applications as the program would leave them: one mail and one CV each, scores and bands as they
 * fall, labels set, a tenth with a verdict. Texts are 80 words out of 5,000, rarer ones less often, with terms of the trade.
 */
export async function generate(pool: pg.Pool, count: number): Promise<void> {
  for (let from = 1; from <= count; from += batch) {
    await pool.query(statement(from, Math.min(count, from + batch - 1)));
  }
  await pool.query('analyze');
}

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
    select mail.id, 'bench', 'application', b.position, b.score, b.band, 'Applicant ' || i, jsonb_build_object('scorecard', jsonb_build_object('topics', '{}'::jsonb)), true, came
    from banded b join mail on mail.fingerprint = 'f' || i returning id, message_id),
  made as (insert into triage.application (applicant_id, position, created_at, judgement_id, message_id, score, band, missing, messages, first_at, last_at,
      accounts, topics, flags, given, degree, institution, state, card_version)
    select person.id, b.position, came, judged.id, mail.id, b.score, b.band, case when i % 4 = 0 then '["transcript"]'::jsonb else '[]'::jsonb end, 1, came, came,
      array[case when i % 3 = 0 then 'tml-lab' else 'ot-lab' end],
      jsonb_build_object('optimal-transport', round((100 * spread)::numeric), 'robustness', (i::bigint * 31) % 100, 'unlearning', (i::bigint * 17) % 60),
      case when i % 9 = 0 then array['hidden-text'] else '{}'::text[] end, array['cv', 'cover-letter'], 'master Mathematics 2024', 'University ' || i % 300,
      case when i % 10 = 0 then 'hold' end, 1
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
