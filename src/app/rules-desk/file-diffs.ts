import type { DiffLine, FileDiff, RulesChange, RuleText } from '../../review/rules-desk.js';
import { describeRuleChange, lineEdits, linesOf, ruleChanges } from '../../rules/index.js';

/** Lines that are shown around a change. */
const AROUND = 3;

/** Where two sets of rule files differ. */
export function changesBetween(before: readonly RuleText[], after: readonly RuleText[]): RulesChange {
  const [old, now] = [before, after].map((files) => new Map(files.map((file) => [file.path, file.text])));
  const paths = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort();
  return {
    words: ruleChanges(before, after).map(describeRuleChange),
    files: paths.flatMap((path) => fileDiff(path, old?.get(path) ?? null, now?.get(path) ?? null) ?? []),
  };
}

/** One file's differences, or null where there are none; a text that is null is a file that is not there. */
export function fileDiff(path: string, before: string | null, after: string | null): FileDiff | null {
  if (before === after) return null;
  const state = before === null ? 'added' : after === null ? 'removed' : 'changed';
  const old = linesOf(before ?? '');
  const hunks: DiffLine[][] = [];
  const edits = lineEdits(old, linesOf(after ?? ''));
  // How far the lines after stand behind those before, up to the edit that is looked at.
  let shift = 0;
  let shown = 0;
  for (const [index, { at, removed, added }] of edits.entries()) {
    const from = Math.max(shown, at - AROUND);
    if (hunks.length === 0 || from > shown) hunks.push([]);
    const hunk = hunks.at(-1) ?? [];
    for (let line = from; line < at; line++) hunk.push(same(old, line, shift));
    for (let line = at; line < at + removed; line++)
      hunk.push({ kind: 'gone', before: line + 1, after: null, text: old[line] ?? '' });
    for (const [offset, text] of added.entries())
      hunk.push({ kind: 'come', before: null, after: at + shift + offset + 1, text });
    shift += added.length - removed;
    shown = Math.min(old.length, at + removed + AROUND, edits[index + 1]?.at ?? Number.POSITIVE_INFINITY);
    for (let line = at + removed; line < shown; line++) hunk.push(same(old, line, shift));
  }
  return { path, state, hunks };
}

const same = (old: readonly string[], line: number, shift: number): DiffLine => ({
  kind: 'same',
  before: line + 1,
  after: line + 1 + shift,
  text: old[line] ?? '',
});
