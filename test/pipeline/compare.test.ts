import { describe, expect, it } from 'vitest';
import { type Compared, compareOutcomes, type Outcome } from '../../src/pipeline/index.js';
import { type RuleChange, ruleChanges } from '../../src/rules/index.js';
import { changed, defaultRuleFiles } from '../support/rules.js';

const outcome = (fit: number, more: Partial<Outcome> = {}): Outcome => ({
  kind: 'application',
  position: 'phd-ot',
  band: fit >= 70 ? 'strong' : fit >= 40 ? 'possible' : fit >= 11 ? 'weak' : 'off-topic',
  fit,
  labels: [],
  acknowledge: 'no',
  reason: 'no-fit',
  template: null,
  missing: [],
  applicant: 'Ada Example',
  points: {},
  ...more,
});
const message = (id: string, before: Outcome, after: Outcome, application: string | null = null): Compared => ({
  id,
  subject: '',
  application,
  before,
  after,
});

describe('comparing what two rulesets make of mail', () => {
  it('finds nothing where nothing changes', () => {
    const same = outcome(50);
    expect(compareOutcomes([message('1', same, same)], [])).toMatchObject({ messages: 1, changes: [], onlyPoints: 0 });
  });

  it('tells who changes rank, and does not list those that are only overtaken', () => {
    const others = Array.from({ length: 20 }, (_, n) => message(`o${n}`, outcome(50 - n), outcome(50 - n)));
    const riser = message('riser', outcome(12), outcome(60));
    const found = compareOutcomes([...others, riser], []);
    expect(found.changes.map((one) => one.id)).toEqual(['riser']);
    expect(found.changes[0]).toMatchObject({ changed: ['band', 'rank'], rank: { before: 21, after: 1 } });
    expect(found.onlyOvertaken).toBe(20);
  });

  it('ranks an application by its best mail, in the lane of its position', () => {
    const found = compareOutcomes(
      [
        message('a1', outcome(80), outcome(10), 'A'),
        message('a2', outcome(20), outcome(20), 'A'),
        message('b', outcome(50), outcome(50), 'B'),
        message('c', outcome(90, { position: 'postdoc' }), outcome(90, { position: 'postdoc' }), 'C'),
      ],
      [],
    );
    expect(found.changes.map((one) => [one.id, one.rank])).toEqual([['a1', { before: 1, after: 2 }]]);
  });

  it.each<[aspect: string, before: Partial<Outcome>, after: Partial<Outcome>]>([
    ['kind', {}, { kind: 'inquiry' }],
    ['position', {}, { position: null }],
    ['labels', { labels: ['A', 'B'] }, { labels: ['B', 'C'] }],
    ['acknowledge', { acknowledge: 'draft' }, { acknowledge: 'send' }],
    ['acknowledge', { acknowledge: 'send', template: 'a' }, { acknowledge: 'send', template: 'b' }],
    ['missing', { missing: ['cv'] }, {}],
  ])('finds %s', (aspect, before, after) => {
    const found = compareOutcomes([message('1', outcome(50, before), outcome(50, after))], []);
    expect(found.changes[0]?.changed).toContain(aspect);
    expect(found.counts[aspect as 'kind']).toBe(1);
  });

  it('does not mind the order of labels', () => {
    const found = compareOutcomes(
      [message('1', outcome(50, { labels: ['A', 'B'] }), outcome(50, { labels: ['B', 'A'] }))],
      [],
    );
    expect(found.changes).toEqual([]);
  });

  it('names the rule whose points moved with the key that was changed, before those that only shared', () => {
    const rules = ruleChanges(
      defaultRuleFiles,
      changed('topics/optimal-transport.yaml', (text) => text.replace(/(- id: sinkhorn\n.*\n.*weight: )0\.9/, '$10.4')),
    );
    expect(rules).toEqual([
      { file: 'topics/optimal-transport.yaml', key: 'terms.sinkhorn.weight', before: '0.9', after: '0.4' },
    ]);
    const rule = 'topics/optimal-transport.yaml#sinkhorn';
    const other = 'topics/optimal-transport.yaml#monge';
    const found = compareOutcomes(
      [
        message(
          '1',
          outcome(75, { points: { [rule]: 40, [other]: 5 } }),
          outcome(50, { points: { [rule]: 10, [other]: 40 } }),
        ),
      ],
      rules,
    );
    expect(found.changes[0]?.causes).toEqual([`${rule} −30.0 (weight 0.9 → 0.4)`, `${other} +35.0`]);
  });

  it('names a border only to whom it passed', () => {
    const rules: RuleChange[] = [{ file: 'policy.yaml', key: 'bands.strong', before: '70', after: '60' }];
    const found = compareOutcomes(
      [
        message('near', outcome(65), outcome(65, { band: 'strong' })),
        message('far', outcome(20), outcome(20, { missing: ['cv'] })),
      ],
      rules,
    );
    expect(found.changes.map((one) => [one.id, one.causes])).toEqual([
      ['near', ['policy.yaml bands.strong 70 → 60']],
      ['far', []],
    ]);
  });
});

describe('where rules differ', () => {
  it('is told by file and key, whatever the layout', () => {
    const spaced = defaultRuleFiles.map((file) => ({
      ...file,
      text: file.path.endsWith('.yaml') ? `# more\n\n${file.text}` : file.text,
    }));
    expect(ruleChanges(defaultRuleFiles, spaced)).toEqual([]);
    const files = changed('positions/phd-ot.yaml', (text) =>
      text.replace('cap: 30', 'cap: 40').replace('aliases: [phd-ot, ', 'aliases: ['),
    );
    expect(ruleChanges(defaultRuleFiles, [...files, { path: 'replies/new.liquid', text: 'x' }])).toEqual([
      { file: 'positions/phd-ot.yaml', key: 'aliases.phd-ot', before: 'phd-ot', after: null },
      { file: 'positions/phd-ot.yaml', key: 'requires.no-master-no-research.cap', before: '30', after: '40' },
      { file: 'replies/new.liquid', key: '', before: null, after: 'the file' },
    ]);
  });

  it('is told for files that are no YAML too', () => {
    const files = changed('policy.yaml', () => '{ [');
    expect(ruleChanges(defaultRuleFiles, files)).toHaveLength(1);
  });
});
