import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMessageReader } from '../documents/index.js';
import { permanent } from '../domain/index.js';
import type { MailboxFacts } from '../pipeline/index.js';
import type { Ruleset } from '../rules/index.js';
import type { Store } from '../store/index.js';
import {
  gatherPast,
  type JudgedApplication,
  type PastMessage,
  suggestTerms,
  suggestWeights,
  type TermSuggestion,
  type VerdictValue,
  type WeightSuggestion,
  wish,
} from '../tuning/index.js';
import { messagesOf } from './mail-files.js';

/** What the verdicts ask of the rules. */
export interface Suggestions {
  readonly weights: WeightSuggestion;
  readonly terms: readonly TermSuggestion[];
  readonly verdicts: Readonly<Record<VerdictValue, number>>;
  /** Decided applications that are none under these rules: no number can move them. */
  readonly notApplications: number;
}

/** A decided application with its mails, oldest first. */
export interface DecidedMails {
  readonly id: string;
  readonly verdict: VerdictValue;
  readonly messages: readonly PastMessage[];
}

/** Verdicts of both kinds are needed before anything can be learnt. */
const LEAST_OF_EACH = 5;

/**
 * What decided applications say about a ruleset.
 * @throws TriageError `too-few-verdicts`
 */
export async function suggestFrom(
  decided: AsyncIterable<DecidedMails>,
  mailbox: MailboxFacts,
  ruleset: Ruleset,
  onProgress: (share: number) => void,
): Promise<Suggestions> {
  const applications: JudgedApplication[] = [];
  const verdicts: Record<VerdictValue, number> = { shortlist: 0, hold: 0, decline: 0 };
  let notApplications = 0;
  for await (const { id, verdict, messages } of decided) {
    verdicts[verdict] += 1;
    const gathered = gatherPast(messages, mailbox, ruleset);
    if (gathered === null) notApplications += 1;
    else applications.push({ id, gathered, wish: wish[verdict] });
  }
  const count = (value: number): number => applications.filter((one) => one.wish === value).length;
  if (count(wish.shortlist) < LEAST_OF_EACH || count(wish.decline) + count(wish.hold) < LEAST_OF_EACH) {
    throw permanent(
      'too-few-verdicts',
      `There are ${verdicts.shortlist} shortlisted, ${verdicts.hold} held and ${verdicts.decline} declined applications.`,
      `Decide at least ${LEAST_OF_EACH} of each kind first (on the review page); forty verdicts say a good deal.`,
    );
  }
  return {
    terms: suggestTerms(applications, ruleset),
    weights: suggestWeights(applications, ruleset, onProgress),
    verdicts,
    notApplications,
  };
}

/** Decided applications of the store, with their mails. */
export async function* decidedInStore(
  store: Pick<Store, 'decided' | 'read' | 'corrections'>,
): AsyncGenerator<DecidedMails> {
  for (const { applicationId, verdict, messageIds } of await store.decided()) {
    const messages: PastMessage[] = [];
    const corrections = await store.corrections.holding(messageIds);
    for (const id of messageIds) {
      const judged = await store.read.judged(id);
      if (judged !== null) messages.push({ message: judged.read, correction: corrections.get(id) ?? null });
    }
    yield { id: applicationId, verdict, messages };
  }
}

const verdictFile = z.record(z.string(), z.enum(['shortlist', 'hold', 'decline']));

/**
 * Decided mails of files, each an application of its own. The verdicts stand in a YAML or JSON file: an end of the path, or
 * the Message-ID, and the verdict.
 * @throws TriageError `verdicts-invalid`
 */
export async function* decidedInFiles(paths: readonly string[], file: string): AsyncGenerator<DecidedMails> {
  const verdicts = await readVerdicts(file);
  const reader = createMessageReader({ threads: 2, ocr: false });
  try {
    for await (const { source, raw } of messagesOf(paths)) {
      const byPath = [...verdicts].find(([name]) => source === name || source.endsWith(`/${name}`))?.[1];
      const message = await reader.read(raw);
      const verdict = byPath ?? verdicts.get(message.mail.messageId ?? '');
      if (verdict !== undefined) yield { id: source, verdict, messages: [{ message, correction: null }] };
    }
  } finally {
    await reader.close();
  }
}

async function readVerdicts(file: string): Promise<Map<string, VerdictValue>> {
  try {
    return new Map(Object.entries(verdictFile.parse(parse(await readFile(file, 'utf8')))));
  } catch (cause) {
    throw permanent(
      'verdicts-invalid',
      `${file} can't be read as verdicts: ${cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)}`,
      'Write one line a mail: `path/of/message.eml: shortlist` (or hold, decline), or the Message-ID in quotes before the colon.',
      cause,
    );
  }
}
