import type { Queues } from '../queue/index.js';
import { queueNames } from '../queue/index.js';
import type { Operation } from '../review/interfaces.js';
import type { Store } from '../store/index.js';
import { settingsWithActivation } from './activation.js';
import type { Config } from './config.js';
import { rulesState } from './live-rules.js';

/** A folder whose last verified sync is older than so many sweeps is worth a word (docs/operations.md). */
const lateSweeps = 5;

/** How the running program stands, for the page of the day. */
export async function operationOf(parts: {
  readonly config: Config;
  readonly store: Store;
  readonly queues: Queues;
}): Promise<Operation> {
  const { config, store, queues } = parts;
  const rules = await rulesState(store);
  const mode = new Map(config.accounts.map((account) => [account.id, account.mode]));
  const settings = settingsWithActivation(
    (id) => ({ id, mode: mode.get(id) ?? 'shadow', labels: [] }),
    config.accounts,
    store,
  );
  const modes = [];
  for (const { id } of config.accounts) modes.push({ account: id, mode: (await settings(id)).mode });
  const [first] = rules.proposal?.sound === false ? rules.proposal.problems : [];
  return {
    signals: await depthOf(queues),
    syncSeconds: lateSweeps * config.sweepSeconds,
    pauses: await store.settings.pauses(),
    modes,
    rules: {
      since: rules.live?.at ?? null,
      problem: rules.refused?.reason ?? (first === undefined ? null : `The rules folder is not taken over: ${first}`),
    },
  };
}

/** How many signals wait; a queue that does not answer must not keep the page away. */
async function depthOf(queues: Queues): Promise<number | null> {
  try {
    const depths = await Promise.all(queueNames.map((name) => queues.depth(name)));
    return depths.reduce((sum, depth) => sum + depth, 0);
  } catch {
    return null;
  }
}
