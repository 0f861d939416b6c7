import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeFiles } from '../../src/app/judge-files.js';
import { messagesOf } from '../../src/app/mail-files.js';
import { loadRuleset } from '../../src/app/read-rules.js';
import { scoreLine } from '../../src/app/score-line.js';
import type { Document } from '../../src/domain/index.js';
import { letterOf } from '../../src/understand/index.js';
import { misplaced, textsOf } from '../support/places.js';
import { type FixtureReader, fixtureReader } from '../support/reading-cache.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cases = readdirSync(`${root}fixtures/cases`).sort();

/** Evidence lines kept in a golden file: enough to see a change, few enough to be read as a diff. */
const EVIDENCE = 12;

let reader: FixtureReader;
const lines = new Map<string, Record<string, unknown>>();
const unplaced: string[] = [];

// One run over all cases in order, because follow-ups and second deliveries are known by what came before them.
beforeAll(async () => {
  const ruleset = await loadRuleset(`${root}rules`);
  reader = fixtureReader({ threads: 2, ocr: true });
  const mailbox = {
    ownAddresses: ['openings@ot-lab.example.org', 'phd@ot-lab.example.org', 'join@tml-lab.example.edu'],
    authservIds: ['mx.ot-lab.example.org', 'mx.tml-lab.example.edu'],
    aliases: {},
  };
  // A follow-up's facts may stand in what an earlier mail brought.
  const seen: Document[] = [];
  for await (const { source, message, judgement } of judgeFiles(
    messagesOf([`${root}fixtures/cases`]),
    reader,
    ruleset,
    mailbox,
    6,
  )) {
    const id = source.split('/').at(-2) ?? source;
    seen.push(...judgement.documents);
    const letter = letterOf(message.mail, mailbox.ownAddresses).text;
    unplaced.push(...misplaced(judgement, textsOf(seen, letter)).map((what) => `${id}: ${what}`));
    const { ruleset: _, source: __, evidence, ...line } = scoreLine(source, message.mail.messageId, judgement, false);
    const shown = (evidence as { points: number }[]).slice(0, EVIDENCE);
    lines.set(id, { ...line, evidence: shown });
  }
}, 1_200_000);
afterAll(() => reader.close());

test('every fact of every fixture stands where it says', () => {
  expect(unplaced).toEqual([]);
});

describe('every fixture is judged as its golden file says', () => {
  // After a change that is meant: `npx vitest run --project unit test/golden -u`, then read the diff.
  test.each(cases)('%s', async (id) => {
    const text = `${JSON.stringify(lines.get(id), null, 1)}\n`;
    await expect(text).toMatchFileSnapshot(`${root}fixtures/cases/${id}/expected.json`);
  });
});
