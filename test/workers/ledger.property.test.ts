import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { Store } from '../../src/store/index.js';
import type { MovingClock } from '../store/moving-clock.js';
import { runs } from '../support/runs.js';
import { type MessageCase, type Smtp, type Step, smtpAnswers, stage } from './ledger-scene.js';
import type { Fate } from './mortal.js';
import { withTestStore } from './setting.js';

const one = <T extends string>(...values: T[]) => fc.constantFrom(...values);
const fate: fc.Arbitrary<Fate | null> = fc.option(
  fc.record({ call: fc.nat(17), kind: one<Fate['kind']>('before', 'after', 'stall') }),
);
const message = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: one('work'),
      action: fc.nat(7),
      fate,
      rival: fc.option(fate, { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: one('haunt'), action: fc.nat(7), call: fc.nat(17) }) },
  { weight: 2, arbitrary: fc.record({ do: one('wait'), seconds: fc.constantFrom(1, 30, 61, 400) }) },
  { weight: 2, arbitrary: fc.record({ do: one('recover') }) },
  { weight: 3, arbitrary: fc.record({ do: one('wake', 'pause', 'resume', 'look') }) },
  { weight: 2, arbitrary: fc.record({ do: one('decide'), message, says: one('go', 'draft', 'drop', 'sent') }) },
  fc.record({ do: one('verdict'), message, most: one('nothing', 'draft', 'as-planned') }),
  fc.record({ do: one('answer'), message }),
  { weight: 2, arbitrary: fc.record({ do: one('handle-draft'), draft: fc.nat(3), what: one('send', 'delete') }) },
);
const messages: fc.Arbitrary<MessageCase[]> = fc.array(
  fc.record({ person: fc.nat(1), position: one('phd-ot', 'visitor'), kind: one('draft', 'acknowledge') }),
  { minLength: 1, maxLength: 4 },
);
const smtp = fc.array(fc.constantFrom(...smtpAnswers), { maxLength: 8 });

const twoOf = (kind: MessageCase['kind']): MessageCase[] => [0, 1].map(() => ({ person: 0, position: 'phd-ot', kind }));
const work = (action: number, itsFate: Fate | null = null): Step => ({
  do: 'work',
  action,
  fate: itsFate,
  rival: undefined,
});
const diesAfter = (call: string): Step[] => [
  work(1, { call, kind: 'after' }),
  { do: 'wait', seconds: 61 },
  { do: 'recover' },
];

/** What random steps seldom come to, and what has gone wrong once. */
const stories: [title: string, MessageCase[], Smtp[], Step[]][] = [
  ...(['draft', 'acknowledge'] as const).map((kind): [string, MessageCase[], Smtp[], Step[]] => [
    `a worker that stands still at each call in turn: ${kind}`,
    Array.from({ length: 18 }, (_, person) => ({ person, position: 'phd-ot', kind })),
    [],
    Array.from({ length: 18 }, (_, call) => ({ do: 'haunt', action: 2 * call + 1, call })),
  ]),
  [
    'a person sends again what may have left, and then gives it up before it is',
    twoOf('acknowledge'),
    ['lost-answer'],
    [work(1), { do: 'decide', message: 0, says: 'go' }, { do: 'decide', message: 0, says: 'drop' }, work(3)],
  ],
  [
    'what may have left is sent again and refused',
    twoOf('acknowledge'),
    ['lost-answer', 'reject'],
    [work(1), { do: 'decide', message: 0, says: 'go' }, work(1), work(3)],
  ],
  [
    'a draft is written, nobody knows of it, and its turn comes again in a pause',
    twoOf('draft'),
    [],
    [...diesAfter('append'), { do: 'pause' }, work(1), { do: 'resume' }, work(3)],
  ],
  [
    'a draft is written, nobody knows of it, and a person drops it',
    twoOf('draft'),
    [],
    [...diesAfter('append'), { do: 'decide', message: 0, says: 'drop' }, work(3)],
  ],
  [
    'a draft of which nobody knows is sent by a person while it is looked for',
    twoOf('draft'),
    [],
    [
      ...diesAfter('append'),
      work(1, { call: 'standingAnswer', kind: 'stall' }),
      { do: 'handle-draft', draft: 0, what: 'send' },
      { do: 'wake' },
    ],
  ],
  [
    'a draft that a person asked for is written, nobody knows of it, and is sent by a person',
    twoOf('draft'),
    [],
    [
      { do: 'decide', message: 0, says: 'go' },
      ...diesAfter('append'),
      { do: 'handle-draft', draft: 0, what: 'send' },
      work(1),
    ],
  ],
  [
    'a draft of which nobody knows is deleted, written again and deleted again',
    twoOf('draft'),
    [],
    [
      ...diesAfter('written'),
      { do: 'handle-draft', draft: 0, what: 'delete' },
      { do: 'wait', seconds: 400 },
      { do: 'look' },
      { do: 'wait', seconds: 400 },
      { do: 'look' },
      work(1),
      { do: 'handle-draft', draft: 0, what: 'delete' },
    ],
  ],
];

describe('the ledger under crashes, retries, doubled jobs, two workers, pauses and people', () => {
  let store: Store;
  let clock: MovingClock;
  withTestStore((opened) => {
    ({ store, clock } = opened);
  });

  async function holds(cases: readonly MessageCase[], answers: readonly Smtp[], steps: readonly Step[]): Promise<void> {
    const scene = await stage(store, clock, cases, answers);
    for (const each of steps) await scene.play(each);
    await scene.finish();
    await scene.check();
  }

  it.each(stories)('%s', (_, ...story) => holds(...story));

  it('lets no effect happen twice or in a pause, answers a person once about a position, and forgets nothing', {
    timeout: 300_000,
  }, async () => {
    const property = fc.asyncProperty(messages, smtp, fc.array(step, { maxLength: 16 }), holds);
    await fc.assert(property, { numRuns: runs(30) });
  });
});
