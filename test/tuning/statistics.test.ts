import { describe, expect, test } from 'vitest';
import type { Evidence, Judgement } from '../../src/domain/index.js';
import { RuleStatisticsCounter, type VerdictValue } from '../../src/tuning/index.js';
import { defaultRuleset as ruleset } from '../support/rules.js';

const rule = (topic: string, term: string) => `topics/${topic}.yaml#${term}`;
const evidence = (topic: string, term: string, points: number): Evidence => ({
  topic,
  rule: rule(topic, term),
  term,
  points,
  document: 'cv.pdf',
  page: 1,
  section: null,
  stance: 'project',
  quote: term,
  span: [0, 1],
  note: points > 0 ? null : 'negated',
});
const judged = (list: Evidence[], verdict: VerdictValue | null, kind: Judgement['kind'] = 'application') => ({
  judgement: { kind, band: 'possible' as const, scorecard: { fit: 50, topics: {}, evidence: list, adjustments: [] } },
  verdict,
});

function statisticsOf(mails: ReturnType<typeof judged>[], wanted: string) {
  const counter = new RuleStatisticsCounter(ruleset);
  for (const mail of mails) counter.add(mail);
  return counter.result().find((row) => row.rule === wanted);
}

describe('statistics of rules', () => {
  const sinkhorn = evidence('optimal-transport', 'sinkhorn', 20);
  const wasserstein = evidence('optimal-transport', 'wasserstein', 10);

  test('count applications, not hits', () => {
    const row = statisticsOf([judged([sinkhorn, sinkhorn], null), judged([sinkhorn], null)], sinkhorn.rule);
    expect(row).toMatchObject({ messages: 2, bands: { possible: 2, strong: 0 } });
  });

  test('say how often a rule alone earned points for its topic', () => {
    const row = statisticsOf([judged([sinkhorn, wasserstein], null), judged([sinkhorn], null)], sinkhorn.rule);
    expect(row?.alone).toBe(1);
  });

  test('precision and recall are against shortlisted applications', () => {
    const mails = [
      judged([sinkhorn], 'shortlist'),
      judged([sinkhorn], 'decline'),
      judged([wasserstein], 'shortlist'),
      judged([sinkhorn], null),
    ];
    expect(statisticsOf(mails, sinkhorn.rule)).toMatchObject({ decided: 2, precision: 0.5, recall: 0.5 });
  });

  test('say nothing where nobody decided', () => {
    expect(statisticsOf([judged([sinkhorn], null)], sinkhorn.rule)).toMatchObject({ precision: null, recall: null });
  });

  test('where a term stood and earned nothing, is counted apart', () => {
    const row = statisticsOf([judged([evidence('optimal-transport', 'sinkhorn', 0)], null)], sinkhorn.rule);
    expect(row).toMatchObject({ messages: 0, worthless: 1 });
  });

  test('rules that hit the same applications overlap', () => {
    const mails = Array.from({ length: 4 }, () => judged([sinkhorn, wasserstein], null));
    expect(statisticsOf(mails, sinkhorn.rule)?.overlaps).toEqual([{ rule: wasserstein.rule, share: 1 }]);
  });

  test('every term of the ruleset has a row, also a dead one, and other mail does not count', () => {
    const counter = new RuleStatisticsCounter(ruleset);
    counter.add(judged([sinkhorn], null, 'other'));
    const rows = counter.result();
    expect(rows).toHaveLength(ruleset.topics.flatMap((topic) => topic.terms).length);
    expect(rows.every((row) => row.messages === 0)).toBe(true);
  });
});
