/** How much of the order that damaged numbers destroy comes back from verdicts; used by a test and by the bench. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messagesOf } from '../src/app/mail-files.js';
import { createMessageReader, type MessageReader } from '../src/documents/index.js';
import { emptyContext, type ReadMessage } from '../src/domain/index.js';
import type { Ruleset } from '../src/rules/index.js';
import { fitOf, type Gathered, gather, signalsIn, totalsOf } from '../src/score/index.js';
import { averagePrecision, type JudgedApplication, knobsOf, suggestWeights, wish } from '../src/tuning/index.js';
import { understand } from '../src/understand/index.js';

/** A labelled application. */
export interface Labelled {
  readonly id: string;
  readonly gathered: Gathered;
  /** The expert's grade of the fit, 0-3. */
  readonly fit: number;
}

interface Label {
  readonly kind: string;
  readonly fit?: number | null;
}

/** Reads the labelled applications below a folder of cases. @param given a reader, which is closed at the end */
export async function labelledApplications(
  folder: string,
  ruleset: Ruleset,
  given?: Pick<MessageReader, 'read' | 'close'>,
): Promise<Labelled[]> {
  const reader = given ?? createMessageReader({ threads: 2, ocr: false });
  try {
    const waiting: Promise<{ id: string; fit: number; message: ReadMessage } | null>[] = [];
    for await (const { source, raw } of messagesOf([folder])) {
      const path = join(dirname(source), 'label.json');
      const label = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Label) : null;
      const fit = label?.fit;
      if (label?.kind !== 'application' || typeof fit !== 'number') continue;
      const id = dirname(source).split('/').at(-1) ?? source;
      waiting.push(reader.read(raw).then((message) => ({ id, fit, message })));
      if (waiting.length % 8 === 0) await waiting.at(-8);
    }
    const read = (await Promise.all(waiting)).filter((one) => one !== null);
    return read.flatMap(({ id, fit, message }) => {
      const gathered = gather(understand(message, emptyContext, ruleset), ruleset);
      return gathered.understanding.kind === 'application' ? [{ id, fit, gathered }] : [];
    });
  } finally {
    await reader.close();
  }
}

/** Ways of making the weights of topics in positions wrong. */
export const damages: Readonly<Record<string, (ruleset: Ruleset) => Ruleset>> = {
  /** What weighed most weighs least. */
  inverted: (ruleset) =>
    damaged(
      ruleset,
      () => true,
      (weight) => Math.round((1.05 - weight) * 100) / 100,
    ),
  /** The topics that the openings are about weigh a tenth. */
  'main topics forgotten': (ruleset) =>
    damaged(
      ruleset,
      (topic) => ['optimal-transport', 'robustness', 'unlearning'].includes(topic),
      () => 0.1,
    ),
};

function damaged(ruleset: Ruleset, which: (topic: string) => boolean, to: (weight: number) => number): Ruleset {
  return knobsOf(ruleset)
    .filter((knob) => knob.kind === 'topic-weight' && which(knob.topic ?? ''))
    .reduce((changed, knob) => knob.write(changed, to(knob.read(changed))), ruleset);
}

/** Average precision of the applications with fit 2 and more, over all of them. */
export function precisionUnder(applications: readonly Labelled[], ruleset: Ruleset): number {
  return averagePrecision(
    applications.map((one) => ({ score: fitUnder(one, ruleset), wish: one.fit >= 2 ? wish.shortlist : wish.decline })),
  );
}

function fitUnder({ gathered }: Labelled, ruleset: Ruleset): number {
  const { topics, works } = totalsOf(gathered, ruleset);
  return fitOf(gathered, topics, signalsIn(gathered, works), ruleset).fit;
}

/** What came back of the average precision that the damage took. */
export interface Recovery {
  readonly before: number;
  readonly damaged: number;
  readonly after: number;
  /** (after - damaged) / (before - damaged). */
  readonly share: number;
  readonly edits: number;
}

/**
 * Damages the weights, decides `count` applications as an expert would (shortlist from fit 2, hold for 1) and fits.
 * @param offset 0 up to 1: which ones are decided; they are spread evenly over the queue as the damaged rules rank it
 */
export function recover(
  applications: readonly Labelled[],
  ruleset: Ruleset,
  wrong: Ruleset,
  count: number,
  offset: number,
): Recovery {
  const ranked = applications
    .map((one) => ({ one, fit: fitUnder(one, wrong) }))
    .sort((a, b) => b.fit - a.fit)
    .map(({ one }) => one);
  const verdicts = Array.from({ length: count }, (_, index): JudgedApplication => {
    const { id, gathered, fit } = ranked[Math.floor(((index + offset) * ranked.length) / count)] as Labelled;
    return { id, gathered, wish: fit >= 2 ? wish.shortlist : fit === 1 ? wish.hold : wish.decline };
  });
  const suggestion = suggestWeights(verdicts, wrong);
  const [before, low, after] = [ruleset, wrong, suggestion.ruleset].map((rules) =>
    precisionUnder(applications, rules),
  ) as [number, number, number];
  return { before, damaged: low, after, share: (after - low) / (before - low), edits: suggestion.edits.length };
}
