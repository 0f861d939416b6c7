import { isMap, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from 'yaml';

/** A new term for a topic's file. */
export interface NewTerm {
  readonly id: string;
  readonly any: readonly string[];
  /** 0-1. */
  readonly weight: number;
}

/**
 * The text with one number written over another, everything else left as it is, comments too.
 * @param path keys; what follows a list's key is the `id` of its item: `topics`, `robustness`, `weight`
 * @returns null where the file has no such place
 */
export function withNumber(text: string, path: readonly string[], value: number): string | null {
  const key = path.at(-1) ?? '';
  const map = mapAt(text, path.slice(0, -1));
  if (map === null) return null;
  const held: unknown = map.get(key, true);
  if (isScalar(held) && held.range) return spliced(text, held.range[0], held.range[1], String(value));
  const id: unknown = map.get('id', true);
  if (!isScalar(id) || !id.range) return null;
  const [start, end] = id.range;
  if (map.flow) return spliced(text, end, end, `, ${key}: ${value}`);
  const indent = start - lineStart(text, start) - 'id: '.length;
  const at = lineEnd(text, end);
  return indent < 0 ? null : spliced(text, at, at, `\n${' '.repeat(indent)}${key}: ${value}`);
}

/** The text of a topic's file with another term at the end of its terms; null where it has no list of terms. */
export function withTerm(text: string, { id, any, weight }: NewTerm): string | null {
  const { contents } = parseDocument(text, { logLevel: 'error' });
  const terms: unknown = isMap(contents) ? contents.get('terms', true) : null;
  if (!isSeq(terms) || terms.flow === true) return null;
  const last: unknown = terms.items.at(-1);
  if (!isMap(last) || !last.range) return null;
  const dash = last.range[0] - lineStart(text, last.range[0]) - 2;
  if (dash < 0) return null;
  const indent = ' '.repeat(dash);
  const spellings = any.map((one) => JSON.stringify(one)).join(', ');
  const lines = [`${indent}- id: ${id}`, `${indent}  any: [${spellings}]`, `${indent}  weight: ${weight}`];
  const before = text.slice(0, last.range[1]).trimEnd();
  return `${before}${restOfLine(text, before.length)}\n${lines.join('\n')}${text.slice(lineEnd(text, before.length)) || '\n'}`;
}

/** The mapping at a path of keys and ids. */
function mapAt(text: string, path: readonly string[]): YAMLMap | null {
  let node: unknown = parseDocument(text, { logLevel: 'error' }).contents;
  for (const name of path) {
    if (isMap(node)) node = node.get(name, true);
    else if (isSeq(node)) node = node.items.find((item) => isMap(item) && (item.get('id') as unknown) === name);
    else return null;
  }
  return isMap(node) ? (node as YAMLMap<Scalar, unknown>) : null;
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

const restOfLine = (text: string, at: number): string => text.slice(at, lineEnd(text, at));

const spliced = (text: string, from: number, to: number, by: string): string =>
  text.slice(0, from) + by + text.slice(to);
