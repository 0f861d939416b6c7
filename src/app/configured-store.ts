import type { Logger } from 'pino';
import { openStore, type Store } from '../store/index.js';
import type { StatedConfig } from './config.js';

/** Opens the store alone: what `queue`, `show`, `pause` need. */
export function openConfiguredStore(config: StatedConfig, logger: Logger): Promise<Store> {
  return openStore({
    ...(config.databaseUrl === null ? { dataDir: config.dataDir } : { databaseUrl: config.databaseUrl }),
    claimSeconds: config.work.claimSeconds,
    logger,
  });
}
