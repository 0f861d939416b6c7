import Table from 'cli-table3';
import { loadRuleset } from '../app/read-rules.js';
import { type RuleStatistics, RuleStatisticsCounter } from '../tuning/index.js';
import { type ConfigOption, withStore } from './common.js';

/** What each rule of the configured folder did on past mail, against what people decided. */
export function runStats(options: ConfigOption): Promise<RuleStatistics[]> {
  return withStore(options, async (store, config) => {
    const counter = new RuleStatisticsCounter(await loadRuleset(config.rulesDir));
    const verdicts = new Map((await store.decided()).map((one) => [one.applicationId, one.verdict]));
    for await (const { applicationId, judgement } of store.applicationJudgements())
      counter.add({ judgement, verdict: verdicts.get(applicationId) ?? null });
    return counter.result();
  });
}

const share = (value: number | null): string => (value === null ? '-' : `${Math.round(value * 100)} %`);
const shortRule = (rule: string): string => rule.replace(/^topics\//, '').replace('.yaml#', ' ');

/** The statistics as a table of 100 columns. */
export function statisticsTable(rows: readonly RuleStatistics[]): string {
  if (rows.length === 0) return 'No such term.';
  const table = new Table({
    head: ['term', 'hits', 'alone', 'none', 'strong/possible/weak/off', 'precision', 'recall', 'overlaps'],
    style: { head: [], border: [], compact: true },
    colWidths: [34, 6, 7, 6, 13, 11, 8, 26],
    wordWrap: true,
  });
  for (const { rule, messages, alone, worthless, bands, precision, recall, decided, overlaps } of rows)
    table.push([
      shortRule(rule),
      messages,
      alone,
      worthless,
      `${bands.strong}/${bands.possible}/${bands.weak}/${bands['off-topic']}`,
      precision === null ? '-' : `${share(precision)} of ${decided}`,
      share(recall),
      overlaps.map((one) => `${shortRule(one.rule)} ${share(one.share)}`).join(', '),
    ]);
  const dead = rows.filter((row) => row.messages === 0).length;
  return `${table.toString()}\nhits: applications in which it earned points; alone: for its topic nothing else did; none: it stood there and earned\nnothing; precision and recall: against shortlisted. ${dead} of ${rows.length} terms hit nothing.`;
}
