import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReadMessage } from '../../src/domain/index.js';
import { fixtureReader } from './reading-cache.js';

const CASES = fileURLToPath(new URL('../../fixtures/cases/', import.meta.url));

/** What a person says about a fixture; see fixtures/README.md. */
export interface Label {
  readonly id: string;
  readonly kind: 'application' | 'inquiry' | 'other';
  readonly position: string | null;
  readonly applicant: { readonly name: string | null; readonly email: string | null } | null;
}

export interface FixtureCase {
  readonly label: Label;
  readonly message: ReadMessage;
}

/** The fixtures whose label fits, read as the program reads them, without OCR. */
export async function readFixtures(wanted: (label: Label) => boolean): Promise<FixtureCase[]> {
  const labels = readdirSync(CASES)
    .sort()
    .map((id) => JSON.parse(readFileSync(`${CASES}${id}/label.json`, 'utf8')) as Label)
    .filter(wanted);
  const reader = fixtureReader({ threads: 2, ocr: false });
  try {
    return await Promise.all(
      labels.map(async (label) => ({
        label,
        message: await reader.read(readFileSync(`${CASES}${label.id}/message.eml`)),
      })),
    );
  } finally {
    await reader.close();
  }
}
