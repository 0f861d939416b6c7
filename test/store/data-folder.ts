import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/**
 * A new data folder with an empty PGlite in it. Making one takes five seconds, copying one half of a second, so a copy is
 * kept between runs. Tests about the very first start take an empty folder instead.
 * @param folder to be made into one; left out, a temporary folder of its own
 */
export async function freshDataDir(folder?: string): Promise<string> {
  const template = await emptyPglite();
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'triage-store-')));
  await cp(template, join(dataDir, 'postgres'), { recursive: true });
  return dataDir;
}

async function emptyPglite(): Promise<string> {
  const manifest = await readFile(join(modules, '@electric-sql', 'pglite', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const template = join(modules, '.cache', `triage-pglite-${version}`);
  if (existsSync(template)) return template;
  await mkdir(join(modules, '.cache'), { recursive: true });
  const making = await mkdtemp(`${template}-`);
  const database = await PGlite.create({ dataDir: making });
  await database.close();
  // Another test file may have been faster; its copy is as good.
  await rename(making, template).catch(() => rm(making, { recursive: true, force: true }));
  return template;
}
