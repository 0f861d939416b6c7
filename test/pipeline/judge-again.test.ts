import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMessageReader } from '../../src/documents/index.js';
import type { Judgement, ReadMessage } from '../../src/domain/index.js';
import { Bundles, bundleKeys, JudgeAgain, type MailboxFacts, triage } from '../../src/pipeline/index.js';
import type { Ruleset } from '../../src/rules/index.js';
import { makeApplication, makeCv } from '../support/applications.js';
import { changed, defaultRuleset, mustCompile } from '../support/rules.js';

const folder = fileURLToPath(new URL('../../fixtures/cases/', import.meta.url));
const mailbox: MailboxFacts = { ownAddresses: ['phd@ot-lab.example.org'], aliases: {}, authservIds: [] };

const weights = mustCompile(
  changed('policy.yaml', (text) => text.replace('strong: 70', 'strong: 45')).map((file) => ({
    path: file.path,
    text: file.text.replace('weight: 0.9\n', 'weight: 0.6\n'),
  })),
);
/** Calls more CVs than the default rules do: documents, kinds and facts are others. */
const detection = mustCompile(
  changed('detection/documents.yaml', (text) =>
    text.replace(/points: 8/g, 'points: 1').replace(/points: 6/g, 'points: 2'),
  ),
);
const tags = mustCompile(changed('positions/phd-ot.yaml', (text) => text.replace('tags: [apply-phd-ot, ', 'tags: [')));

/** A person's mails: the CV, a follow-up in the thread, and another by the same sender. */
const thread = ['1', '2', '3'].map((number) =>
  makeApplication(
    number === '2' ? [] : [makeCv({ 'Research experience': 'I implemented Sinkhorn solvers.' }, { sha256: number })],
    {
      messageId: `<ada-${number}@example.com>`,
      ...(number === '2' ? { inReplyTo: ['<ada-1@example.com>'], subject: 'Re: [apply-phd-ot] Application' } : {}),
    },
  ),
);
let messages: readonly ReadMessage[];

beforeAll(async () => {
  const reader = createMessageReader({ threads: 2, ocr: false });
  try {
    const some = readdirSync(folder).filter((_, index) => index % 9 === 0);
    const read = some.map(async (name) => reader.read(await readFile(`${folder}${name}/message.eml`)));
    messages = [...thread, ...(await Promise.all(read))];
  } finally {
    await reader.close();
  }
}, 120_000);

/** Each mail read anew under each ruleset, as the live program does it. */
function oneByOne(ruleset: Ruleset): Judgement[] {
  const bundles = new Bundles();
  return messages.map((message) => {
    const keys = bundleKeys(message);
    const judgement = triage(message, { ...mailbox, duplicate: false, earlier: bundles.earlier(keys) }, ruleset);
    bundles.remember(keys, judgement);
    return judgement;
  });
}

describe('judging under several rulesets at once', () => {
  it('knows which rulesets read mail alike', () => {
    expect(weights.reading).toBe(defaultRuleset.reading);
    expect(detection.reading).not.toBe(defaultRuleset.reading);
    expect(tags.reading).not.toBe(defaultRuleset.reading);
  });

  it('comes to what judging under each of them alone comes to', () => {
    const rulesets = [defaultRuleset, weights, detection, tags];
    const again = new JudgeAgain(rulesets, false);
    const together = messages.map((message) => again.judge(message, mailbox));
    for (const [at, ruleset] of rulesets.entries())
      expect(together.map((judgements) => judgements[at])).toEqual(oneByOne(ruleset));
    // The rulesets are no copies of each other.
    const differing = (at: number): number =>
      together.filter((all) => JSON.stringify(all[at]?.scorecard) !== JSON.stringify(all[0]?.scorecard)).length;
    expect(differing(1)).toBeGreaterThan(0);
    const types = (at: number): string =>
      JSON.stringify(together.map((all) => all[at]?.documents.map((one) => one.type)));
    expect(types(2)).not.toBe(types(0));
  });
});
