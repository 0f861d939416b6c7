import * as chrono from 'chrono-node';
import { type Document, type DocumentType, documentTypes } from '../domain/index.js';
import { sentences, tokenize } from '../language/index.js';
import { PhraseIndex, type Position, type Ruleset } from '../rules/index.js';
import { findHits, type Hit, matcherOf } from '../score/index.js';
import { type Passage, passagesOf } from '../understand/index.js';
import { ASKS, LAST_DAY, LEVELS, NUMBERS } from './vacancy-words.js';

/** Something read in a vacancy, with the words that it was read in. */
export interface Reading<T> {
  readonly value: T;
  readonly quote: string;
}

/** What a vacancy says, as far as it can be read. */
export interface Vacancy {
  readonly title: string | null;
  readonly seeks: Position['seeks'] | null;
  /** Topics of the ruleset by falling weight, 0.1-1. */
  readonly topics: readonly (Reading<string> & { readonly weight: number; readonly hits: number })[];
  readonly documents: readonly (Reading<DocumentType> & { readonly count: number })[];
  readonly tags: readonly string[];
  readonly deadline: Reading<string> | null;
  /** Further dates, of which none says that it is the last day. */
  readonly otherDates: readonly Reading<string>[];
}

const MOST_TEXT = 60_000;

/**
 * Reads a vacancy: topics by the ruleset's terms, documents by its words for them, dates in four languages (chrono-node).
 * Pure; nothing is guessed that the text does not say.
 * @param now for dates without a year
 */
export function readVacancy(text: string, ruleset: Ruleset, now: Date): Vacancy {
  const shown = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .slice(0, MOST_TEXT);
  const all = sentencesOf(shown);
  const dates = datesOf(all, now);
  const last = new PhraseIndex(LAST_DAY);
  const deadline =
    dates.find((date) => last.has(tokenize(date.quote)) && date.value >= now.toISOString().slice(0, 10)) ?? null;
  return {
    title: titleOf(shown),
    seeks: levelOf(shown),
    topics: topicsOf(shown, ruleset),
    documents: documentsOf(all, ruleset),
    tags: [
      ...new Set(
        [...shown.matchAll(/\[([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\]/gi)].map((match) => (match[1] ?? '').toLowerCase()),
      ),
    ],
    deadline,
    otherDates: dates.filter((date) => date !== deadline),
  };
}

/** Sentences on one line each; an ordinal's dot (`28. Februar`) ends none. */
function sentencesOf(text: string): string[] {
  const all: string[] = [];
  for (const { start, end } of sentences(text)) {
    const sentence = text.slice(start, end).replace(/\s+/g, ' ').trim();
    const before = all.at(-1);
    if (before !== undefined && /(?:^|\s)\d{1,2}\.$/.test(before)) all[all.length - 1] = `${before} ${sentence}`;
    else all.push(sentence);
  }
  return all;
}

/** The first line that names an opening, else the first line. */
function titleOf(text: string): string | null {
  const lines = text
    .split('\n')
    .map((line) =>
      line
        .replace(/^[\s#*=-]+|[\s#*=:-]+$/g, '')
        .replace(/^new[:!]\s*/i, '')
        .trim(),
    )
    .filter((line) => line.length >= 8 && line.length <= 110);
  const level = new PhraseIndex(LEVELS.flatMap(([, words]) => words));
  const words = new PhraseIndex([
    'position',
    'positions',
    'opening',
    'Stelle',
    'Stellen',
    'poste',
    'puesto',
    '职位',
    ...LEVELS.flatMap(([, names]) => names),
  ]);
  const naming = lines.find((line) => level.has(tokenize(line)) && tokenize(line).length <= 14);
  return naming ?? lines.find((line) => words.has(tokenize(line))) ?? lines[0] ?? null;
}

/** The level that is named most often, what is named first at a tie. */
function levelOf(text: string): Position['seeks'] | null {
  const tokens = tokenize(text);
  const counts = LEVELS.map(([level, words]) => {
    const hits = new PhraseIndex(words).find(tokens);
    return { level, hits: new Set(hits.map((hit) => hit.from)).size, first: hits[0]?.from ?? Number.POSITIVE_INFINITY };
  }).filter(({ hits }) => hits > 0);
  return counts.sort((a, b) => b.hits - a.hits || a.first - b.first)[0]?.level ?? null;
}

function topicsOf(text: string, ruleset: Ruleset): Vacancy['topics'] {
  const document: Document = {
    name: 'body',
    type: 'other',
    status: 'ok',
    reason: null,
    format: 'text',
    contentType: 'text/plain',
    sha256: '',
    bytes: text.length,
    pages: [{ number: 1, text }],
    ocr: false,
    quality: null,
    hidden: [],
    links: [],
    findings: [],
  };
  const hits = findHits(passagesOf(document, ruleset.sections), matcherOf(ruleset)).filter((hit) => hit.miss === null);
  const found = ruleset.topics.flatMap((topic) => {
    const own = hits.filter((hit) => hit.topic === topic.id);
    const first = own.sort((a, b) => b.term.weight - a.term.weight)[0];
    if (first === undefined) return [];
    const strength = strengthOf(own);
    return [{ value: topic.id, strength, hits: own.length, quote: sentenceAround(first.passage, first.from) }];
  });
  const most = Math.max(0, ...found.map(({ strength }) => strength));
  return found
    .map(({ value, strength, hits: count, quote }) => ({
      value,
      quote,
      hits: count,
      weight: Math.max(0.1, Math.round((strength / most) * 10) / 10),
    }))
    .sort((a, b) => b.weight - a.weight || b.hits - a.hits);
}

/** How much a text speaks of a topic: each place once, a term that comes again for less, and all with diminishing returns. */
function strengthOf(hits: readonly Hit[]): number {
  const taken = new Set<string>();
  const times = new Map<string, number>();
  let sum = 0;
  for (const hit of [...hits].sort((a, b) => b.term.weight - a.term.weight)) {
    const places = Array.from({ length: hit.to - hit.from }, (_, at) => `${hit.passage.start}:${hit.from + at}`);
    if (places.some((place) => taken.has(place))) continue;
    for (const place of places) taken.add(place);
    const before = times.get(hit.term.id) ?? 0;
    times.set(hit.term.id, before + 1);
    sum += hit.term.weight * 0.5 ** before;
  }
  return Math.sqrt(sum);
}

function sentenceAround(passage: Passage, token: number): string {
  const at = passage.tokens[token]?.start ?? 0;
  const from = Math.max(0, at - 60);
  return passage.text
    .slice(from, from + 140)
    .replace(/\s+/g, ' ')
    .trim();
}

/** Documents that are named near a word of asking: in the same sentence, or in a list of at most eight lines below it. */
function documentsOf(all: readonly string[], ruleset: Ruleset): Vacancy['documents'] {
  const asks = new PhraseIndex(ASKS);
  const asking = all.map((sentence) => asks.has(tokenize(sentence)));
  const near = all.filter((_, at) => asking.slice(Math.max(0, at - 8), at + 1).includes(true));
  const found: (Reading<DocumentType> & { count: number })[] = [];
  for (const type of documentTypes) {
    if (type === 'other') continue;
    const cues = ruleset.documents.types[type];
    // Words of a heading that are sure by themselves: `transcript of records`, and not `experience`.
    const sure = cues.headings.filter((cue) => cue.points >= 5).flatMap((cue) => cue.any);
    const named = new PhraseIndex([
      ...sure,
      ...cues.names.flatMap((cue) => cue.any),
      ...(type === 'paper' ? ['representative works', 'papers', 'publications'] : []),
    ]);
    const quote = near.find((sentence) => named.has(tokenize(sentence)));
    if (quote === undefined) continue;
    const number =
      type === 'paper'
        ? /\b(two|three|four|five|zwei|drei|deux|trois|dos|tres|\d)\b|[两三]/i.exec(quote)?.[0]
        : undefined;
    const count = number === undefined ? 1 : (NUMBERS[number.toLowerCase()] ?? Number(number));
    found.push({ value: type, quote: quote.slice(0, 160), count: Math.max(1, Math.min(20, count)) });
  }
  return found;
}

function datesOf(all: readonly string[], now: Date): Reading<string>[] {
  const found = new Map<string, Reading<string>>();
  for (const sentence of all) {
    for (const language of [chrono.en.GB, chrono.de, chrono.fr, chrono.es]) {
      for (const result of language.parse(sentence.slice(0, 2_000), now, { forwardDate: true })) {
        // Only what names a day: `2019` and `next year` say nothing about a last day.
        if (!result.start.isCertain('day') || !result.start.isCertain('month')) continue;
        const parts = (['year', 'month', 'day'] as const).map((part) =>
          String(result.start.get(part) ?? 0).padStart(2, '0'),
        );
        const value = parts.join('-');
        if (!found.has(value)) found.set(value, { value, quote: sentence.slice(0, 160) });
      }
    }
  }
  return [...found.values()];
}
