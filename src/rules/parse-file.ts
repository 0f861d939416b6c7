import { LineCounter, parseDocument, type Document as YamlDocument } from 'yaml';
import type { z } from 'zod';
import { editDistance } from '../language/index.js';

/** One finding of the linter, as an editor would show it. */
export interface RuleProblem {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
  /** What stands there and is wrong; left out where nothing stands. */
  readonly text?: string;
  /** What to write instead, where there is a good guess. */
  readonly suggestion: string | null;
}

/** A rule file's text with its path relative to the rules directory. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/** A file that fits its schema, with a way from a key path to its line. */
export interface ParsedFile<T> {
  readonly path: string;
  readonly value: T;
  readonly at: (keys: readonly PropertyKey[]) => { line: number; column: number };
}

/** `file:line:column: message (did you mean …?)`, the form that editors can jump to. */
export function formatProblem(problem: RuleProblem): string {
  const suggestion = problem.suggestion === null ? '' : ` (${problem.suggestion})`;
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.severity}: ${problem.message}${suggestion}`;
}

/** The name among `known` that a typing error most likely meant, or null. */
export function didYouMean(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((name) => ({ name, edits: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= Math.max(2, Math.floor(word.length / 3))
    ? `did you mean \`${best.name}\`?`
    : null;
}

function locate(
  document: YamlDocument,
  lines: LineCounter,
  keys: readonly PropertyKey[],
): { line: number; column: number } {
  // The deepest node that exists on the way: an absent key is reported at its parent.
  for (let depth = keys.length; depth >= 0; depth--) {
    const node: unknown = depth === 0 ? document.contents : document.getIn(keys.slice(0, depth), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      const position = lines.linePos(node.range[0] as number);
      return { line: Math.max(1, position.line), column: Math.max(1, position.col) };
    }
  }
  return { line: 1, column: 1 };
}

function keyPosition(document: YamlDocument, lines: LineCounter, keys: readonly PropertyKey[], key: string) {
  const map: unknown = keys.length === 0 ? document.contents : document.getIn([...keys], true);
  if (typeof map === 'object' && map !== null && 'items' in map && Array.isArray(map.items)) {
    for (const pair of map.items as { key?: { value?: unknown; range?: number[] } }[]) {
      const start = pair.key?.range?.[0];
      if (pair.key?.value === key && start !== undefined) {
        const position = lines.linePos(start);
        return { line: position.line, column: position.col };
      }
    }
  }
  return locate(document, lines, keys);
}

function knownKeys(schema: z.ZodType, keys: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const key of [...keys, null]) {
    for (;;) {
      const def = (current as { def?: { type?: string; innerType?: unknown } } | undefined)?.def;
      if (def?.innerType !== undefined) current = def.innerType;
      else break;
    }
    const def = (
      current as { def?: { shape?: Record<string, unknown>; element?: unknown; valueType?: unknown } } | undefined
    )?.def;
    if (key === null) return Object.keys(def?.shape ?? {});
    current = typeof key === 'number' ? def?.element : (def?.shape?.[String(key)] ?? def?.valueType);
  }
  return [];
}

type ParseResult<T> = { parsed: ParsedFile<T>; problems: [] } | { parsed: null; problems: RuleProblem[] };

const MOST_REMEMBERED = 100;
const remembered = new WeakMap<z.ZodType, Map<string, ParseResult<unknown>>>();

/**
 * A YAML text checked against its schema. Whoever changes one rule file compiles all of them again, so the last files are
 * remembered; values are to be left as they are.
 * @returns the value, or every problem with file, line, column and a suggestion; never throws
 */
export function parseRuleFile<S extends z.ZodType>(file: RuleFile, schema: S): ParseResult<z.infer<S>> {
  const known = remembered.get(schema) ?? new Map<string, ParseResult<unknown>>();
  remembered.set(schema, known);
  const key = `${file.path}\0${file.text}`;
  let result = known.get(key) as ParseResult<z.infer<S>> | undefined;
  if (result === undefined) {
    result = parseAfresh(file, schema);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(key, result);
  }
  return result.parsed === null ? { parsed: null, problems: [...result.problems] } : result;
}

function parseAfresh<S extends z.ZodType>(file: RuleFile, schema: S): ParseResult<z.infer<S>> {
  const lines = new LineCounter();
  const document = parseDocument(file.text, {
    lineCounter: lines,
    strict: true,
    logLevel: 'error',
    uniqueKeys: true,
    maxAliasCount: 100,
  } as object);
  const problems: RuleProblem[] = document.errors.map((error) => ({
    severity: 'error',
    code: 'yaml',
    file: file.path,
    line: error.linePos?.[0].line ?? 1,
    column: error.linePos?.[0].col ?? 1,
    message: (error.message.split('\n')[0] ?? error.message).replace(/ at line \d+, column \d+:?$/, ''),
    suggestion: null,
  }));
  if (problems.length > 0) return { parsed: null, problems };
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      parsed: null,
      problems: [{ severity: 'error', code: 'yaml', file: file.path, line: 1, column: 1, message, suggestion: null }],
    };
  }
  const result = schema.safeParse(data);
  if (result.success) {
    return {
      parsed: { path: file.path, value: result.data, at: (keys) => locate(document, lines, keys) },
      problems: [],
    };
  }
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, issue.path);
      for (const key of issue.keys) {
        const message = `unknown key \`${key}\`${issue.path.length > 0 ? ` in \`${issue.path.map(String).join('.')}\`` : ''}`;
        const suggestion = didYouMean(key, known) ?? `known keys: ${known.join(', ')}`;
        problems.push({
          severity: 'error',
          code: 'unknown-key',
          file: file.path,
          ...keyPosition(document, lines, issue.path, key),
          message,
          text: key,
          suggestion,
        });
      }
      continue;
    }
    const given: unknown = issue.path.length === 0 ? undefined : document.getIn([...issue.path]);
    const shown =
      typeof given === 'string' || typeof given === 'number' ? ` (found \`${String(given).slice(0, 60)}\`)` : '';
    const options = 'values' in issue && Array.isArray(issue.values) ? issue.values.map(String) : [];
    problems.push({
      severity: 'error',
      code: 'schema',
      file: file.path,
      ...locate(document, lines, issue.path),
      message: `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}${shown}`,
      ...(shown === '' ? {} : { text: String(given).slice(0, 60) }),
      suggestion: typeof given === 'string' && options.length > 0 ? didYouMean(given, options) : null,
    });
  }
  return { parsed: null, problems };
}
