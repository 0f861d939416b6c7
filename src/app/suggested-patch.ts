import { linesOf, type RuleFile, withNumber } from '../rules/index.js';
import type { WeightEdit } from '../tuning/index.js';
import { fileDiff } from './rules-desk/file-diffs.js';

type Edit = Pick<WeightEdit, 'to'> & { readonly knob: Pick<WeightEdit['knob'], 'file' | 'path'> };

/** A line of a file as it stands after an edit. */
export interface EditedLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The line that an edit gives, everything else on it left as it is; null where its file has no such place. */
export function editedLine({ knob, to }: Edit, files: readonly RuleFile[]): EditedLine | null {
  const before = files.find((file) => file.path === knob.file)?.text;
  const after = before === undefined ? null : withNumber(before, knob.path, to);
  if (before === undefined || after === null) return null;
  const old = linesOf(before);
  const lines = linesOf(after);
  const at = lines.findIndex((text, index) => text !== old[index]);
  return at === -1 ? null : { line: at + 1, text: lines[at] as string };
}

/** All edits as one patch of the rules folder, for `patch -p1` or `git apply`: a unified diff of each file. */
export function patchOf(edits: readonly Edit[], files: readonly RuleFile[]): string {
  return files
    .flatMap(({ path, text }) => {
      const after = edits
        .filter(({ knob }) => knob.file === path)
        .reduce((now, { knob, to }) => withNumber(now, knob.path, to) ?? now, text);
      const diff = fileDiff(path, text, after);
      if (diff === null) return [];
      const hunks = diff.hunks.flatMap((hunk) => {
        const [before, behind] = [hunk.filter((one) => one.kind !== 'come'), hunk.filter((one) => one.kind !== 'gone')];
        const sign = { same: ' ', gone: '-', come: '+' } as const;
        const head = `@@ -${before[0]?.before ?? 0},${before.length} +${behind[0]?.after ?? 0},${behind.length} @@`;
        return [head, ...hunk.map((line) => `${sign[line.kind]}${line.text}`)];
      });
      return [`--- a/${path}`, `+++ b/${path}`, ...hunks];
    })
    .map((line) => `${line}\n`)
    .join('');
}
