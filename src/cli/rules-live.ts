import Table from 'cli-table3';
import type { Command } from 'commander';
import { permanent } from '../domain/index.js';
import type { LiveRuleset, Store } from '../store/index.js';
import { actor, type ConfigOption, withConfig, withStore } from './common.js';
import { write } from './terminal.js';

/** `triage rules history | rollback`: what was live, and going back to it. */
export function addRulesLive(rules: Command): void {
  withConfig(rules.command('history').description('which rulesets were live: since when, by whom, why'))
    .option('--limit <n>', 'at most so many', '30')
    .option('--json', 'one JSON object a row')
    .action(async (options: ConfigOption & { limit: string; json?: boolean }) => {
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1) rules.error('rules history: --limit is a whole number from 1');
      await withStore(options, async (store) => {
        const rows = await store.rulesets.history(limit);
        if (options.json === true) for (const row of rows) await write(`${JSON.stringify(row)}\n`);
        else await write(`${historyTable(rows)}\n`);
      });
    });
  withConfig(
    rules.command('rollback').description('make an earlier ruleset live again; the rules folder stays as it is'),
  )
    .argument('[hash]', 'beginning of its hash, from `rules history`; default: the one that was live before')
    .option('--note <text>', 'why, for the history')
    .action(async (hash: string | undefined, options: ConfigOption & { note?: string }) => {
      const { findRuleset, keptRules, makeLiveAfter } = await import('../app/live-rules.js');
      const { requirePositions } = await import('../app/known-positions.js');
      await withStore(options, async (store, config) => {
        const now = (await store.rulesets.current())?.hash ?? null;
        const target = hash === undefined ? await theOneBefore(store) : await findRuleset(store, hash);
        requirePositions(config.accounts, await keptRules(store, target));
        const files = (await store.rulesets.content(target)) ?? [];
        const live = await makeLiveAfter(store, now, {
          hash: target,
          files,
          actor: actor(),
          how: 'rollback',
          note: options.note ?? null,
        });
        await write(
          now !== target
            ? `Ruleset ${live.hash} is live again. Running programs take it over within seconds; mail that was judged before keeps its judgement (\`triage replay\` judges it again).\n`
            : `Ruleset ${live.hash} is live already.\n`,
        );
      });
    });
}

/** The ruleset that was live before the present one. */
async function theOneBefore(store: Store): Promise<string> {
  const [now, ...before] = await store.rulesets.history(200);
  const earlier = before.find((row) => row.hash !== now?.hash);
  if (earlier !== undefined) return earlier.hash;
  throw permanent('no-such-ruleset', 'No other ruleset was live before.', '`triage rules history` lists them.');
}

function historyTable(rows: readonly LiveRuleset[]): string {
  if (rows.length === 0) return 'No ruleset was live yet: the rules folder goes live at the first start.';
  const table = new Table({
    head: ['live since', 'ruleset', 'how', 'by', 'note'],
    colWidths: [22, 18, 10, 22, 26],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const { at, hash, how, actor: who, note } of rows)
    table.push([at.slice(0, 19).replace('T', ' '), hash, how, who, note ?? '']);
  return table.toString();
}
