import { parse } from 'yaml';
import type { RuleFile } from './parse-file.js';

/** One place at which two rulesets differ. */
export interface RuleChange {
  readonly file: string;
  /** Keys joined by dots, list items by their id: `terms.sinkhorn.weight`; empty for a whole file. */
  readonly key: string;
  /** As one line of at most 80 characters; null where it is not there. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Where two sets of rule files differ, by file and key. Comments and layout don't count. */
export function ruleChanges(before: readonly RuleFile[], after: readonly RuleFile[]): RuleChange[] {
  const [old, now] = [before, after].map((files) => new Map(files.map((file) => [file.path, file.text])));
  const paths = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort();
  return paths.flatMap((file): RuleChange[] => {
    const [a, b] = [old?.get(file), now?.get(file)];
    if (a === b) return [];
    if (a === undefined || b === undefined)
      return [
        { file, key: '', before: a === undefined ? null : 'the file', after: b === undefined ? null : 'the file' },
      ];
    if (!file.endsWith('.yaml')) return [{ file, key: '', before: 'other text', after: 'other text' }];
    return differences(parsed(a), parsed(b)).map((one) => ({ file, ...one }));
  });
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100, logLevel: 'error' });
  } catch {
    return text;
  }
}

type Difference = Omit<RuleChange, 'file'>;

function differences(a: unknown, b: unknown, key = ''): Difference[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const [left, right] = [entriesOf(a), entriesOf(b)];
  if (left === null || right === null) return [{ key, before: shown(a), after: shown(b) }];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
    differences(left.get(name), right.get(name), key === '' ? name : `${key}.${name}`),
  );
}

/** The parts of a mapping by key, of a list by id or, for plain words, by the word itself. */
function entriesOf(value: unknown): Map<string, unknown> | null {
  if (Array.isArray(value)) return new Map(value.map((item: unknown, index) => [nameOf(item) ?? String(index), item]));
  if (typeof value === 'object' && value !== null) return new Map(Object.entries(value));
  return null;
}

function nameOf(item: unknown): string | null {
  if (typeof item === 'string') return item;
  if (typeof item !== 'object' || item === null) return null;
  for (const key of ['id', 'code', 'type', 'message'])
    if (key in item) return String((item as Record<string, unknown>)[key]);
  return null;
}

function shown(value: unknown): string | null {
  if (value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}

/** The change in words: `policy.yaml bands.strong 70 → 71`. */
export function describeRuleChange({ file, key, before, after }: RuleChange): string {
  const where = key === '' ? file : `${file} ${key}`;
  if (before === null) return `${where} added`;
  if (after === null) return `${where} taken out`;
  return before === after ? `${where} changed` : `${where} ${before} → ${after}`;
}
