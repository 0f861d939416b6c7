import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { permanent } from '../../domain/index.js';
import { packageRoot } from '../package-root.js';

/** A fixture as the demo delivers it. */
export interface DemoCase {
  readonly id: string;
  readonly raw: Buffer;
  /** Login of the mailbox that it belongs to. */
  readonly mailbox: 'ot-lab' | 'tml-lab';
}

/** The mails that come with the program. */
export const fixturesDir = (): string => join(packageRoot(), 'fixtures/cases');

/**
 * The fixtures that tell the program's story (cases of a letter and a number measure judgement and would only make the list long).
 * @throws TriageError `no-fixtures`
 */
export async function demoCases(folder = fixturesDir()): Promise<DemoCase[]> {
  if (!existsSync(folder)) {
    throw permanent(
      'no-fixtures',
      `There are no fixtures in ${folder}.`,
      'The demo needs the fixtures/ folder of the source tree.',
    );
  }
  const names = (await readdir(folder)).filter((name) => !/^[a-z]-\d/.test(name)).sort();
  return Promise.all(
    names.map(async (id) => {
      const raw = await readFile(join(folder, id, 'message.eml'));
      return {
        id,
        raw,
        mailbox: /tml-lab\.example/.test(raw.subarray(0, 8000).toString('latin1')) ? 'tml-lab' : 'ot-lab',
      } as const;
    }),
  );
}
