import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take long, the longest first: where one begins last, a core has nothing to do at the end. The golden files
 * read all fixtures and remember them (test/support/reading-cache.ts), so what else wants them comes later.
 */
const LONG = [
  'golden/fixtures.test.ts',
  'live/crash.test.ts',
  'live/main-job.test.ts',
  'live/killed-workers.test.ts',
  'live/loops.test.ts',
  'live/shadow.test.ts',
  'live/oauth.test.ts',
  'cli/rules-store.test.ts',
  'cli/rules-walk.test.ts',
  'workers/ledger.property.test.ts',
  'rules/mutations.property.test.ts',
  'cli/rules-learn.test.ts',
  'tuning/recovery.test.ts',
  'documents/reader.test.ts',
  'review/rules.test.ts',
  'cli/ack-preview.test.ts',
  'workers/smtp-faults.test.ts',
  'cli/score.test.ts',
  'documents/mutations.property.test.ts',
  'store/embedded.test.ts',
  'score/fairness.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((name) => moduleId.endsWith(`/test/${name}`));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

// vitest would leave one core to itself, which on two cores means one file at a time.
const cores = Math.max(2, availableParallelism());

/**
 * No module works on import or keeps what tests change, so files of tests may share them: loading them and the rules anew for
 * each file took three quarters of the unit tests' processor time.
 */
const isolate = false;

/**
 * Two projects: `unit` needs nothing but Node; `live` talks to real servers (see test/live/servers.ts), each file on ports
 * and in folders of its own. Live files wait more than they compute, so one more than there are cores runs at a time.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/live/**'],
          testTimeout: 60_000,
          maxWorkers: cores,
          isolate,
        },
      },
      {
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: cores + 1,
          isolate,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
