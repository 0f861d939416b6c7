import type { Logger } from 'pino';
import { openStore, type Store } from '../store/index.js';
import type { Config } from './config.js';

/** Opens the store alone: what `queue`, `show`, `pause` need. */
export function openConfiguredStore(config: Config, logger: Logger): Promise<Store> {
  return openStore({
    ...(config.databaseUrl === null ? { dataDir: config.dataDir } : { databaseUrl: config.databaseUrl }),
    claimSeconds: config.work.claimSeconds,
    logger,
  });
}
