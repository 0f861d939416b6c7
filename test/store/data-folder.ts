import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { openStore } from '../../src/store/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A new data folder with an empty store in it. Making one takes five seconds, copying one half of a second, so a copy is
 * kept between runs. Tests about the very first start take an empty folder instead.
 * @param folder to be made into one; left out, a temporary folder of its own
 */
export async function freshDataDir(folder?: string): Promise<string> {
  const template = await emptyStore();
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'triage-store-')));
  await cp(template, join(dataDir, 'postgres'), { recursive: true });
  return dataDir;
}

/** Named by what makes it: another PGlite or other migrations make another one. */
async function emptyStore(): Promise<string> {
  const migrations = join(root, 'src/store/migrations');
  const sources = [join(root, 'node_modules/@electric-sql/pglite/package.json')];
  for (const name of readdirSync(migrations).sort()) sources.push(join(migrations, name));
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(source));
  const cache = join(root, 'node_modules/.cache');
  const template = join(cache, `triage-store-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(template)) return template;
  await mkdir(cache, { recursive: true });
  const making = await mkdtemp(`${template}-`);
  const store = await openStore({ dataDir: making, logger: pino({ level: 'silent' }) });
  await store.close();
  // Another test file may have been faster; its copy is as good.
  await rename(join(making, 'postgres'), template).catch(() => {});
  await rm(making, { recursive: true, force: true });
  return template;
}
