import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// vitest would leave one core to itself, which on two cores means one file at a time.
const cores = Math.max(2, availableParallelism());

/**
 * Two projects: `unit` needs nothing but Node; `live` talks to real servers (see test/live/servers.ts), each file on ports
 * and in folders of its own. Live files wait more than they compute, so one more than there are cores runs at a time.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/live/**'],
          testTimeout: 60_000,
          maxWorkers: cores,
        },
      },
      {
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: cores + 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
