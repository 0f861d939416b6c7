/** Stores full of past mail, for the bench of `rules diff` and for tests that need a lot of it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createMessageReader } from '../src/documents/index.js';
import { emptyContext, type Judgement, type ReadMessage } from '../src/domain/index.js';
import { triage } from '../src/pipeline/index.js';
import type { Ruleset } from '../src/rules/index.js';
import { storableJson } from '../src/store/storable.js';

/** The fixtures as the program reads them, without OCR. */
export async function fixtureMails(): Promise<ReadMessage[]> {
  const folder = fileURLToPath(new URL('../../fixtures/cases/', import.meta.url));
  const reader = createMessageReader({ threads: 2, ocr: false });
  try {
    const names = (await readdir(folder)).sort();
    return await Promise.all(names.map(async (name) => reader.read(await readFile(join(folder, name, 'message.eml')))));
  } finally {
    await reader.close();
  }
}

/** The n-th message: a fixture of another person, with other words in every line. */
function variant(n: number, fixtures: readonly ReadMessage[], vocabulary: readonly string[]): ReadMessage {
  const base = fixtures[n % fixtures.length] as ReadMessage;
  // A small generator of numbers that is the same in each run (Numerical Recipes' linear congruential one).
  let state = n + 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
  const other = (text: string): string =>
    text.replace(/(?<=\p{L} )\p{Ll}{4,}(?= )/gu, (word) =>
      random(9) === 0 ? (vocabulary[random(vocabulary.length)] ?? word) : word,
    );
  const address = (email: string): string => `n${n}.${email}`;
  const { mail, documents } = base;
  return {
    mail: {
      ...mail,
      messageId: `<${n}@bench.example>`,
      from: mail.from.map((one) => ({ ...one, email: address(one.email) })),
      inReplyTo: mail.inReplyTo.map((id) => `${id}${n}`),
      references: mail.references.map((id) => `${id}${n}`),
      text: other(mail.text),
    },
    documents: documents.map((one) => ({
      ...one,
      pages: one.pages.map((page) => ({ ...page, text: other(page.text) })),
    })),
    fingerprint: `bench ${n}`,
    bytes: base.bytes,
  };
}

/**
 * Writes rows of judged messages, saving them one by one would take long. All hold one and the same judgement.
 * @param url an open store's database
 * @param fixtures what messages are made of; `count` of them, no two alike
 */
export async function fillPast(
  url: string,
  fixtures: readonly ReadMessage[],
  count: number,
  ruleset: Ruleset,
): Promise<void> {
  const vocabulary = [...new Set(fixtures.flatMap((one) => one.mail.text.match(/\p{L}{4,}/gu) ?? []))];
  const judged = { ...triage(fixtures[0] as ReadMessage, emptyContext, ruleset), documents: [] };
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const batch = 100;
  for (let from = 0; from < count; from += batch) {
    const messages = Array.from({ length: Math.min(batch, count - from) }, (_, index) =>
      variant(from + index, fixtures, vocabulary),
    );
    await pool.query(
      `with given as (select * from jsonb_to_recordset($1::jsonb) as g(n bigint, fingerprint text, rfc text, subject text, sender text, mail jsonb, judgement jsonb)),
       made as (insert into triage.message (account, fingerprint, rfc_message_id, subject, sender, seen_at, bytes, origin, status, mail)
         select 'bench', fingerprint, rfc, subject, sender, now(), 1000, 'backfill', 'handled', mail from given order by n returning id, fingerprint)
       insert into triage.judgement (message_id, ruleset, kind, position, score, band, body, current, at)
         select made.id, judgement ->> 'ruleset', judgement ->> 'kind', judgement ->> 'position', 0, judgement ->> 'band', judgement, true, now()
         from made join given using (fingerprint)`,
      [storableJson(messages.map((message, n) => rowOf(message, n, judged)))],
    );
    await pool.query(
      `insert into triage.document (message_id, ordinal, name, status, reason, format, content_type, sha256, bytes, chars, ocr, quality, pages, hidden, links, findings)
       select m.id, g.ordinal, g.name, g.status, g.reason, g.format, g.type, g.sha256, g.bytes, 0, g.ocr, g.quality, g.pages, g.hidden, g.links, g.findings
       from jsonb_to_recordset($1::jsonb) as g(fingerprint text, ordinal int, name text, status text, reason text, format text, type text, sha256 text, bytes bigint, ocr boolean, quality real, pages jsonb, hidden jsonb, links jsonb, findings jsonb)
       join triage.message m using (fingerprint)`,
      [storableJson(messages.flatMap(documentRows))],
    );
  }
  await pool.end();
}

function rowOf(message: ReadMessage, n: number, judged: Omit<Judgement, 'documents'>) {
  const { mail, fingerprint } = message;
  const judgement = { ...judged, kind: 'application' };
  return {
    n,
    fingerprint,
    rfc: mail.messageId,
    subject: mail.subject,
    sender: mail.from[0]?.email ?? null,
    mail,
    judgement,
  };
}

function documentRows(message: ReadMessage) {
  return message.documents.map((document, ordinal) => ({
    fingerprint: message.fingerprint,
    ordinal,
    ...document,
    type: document.contentType,
  }));
}
