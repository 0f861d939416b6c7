import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelNote, RememberedLabel } from '../../src/domain/index.js';
import { labelChanges } from '../../workers/label-changes.js';

const set = (label: string, place = 'here'): RememberedLabel => ({ label, place, state: 'set' });

/** What is remembered after the notes were written. */
function remember(memory: readonly RememberedLabel[], notes: readonly LabelNote[]): RememberedLabel[] {
  const rows = new Map(memory.map((row) => [`${row.label} ${row.place}`, row]));
  for (const { label, place, state } of notes) {
    if (state === null) rows.delete(`${label} ${place}`);
    else rows.set(`${label} ${place}`, { label, place, state });
  }
  return [...rows.values()];
}

describe('what is done about labels', () => {
  const plan = (wish: string[], standing: string[], memory: RememberedLabel[] = [], forgotten: string[] = []) => {
    const { add, remove } = labelChanges(wish, standing, memory, 'here', forgotten);
    return { add, remove };
  };

  it.each<[string, string[], string[], RememberedLabel[], { add: string[]; remove: string[] }]>([
    ['a new one is set', ['A'], [], [], { add: ['A'], remove: [] }],
    ['ours that no longer holds is taken off', ['B'], ['A'], [set('A')], { add: ['B'], remove: ['A'] }],
    ["a person's stays, though it is one of our names", ['B'], ['A'], [], { add: ['B'], remove: [] }],
    ['one that a person has set already is not ours', ['A'], ['A'], [], { add: [], remove: [] }],
    ['what a person took off is not set again', ['A'], [], [set('A')], { add: [], remove: [] }],
    ['it is set at a further place', ['A'], [], [set('A', 'there')], { add: ['A'], remove: [] }],
    ['ours is taken off also after a move', [], ['A'], [set('A', 'there')], { add: [], remove: ['A'] }],
    [
      'nothing is done about what a person decided',
      ['A'],
      ['B'],
      [
        { label: 'A', place: '', state: 'left' },
        { label: 'B', place: '', state: 'left' },
      ],
      { add: [], remove: [] },
    ],
    [
      'what an interrupted try has set is ours',
      [],
      ['A'],
      [{ label: 'A', place: 'here', state: 'setting' }],
      { add: [], remove: ['A'] },
    ],
    [
      'what an interrupted try has not set yet is set',
      ['A'],
      [],
      [{ label: 'A', place: 'here', state: 'setting' }],
      { add: ['A'], remove: [] },
    ],
    [
      'what an interrupted try has taken off may come back',
      ['A'],
      [],
      [{ label: 'A', place: 'here', state: 'removing' }],
      { add: ['A'], remove: [] },
    ],
    [
      'the spelling of the server is the same label',
      ['triage-a'],
      ['Triage-A'],
      [set('triage-a')],
      { add: [], remove: [] },
    ],
  ])('%s', (_name, wish, standing, memory, expected) => {
    expect(plan(wish, standing, memory)).toEqual(expected);
  });

  it('what is missing says nothing where the server loses labels', () => {
    expect(plan(['A', 'B'], [], [set('A'), set('B')], ['a'])).toEqual({ add: ['A'], remove: [] });
  });

  const label = fc.constantFrom<string>('A', 'B', 'C');
  const wish = fc.uniqueArray(label);

  it("is exactly what keeps people's labels theirs", () => {
    const step = fc.oneof({ weight: 2, arbitrary: wish }, { weight: 3, arbitrary: label });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let memory: RememberedLabel[] = [];
        const stands = new Set<string>();
        const owner = new Map<string, 'bot' | 'person'>();
        /** Labels that a person took off after we had set them. */
        const frozen = new Set<string>();
        for (const each of steps) {
          if (typeof each === 'string') {
            if (!stands.delete(each)) stands.add(each);
            continue;
          }
          for (const one of ['A', 'B', 'C']) {
            if (owner.get(one) === 'bot' && !stands.has(one)) frozen.add(one);
            if (!stands.has(one)) owner.delete(one);
            else if (!owner.has(one)) owner.set(one, 'person');
          }
          const plan = labelChanges(each, [...stands], memory, 'here', []);
          const add = each.filter((one) => !stands.has(one) && !frozen.has(one));
          const remove = [...stands].filter((one) => owner.get(one) === 'bot' && !each.includes(one));
          expect([[...plan.add].sort(), [...plan.remove].sort()]).toEqual([add.sort(), remove.sort()]);
          memory = remember(remember(memory, plan.before), plan.done);
          for (const one of add) {
            stands.add(one);
            owner.set(one, 'bot');
          }
          for (const one of remove) {
            stands.delete(one);
            owner.delete(one);
          }
          const again = labelChanges(each, [...stands], memory, 'here', []);
          expect(again, 'a second look finds something to do').toEqual({ add: [], remove: [], before: [], done: [] });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('comes to the same end after any number of crashes', () => {
    const tries = fc.array(fc.record({ wish, dies: fc.nat(3) }), { maxLength: 12 });
    fc.assert(
      fc.property(tries, wish, (steps, last) => {
        let memory: RememberedLabel[] = [];
        const stands = new Set<string>();
        for (const each of [...steps, { wish: last, dies: 3 }]) {
          const plan = labelChanges(each.wish, [...stands], memory, 'here', []);
          if (each.dies > 0) memory = remember(memory, plan.before);
          if (each.dies > 1) {
            for (const one of plan.add) stands.add(one);
            for (const one of plan.remove) stands.delete(one);
          }
          if (each.dies > 2) memory = remember(memory, plan.done);
        }
        expect([...stands].sort()).toEqual([...last].sort());
        expect(memory.map((row) => [row.label, row.state]).sort()).toEqual(last.map((one) => [one, 'set']).sort());
      }),
      { numRuns: 500 },
    );
  });
});
