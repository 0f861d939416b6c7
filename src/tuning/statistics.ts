import { type Band, bands, type Judgement } from '../domain/index.js';
import type { Ruleset } from '../rules/index.js';
import type { VerdictValue } from './ranking.js';

/** A judged message with what people decided about its application, where they did. */
export interface Judged {
  readonly judgement: Pick<Judgement, 'kind' | 'band' | 'scorecard'>;
  readonly verdict: VerdictValue | null;
}

/** How one rule does on past mail. Shares are 0-1, null where nothing can be said. */
export interface RuleStatistics {
  /** `topics/robustness.yaml#adversarial`. */
  readonly rule: string;
  /** Applications in which it earned points. */
  readonly messages: number;
  /** Of these, those in which it alone earned points for its topic. */
  readonly alone: number;
  /** Applications in which it stood and earned nothing (another meaning, negated, quoted, a list). */
  readonly worthless: number;
  readonly bands: Readonly<Record<Band, number>>;
  /** Of the decided applications that it hit, the share that was shortlisted. */
  readonly precision: number | null;
  /** Of the shortlisted applications, the share that it hit. */
  readonly recall: number | null;
  readonly decided: number;
  /** Rules that hit mostly the same applications: hits of both over hits of either. */
  readonly overlaps: readonly { readonly rule: string; readonly share: number }[];
}

/** Two rules overlap when they share so much of their applications, and each has so many. */
const OVERLAP = 0.6;
const LEAST = 3;
const MOST_OVERLAPS = 3;

/** Collects statistics message by message, so that thousands pass in bounded memory. */
export class RuleStatisticsCounter {
  private readonly tallies = new Map<string, Tally>();
  private shortlisted = 0;
  private applications = 0;

  constructor(ruleset: Ruleset) {
    for (const topic of ruleset.topics)
      for (const term of topic.terms) this.tallies.set(`topics/${topic.id}.yaml#${term.id}`, newTally());
  }

  /** Counts one message; only applications are ranked, so only they count. */
  add({ judgement, verdict }: Judged): void {
    if (judgement.kind !== 'application') return;
    const at = this.applications;
    this.applications += 1;
    if (verdict === 'shortlist') this.shortlisted += 1;
    const earning = new Map<string, Set<string>>();
    const silent = new Set<string>();
    for (const { topic, rule, points } of judgement.scorecard.evidence) {
      if (points <= 0) {
        silent.add(rule);
        continue;
      }
      const rules = earning.get(topic) ?? new Set();
      rules.add(rule);
      earning.set(topic, rules);
    }
    for (const rules of earning.values()) {
      for (const rule of rules) {
        silent.delete(rule);
        const tally = this.tally(rule);
        tally.messages.add(at);
        tally.bands[judgement.band] += 1;
        if (rules.size === 1) tally.alone += 1;
        if (verdict !== null) tally.decided += 1;
        if (verdict === 'shortlist') tally.shortlisted += 1;
      }
    }
    for (const rule of silent) this.tally(rule).worthless += 1;
  }

  private tally(rule: string): Tally {
    const known = this.tallies.get(rule) ?? newTally();
    this.tallies.set(rule, known);
    return known;
  }

  /** Statistics of every rule of the ruleset, and of rules that judgements name and it no longer has; most hits first. */
  result(): RuleStatistics[] {
    return [...this.tallies]
      .map(([rule, tally]) => ({
        rule,
        messages: tally.messages.size,
        alone: tally.alone,
        worthless: tally.worthless,
        bands: tally.bands,
        decided: tally.decided,
        precision: tally.decided === 0 ? null : tally.shortlisted / tally.decided,
        recall: this.shortlisted === 0 ? null : tally.shortlisted / this.shortlisted,
        overlaps: this.overlaps(rule, tally),
      }))
      .sort((a, b) => b.messages - a.messages || (a.rule < b.rule ? -1 : 1));
  }

  private overlaps(rule: string, tally: Tally): RuleStatistics['overlaps'] {
    if (tally.messages.size < LEAST) return [];
    return [...this.tallies]
      .filter(([other, { messages }]) => other !== rule && messages.size >= LEAST)
      .map(([other, { messages }]) => {
        const both = [...tally.messages].filter((at) => messages.has(at)).length;
        return { rule: other, share: both / (tally.messages.size + messages.size - both) };
      })
      .filter(({ share }) => share >= OVERLAP)
      .sort((a, b) => b.share - a.share || (a.rule < b.rule ? -1 : 1))
      .slice(0, MOST_OVERLAPS);
  }
}

interface Tally {
  readonly messages: Set<number>;
  readonly bands: Record<Band, number>;
  alone: number;
  worthless: number;
  decided: number;
  shortlisted: number;
}

function newTally(): Tally {
  const none = Object.fromEntries(bands.map((band) => [band, 0])) as Record<Band, number>;
  return { messages: new Set(), bands: none, alone: 0, worthless: 0, decided: 0, shortlisted: 0 };
}
