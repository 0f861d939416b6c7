import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import pc from 'picocolors';
import { filesHash, type Judgement, permanent, type ReadMessage } from '../domain/index.js';
import type { Explanation, Hold } from '../pipeline/index.js';
import type { Ruleset } from '../rules/index.js';
import type { Store } from '../store/index.js';
import { withStore } from './common.js';
import { addMailboxOptions, type MailboxOptions, settingsFor } from './score.js';
import { documentLines, evidenceLines, judgementLines, plain } from './show.js';
import { write } from './terminal.js';

/** `triage explain`: the whole ledger of a message, what nearly matched, and what would have changed the band. */
export function addExplain(program: Command): void {
  const command = program
    .command('explain')
    .description(
      'why a message stands where it does: the whole ledger, what nearly counted, what would have changed the band',
    )
    .argument('<id-or-file>', "a message's id (as `triage queue` prints it), or an .eml file");
  addMailboxOptions(command).action(async (what: string, options: MailboxOptions) => {
    if (existsSync(what)) {
      const { judgeFiles } = await import('../app/judge-files.js');
      const { requirePositions } = await import('../app/known-positions.js');
      const { messagesOf } = await import('../app/mail-files.js');
      const { loadRuleset } = await import('../app/read-rules.js');
      const { createMessageReader } = await import('../documents/index.js');
      const { explain } = await import('../pipeline/index.js');
      const settings = await settingsFor(options);
      const ruleset = await loadRuleset(settings.rules);
      requirePositions([{ id: null, positions: settings.aliases }], ruleset);
      const reader = createMessageReader({ threads: 1, ocr: true });
      try {
        for await (const one of judgeFiles(messagesOf([what]), reader, ruleset, settings, 2)) {
          const found = explain(one.judgement, ruleset);
          await write(explanationText(one.source, one.message, one.judgement, ruleset, found));
        }
      } finally {
        await reader.close();
      }
      return;
    }
    const config = options.config ?? process.env.TRIAGE_CONFIG ?? 'triage.yaml';
    await withStore({ config }, async (store) => {
      const judged = await store.read.judged(what);
      if (judged === null)
        throw permanent(
          'no-such-message',
          `There is no judged message and no file ${what}.`,
          '`triage queue` prints the ids.',
        );
      const ruleset = await rulesOf(store, judged.judgement.ruleset, options);
      const { explain } = await import('../pipeline/index.js');
      const found = explain(judged.judgement, ruleset);
      await write(explanationText(`message ${what}`, judged.read, judged.judgement, ruleset, found));
    });
  });
}

/** The rules that judged, where the store has kept them; else those of the options. */
async function rulesOf(store: Store, hash: string, options: MailboxOptions): Promise<Ruleset> {
  if (options.rules === undefined && (await store.rulesets.content(filesHash(hash))) !== null) {
    const { keptRules } = await import('../app/live-rules.js');
    return keptRules(store, hash);
  }
  const { loadRuleset } = await import('../app/read-rules.js');
  return loadRuleset((await settingsFor(options)).rules);
}

/** The explanation in words. */
export function explanationText(
  title: string,
  message: ReadMessage,
  judgement: Judgement,
  ruleset: Ruleset,
  found: Explanation,
): string {
  const lines = [
    pc.bold(`${title}: ${plain(message.mail.subject)}`),
    ...judgementLines(judgement),
    '',
    pc.bold('Documents'),
    ...documentLines(judgement, message),
  ];
  lines.push(
    '',
    pc.bold('Ledger'),
    ...evidenceLines(
      judgement.scorecard.evidence.filter((one) => one.points > 0),
      Number.POSITIVE_INFINITY,
    ),
  );
  if (found.misses.length > 0)
    lines.push('', pc.bold('What nearly counted, and why not'), ...evidenceLines(found.misses, 60));
  if (judgement.kind === 'application') {
    lines.push(
      '',
      pc.bold('What would have changed the band'),
      `fit by topics alone ${found.topical.toFixed(1)}, after adjustments ${judgement.scorecard.fit.toFixed(1)}`,
    );
    if (found.better === null)
      lines.push(
        judgement.position === null
          ? 'no position was found, so no threshold applies'
          : 'nothing: it is in the best band',
      );
    else {
      const { band, from, levers } = found.better;
      lines.push(`${band} begins at ${from}.`, ...heldLines(found.held), 'One of these alone would reach it:');
      for (const lever of levers.slice(0, 5))
        lines.push(`  ${lever.topic} at ${lever.needed} instead of ${lever.now.toFixed(0)}`);
      if (levers.length === 0) lines.push('  no topic alone');
    }
    if (found.silent.length > 0) lines.push(`nothing was found of: ${found.silent.join(', ')}`);
  }
  if (filesHash(judgement.ruleset) !== filesHash(ruleset.hash))
    lines.push(
      '',
      pc.yellow(`judged under ruleset ${judgement.ruleset}; the thresholds above are those of ${ruleset.hash}`),
    );
  return `${lines.join('\n')}\n`;
}

/** What keeps the band down whatever the topics are. */
function heldLines(held: readonly Hold[]): string[] {
  return held.map(({ reason, without }) => {
    const otherwise =
      without === null
        ? 'nothing that is claimed counts'
        : `without it the fit would be ${without.fit.toFixed(1)}, ${without.band}`;
    return `held down by ${reason.code}: ${plain(reason.detail)}; ${otherwise}`;
  });
}
