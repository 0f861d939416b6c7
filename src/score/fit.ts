import type { Document, Facts, Reason, Signals } from '../domain/index.js';
import type { OpenPosition, Policy } from '../rules/index.js';
import type { Passage } from '../understand/index.js';
import { below } from './weigh.js';

export type { Signals } from '../domain/index.js';

/** Adds what other topics bring to the best one: this share of the room that is left. */
const OTHERS = 0.12;

/**
 * The topical fit with one position, 0-100: the best topic by the position's weights, others on top. The best topic alone
 * decides about the band; others only move the fit within it.
 */
export function topicalFit(
  topics: Readonly<Record<string, number>>,
  position: OpenPosition,
  policy: Pick<Policy, 'bands'>,
): number {
  const parts = position.topics
    .map((topic) => Math.min(topic.cap, (topics[topic.id] ?? 0) * topic.weight))
    .sort((a, b) => b - a);
  const whole = parts.slice(1).reduce((fit, part) => fit + ((100 - fit) * part * OTHERS) / 100, parts[0] ?? 0);
  return withinBand(parts[0] ?? 0, whole, policy);
}

/** What is added to a fit does not carry it over the next band's limit. */
function withinBand(base: number, whole: number, { bands }: Pick<Policy, 'bands'>): number {
  const limit = [bands.weak, bands.possible, bands.strong].find((one) => base < one);
  return limit === undefined ? whole : below(limit, base, whole);
}

/** Reads the signals off facts and passages. */
export function signalsOf(
  facts: Facts,
  documents: readonly Document[],
  passages: readonly Passage[],
  works: boolean,
): Signals {
  const degree = (level: 'master' | 'doctorate'): boolean => facts.degrees.some((one) => one.level === level);
  return {
    master: degree('master') || degree('doctorate'),
    doctorate: degree('doctorate'),
    research:
      works ||
      facts.publications.length > 0 ||
      documents.some((one) => one.type === 'thesis' || one.type === 'paper') ||
      passages.some(
        (one) => one.section === 'research' || one.section === 'publications' || one.section === 'preprints',
      ),
    leadingVenue: facts.publications.some((one) => one.tier === 'leading'),
    firstAuthor: facts.publications.some((one) => one.firstAuthor),
    implementation:
      passages.some((one) => /\b(?:PyTorch|JAX|TensorFlow|CUDA|C\+\+|HuggingFace|Julia)\b/i.test(one.text)) ||
      facts.links.some((link) => link.kind === 'github'),
    known: documents.some((one) => one.type === 'cv' && one.status === 'ok'),
  };
}

/** Topical fit → fit: qualifications on top, requirements and impossibilities against it. Every change says why. */
export function adjustFit(
  topical: number,
  position: OpenPosition,
  signals: Signals,
  flags: readonly Reason[],
  policy: Pick<Policy, 'bands'>,
): { fit: number; adjustments: Reason[] } {
  const adjustments: Reason[] = [];
  const points = position.qualifications;
  const earned = (['leadingVenue', 'firstAuthor', 'doctorate', 'master', 'research', 'implementation'] as const).filter(
    (name) => signals[name] && points[name] > 0,
  );
  // Qualifications order people of like fit; they never make a fit, so they scale with it.
  const bonus = earned.reduce((sum, name) => sum + points[name], 0) * Math.min(1, topical / 60);
  let fit = withinBand(topical, Math.min(100, topical + (bonus * (100 - topical)) / 100), policy);
  if (bonus > 0)
    adjustments.push({ code: 'qualifications', detail: `+${(fit - topical).toFixed(1)} for ${earned.join(', ')}` });
  for (const requirement of position.requires) {
    if (!signals.known || requirement.any.some((name) => signals[name])) continue;
    if (fit > requirement.cap) {
      fit = requirement.cap;
      adjustments.push({
        code: requirement.code,
        detail: `none of ${requirement.any.join(', ')} is seen in the CV: capped at ${requirement.cap}`,
      });
    }
  }
  const impossible = flags.find((flag) => flag.code === 'implausible');
  if (impossible !== undefined) {
    fit = 0;
    adjustments.push({ code: 'implausible', detail: `${impossible.detail}: set to 0` });
  }
  return { fit, adjustments };
}
