import { type Band, bands, type Judgement } from '../domain/index.js';
import type { Ruleset } from '../rules/index.js';
import type { VerdictValue } from './ranking.js';

/** How one topic or position does on past applications. Shares are 0-1, null where nothing can be said. */
export interface FileStatistics {
  /** `topics/robustness.yaml`. */
  readonly file: string;
  readonly title: string;
  /** Applications in which the topic earned points, or which are for the position. */
  readonly messages: number;
  readonly bands: Readonly<Record<Band, number>>;
  readonly decided: number;
  /** Of the decided ones among them, the share that was shortlisted. */
  readonly precision: number | null;
  /** Of all that were shortlisted, the share that is among them. */
  readonly recall: number | null;
}

interface Tally {
  readonly title: string;
  readonly bands: Record<Band, number>;
  messages: number;
  decided: number;
  shortlisted: number;
}

/** Collects statistics of whole topics and positions, message by message; see RuleStatisticsCounter for single terms. */
export class FileStatisticsCounter {
  private readonly tallies: Map<string, Tally>;
  applications = 0;
  decided = 0;
  shortlisted = 0;

  constructor(ruleset: Ruleset) {
    this.tallies = new Map([
      ...ruleset.topics.map(({ id, title }) => [`topics/${id}.yaml`, newTally(title)] as const),
      ...ruleset.positions.map(({ id, title }) => [`positions/${id}.yaml`, newTally(title)] as const),
    ]);
  }

  add(judgement: Pick<Judgement, 'kind' | 'band' | 'position' | 'scorecard'>, verdict: VerdictValue | null): void {
    if (judgement.kind !== 'application') return;
    this.applications += 1;
    if (verdict !== null) this.decided += 1;
    if (verdict === 'shortlist') this.shortlisted += 1;
    const topics = new Set(judgement.scorecard.evidence.filter((one) => one.points > 0).map((one) => one.topic));
    const files = [...topics].map((topic) => `topics/${topic}.yaml`);
    if (judgement.position !== null) files.push(`positions/${judgement.position}.yaml`);
    for (const file of files) {
      const tally = this.tallies.get(file);
      if (tally === undefined) continue;
      tally.messages += 1;
      tally.bands[judgement.band] += 1;
      if (verdict !== null) tally.decided += 1;
      if (verdict === 'shortlist') tally.shortlisted += 1;
    }
  }

  /** By path. */
  result(): FileStatistics[] {
    return [...this.tallies]
      .map(([file, { title, bands: counts, messages, decided, shortlisted }]) => ({
        file,
        title,
        messages,
        bands: counts,
        decided,
        precision: decided === 0 ? null : shortlisted / decided,
        recall: this.shortlisted === 0 ? null : shortlisted / this.shortlisted,
      }))
      .sort((a, b) => (a.file < b.file ? -1 : 1));
  }
}

function newTally(title: string): Tally {
  const none = Object.fromEntries(bands.map((band) => [band, 0])) as Record<Band, number>;
  return { title, bands: none, messages: 0, decided: 0, shortlisted: 0 };
}
