import { parentPort, workerData } from 'node:worker_threads';
import type { Judgement, Mail, ReadMessage } from '../../domain/index.js';
import { JudgeAgain, type MailboxFacts, outcomeOf } from '../../pipeline/index.js';
import { compileRules, type Ruleset } from '../../rules/index.js';
import { type DocumentRow, readDocumentOf } from '../../store/document-row.js';
import { type PackedJudgement, packJudgement } from '../../store/documents.js';
import { storableJson } from '../../store/storable.js';
import type { Again, ThreadAnswer, ThreadJob, ThreadSetup } from './job.js';

const unknownMailbox: MailboxFacts = { ownAddresses: [], aliases: {}, authservIds: [] };

/** Judges pieces of past mail until its port is closed. Only this file knows that it is a thread. */
function serve(port: NonNullable<typeof parentPort>, { rulesets, lessons, mailboxes }: ThreadSetup): void {
  const compiled = rulesets.map((files) => {
    const { ruleset } = compileRules(files, lessons);
    if (ruleset === null) throw new Error('a thread is given rules that compile');
    return ruleset;
  });
  port.on('message', ({ rows }: ThreadJob) => {
    let answer: ThreadAnswer;
    try {
      answer = { done: judgeRows(rows, compiled, mailboxes) };
    } catch (error) {
      answer = { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    port.postMessage(answer);
  });
}

function judgeRows(
  rows: ThreadJob['rows'],
  rulesets: readonly Ruleset[],
  mailboxes: ThreadSetup['mailboxes'],
): Again[] {
  const again = new JudgeAgain(rulesets, false);
  return rows.map((row): Again => {
    const message: ReadMessage = {
      mail: JSON.parse(row.mail) as Mail,
      documents: (JSON.parse(row.documents) as DocumentRow[]).map(readDocumentOf),
      fingerprint: row.fingerprint,
      bytes: row.bytes,
    };
    const { id } = row;
    const correction = row.correction?.id ?? null;
    const mailbox = mailboxes[row.account] ?? unknownMailbox;
    const [first, second] = again.judge(message, mailbox, row.correction) as [Judgement, Judgement?];
    if (second !== undefined)
      return { id, before: outcomeOf(first), after: outcomeOf(second), packed: null, correction };
    const held = JSON.parse(row.judgement) as PackedJudgement;
    const packed = storableJson(packJudgement(first, message));
    const same = canonical({ ...held, ruleset: '' }) === canonical({ ...JSON.parse(packed), ruleset: '' });
    return { id, before: outcomeOf(held), after: outcomeOf(first), packed: same ? null : packed, correction };
  });
}

/** JSON with its keys in order: jsonb keeps none. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

if (parentPort !== null) serve(parentPort, workerData as ThreadSetup);
