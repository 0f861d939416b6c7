import { writeFile } from 'node:fs/promises';
import pc from 'picocolors';
import { readMailboxFacts } from '../app/config.js';
import { loadRuleset, readRuleFiles } from '../app/read-rules.js';
import { decidedInFiles, decidedInStore, type Suggestions, suggestFrom } from '../app/suggest.js';
import { editedLine, patchOf } from '../app/suggested-patch.js';
import type { RuleFile, Ruleset } from '../rules/index.js';
import type { TermSuggestion, WeightEdit } from '../tuning/index.js';
import { withStore } from './common.js';
import { configNamed, rulesFolder } from './rules-folder.js';
import type { SuggestOptions } from './rules-options.js';
import { barTo } from './terminal.js';

/** What was learnt, and the files that it is about. */
export interface Suggested {
  readonly found: Suggestions;
  readonly files: readonly RuleFile[];
}

/** Learns from the verdicts in the store, or from those of files, with a bar on standard error; writes the patch. */
export async function runSuggest(paths: readonly string[], options: SuggestOptions): Promise<Suggested> {
  const folder = await rulesFolder(options.rules, options);
  const ruleset = await loadRuleset(folder);
  const files = await readRuleFiles(folder);
  const bar = barTo(process.stderr, 'fitting');
  try {
    const found = await suggestions(paths, options, ruleset, (share) => bar.update(Math.round(share * 100), 100));
    if (options.patch !== undefined) await writeFile(options.patch, patchOf(found.weights.edits, files));
    return { found, files };
  } finally {
    bar.stop();
  }
}

function suggestions(
  paths: readonly string[],
  options: SuggestOptions,
  ruleset: Ruleset,
  onProgress: (share: number) => void,
): Promise<Suggestions> {
  const named = configNamed(options);
  if (options.verdicts !== undefined) {
    const facts = named === null ? null : readMailboxFacts(named);
    const mailbox = {
      ownAddresses: facts?.ownAddresses ?? [],
      aliases: facts?.aliases ?? {},
      authservIds: facts?.authservIds ?? [],
    };
    return suggestFrom(decidedInFiles(paths, options.verdicts), mailbox, ruleset, onProgress);
  }
  const config = named ?? 'triage.yaml';
  const { ownAddresses, aliases, authservIds } = readMailboxFacts(config);
  return withStore({ config }, (store) =>
    suggestFrom(decidedInStore(store), { ownAddresses, aliases, authservIds }, ruleset, onProgress),
  );
}

/** The suggestions as JSON: every edit with its file and place. */
export function asJson({ found: { weights, ...rest }, files }: Suggested): object {
  const { ruleset: _, edits, ...measures } = weights;
  const plain = edits.map(({ knob, ...edit }) => {
    const { line = null, text = null } = editedLine({ knob, to: edit.to }, files) ?? {};
    return { file: knob.file, path: knob.path, line, text, ...edit };
  });
  return { ...rest, weights: { ...measures, edits: plain } };
}

const percent = (share: number): string => (Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : 'unknown');

/** The suggestions as a person pastes them, with what each would do. */
export function suggestionText({ found, files: texts }: Suggested): string {
  const { weights, terms, verdicts, notApplications } = found;
  const lines = [
    `${verdicts.shortlist} shortlisted, ${verdicts.hold} on hold, ${verdicts.decline} declined.`,
    ...(notApplications > 0
      ? [`${notApplications} of them are no applications by these rules and were left out.`]
      : []),
    '',
    pc.bold('Numbers'),
    `Average precision on these verdicts: ${percent(weights.before)}; with the edits ${percent(weights.after)}.`,
    `On verdicts that were kept aside while fitting: ${percent(weights.heldOut.before)} → ${percent(weights.heldOut.after)}.`,
  ];
  if (weights.edits.length === 0) lines.push('No number should change: nothing holds beyond single verdicts.');
  const files = new Map<string, WeightEdit[]>();
  for (const edit of weights.edits) files.set(edit.knob.file, [...(files.get(edit.knob.file) ?? []), edit]);
  for (const [file, edits] of files) {
    lines.push('', pc.bold(file));
    for (const edit of edits) {
      const edited = editedLine(edit, texts);
      const where = edited === null ? '' : `line ${edited.line}: `;
      lines.push(
        pc.dim(
          `# ${where}${edit.knob.path.join(' ')} ${edit.from} → ${edit.to}; without it ${percent(-edit.share)} of precision`,
        ),
        ...(edited === null ? [] : [edited.text]),
      );
      for (const move of edit.moves.slice(0, 2))
        lines.push(pc.dim(`#   ${shortId(move.id)}: ${move.before.toFixed(0)} → ${move.after.toFixed(0)}`));
    }
  }
  lines.push('', pc.bold('Terms that no rule knows'));
  const [good, bad] = [terms.filter((term) => term.z > 0), terms.filter((term) => term.z < 0)];
  if (terms.length === 0) lines.push('None stands out.');
  for (const term of good) lines.push(...termLines(term));
  if (bad.length > 0) {
    lines.push('', 'Words of declined applications (for `unless`, if a term is meant otherwise there):');
    for (const { text, shortlisted, declined } of bad)
      lines.push(`  ${text}   ${pc.dim(`# ${declined} declined, ${shortlisted} shortlisted`)}`);
  }
  lines.push(
    '',
    'Nothing was changed. Put these lines in the place of those that stand there, as far as they make sense (`--patch FILE`',
    'writes them as a patch of the folder), then `triage rules check`, `rules diff`, `rules apply`.',
  );
  return `${lines.join('\n')}\n`;
}

function termLines({ text, topic, shortlisted, declined, z, examples }: TermSuggestion): string[] {
  const id = text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return [
    '',
    pc.dim(
      `  # ${topic === null ? 'a topic of your choice' : `topics/${topic}.yaml`}: ${shortlisted} shortlisted, ${declined} declined (z ${z.toFixed(1)})`,
    ),
    `  - id: ${id === '' ? 'term' : id}`,
    `    any: [${JSON.stringify(text)}]`,
    '    weight: 0.4',
    ...examples.slice(0, 2).map((example) => pc.dim(`    # ${shortId(example.id)}: …${example.quote.slice(0, 90)}…`)),
  ];
}

function shortId(id: string): string {
  const parts = id.split('/');
  return parts.at(-1) === 'message.eml' ? (parts.at(-2) ?? id) : (parts.at(-1) ?? id);
}
