import { beforeAll, describe, expect, it } from 'vitest';
import type { Judgement, ReadMessage } from '../../src/domain/index.js';
import { fold } from '../../src/language/index.js';
import { judge } from '../support/applications.js';
import { type FixtureCase, readFixtures } from '../support/fixtures.js';

/** Names from everywhere, by initial: so that `T. Wielgosz` stays the initial of the new name. */
const OTHER: Readonly<Record<string, readonly [first: string, last: string]>> = {
  a: ['Aisha', 'Adeyemi'],
  b: ['Bao', 'Bergstrom'],
  c: ['Chidi', 'Castillo'],
  d: ['Dimitra', 'Diallo'],
  e: ['Emeka', 'Eriksen'],
  f: ['Fatima', 'Ferrari'],
  g: ['Gunnar', 'Gupta'],
  h: ['Hiroko', 'Haddad'],
  i: ['Ivana', 'Ibrahim'],
  j: ['Jamal', 'Jovanovic'],
  k: ['Kwame', 'Kowalska'],
  l: ['Lakshmi', 'Lindqvist'],
  m: ['Mehmet', 'Mbeki'],
  n: ['Ngozi', 'Nakamura'],
  o: ['Olga', 'Okafor'],
  p: ['Priya', 'Papadakis'],
  q: ['Quentin', 'Quispe'],
  r: ['Rosa', 'Rahman'],
  s: ['Svetlana', 'Suzuki'],
  t: ['Thandiwe', 'Tremblay'],
  u: ['Umar', 'Ueda'],
  v: ['Viktor', 'Volkova'],
  w: ['Wanjiru', 'Wagner'],
  x: ['Xiomara', 'Xu'],
  y: ['Yusuf', 'Yilmaz'],
  z: ['Zeynep', 'Zhou'],
};
const HAN = '陈丽华玉';

/** The words of a name with what stands for each of them in the other one. */
function swapsOf(name: string): Map<string, string> {
  const swaps = new Map<string, string>();
  if (/\p{Script=Han}/u.test(name)) {
    const han = [...name].filter((char) => /\p{Script=Han}/u.test(char)).join('');
    return swaps.set(han, HAN.slice(0, han.length));
  }
  // `Seung-ah` is one name, which other texts write as `Seungah`.
  const one = name.replace(/(?<=\p{L})-(?=\p{Ll})/gu, '');
  if (one !== name) {
    for (const [from, to] of swapsOf(one)) swaps.set(from, to);
    for (const word of name.split(' ').filter((part) => /-\p{Ll}/u.test(part))) {
      const other = swaps.get(word.replace('-', '')) ?? word;
      swaps.set(word, other).set(word.toLowerCase(), other.toLowerCase());
      swaps.set(
        word.replace(/-./u, (part) => part.toUpperCase()),
        other,
      );
    }
    return swaps;
  }
  const words = name.split(/[^\p{L}'’]+/u).filter((word) => /^\p{Lu}/u.test(word) && word.length > 1);
  for (const [index, word] of words.entries()) {
    const [first, last] = OTHER[fold(word)[0] ?? 'a'] ?? ['Ada', 'Adeyemi'];
    const other = index === 0 ? first : last;
    for (const [from, to] of [
      [word, other],
      [word.toUpperCase(), other.toUpperCase()],
      [word.toLowerCase(), other.toLowerCase()],
      // addresses and BibTeX keys write names without accents
      [fold(word), other.toLowerCase()],
      [fold(word).replace(/^./, (char) => char.toUpperCase()), other],
    ] as const) {
      if (!swaps.has(from)) swaps.set(from, to);
    }
  }
  return swaps;
}

/** The message with every text of it (headers, mail, documents, names of files) changed. */
function rewrite(message: ReadMessage, change: (text: string) => string): ReadMessage {
  // Not what names bytes or our own codes, not people.
  const kept = new Set(['sha256', 'fingerprint', 'status', 'format', 'cause', 'code']);
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return kept.has(key) ? value : change(value);
    if (Array.isArray(value)) return key === 'findings' ? value : value.map((one) => walk(one, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, name)]));
  };
  return walk(message, '') as ReadMessage;
}

function replaceWords(text: string, swaps: ReadonlyMap<string, string>): string {
  if (swaps.size === 0) return text;
  const words = [...swaps.keys()]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[^\p{L}\p{N}-]/gu, '\\$&'));
  return text.replace(
    new RegExp(`(?<!\\p{L})(?:${words.join('|')})(?!\\p{L})|${HAN_ONLY(words)}`, 'gu'),
    (word) => swaps.get(word) ?? word,
  );
}

// Han names stand in running text without spaces.
const HAN_ONLY = (words: readonly string[]): string =>
  words.filter((word) => /\p{Script=Han}/u.test(word)).join('|') || '(?!)';

const PRONOUNS: readonly (readonly [he: string, she: string, they: string])[] = [
  ['he', 'she', 'they'],
  ['him', 'her', 'them'],
  ['his', 'her', 'their'],
  ['himself', 'herself', 'themselves'],
  ['Mr', 'Ms', 'Mx'],
  ['er', 'sie', 'sie'],
];

/** All pronouns of one kind: 0 he, 1 she, 2 they. */
function pronouns(kind: 0 | 1 | 2): Map<string, string> {
  const swaps = new Map<string, string>();
  for (const row of PRONOUNS) {
    for (const word of row) {
      const to = row[kind];
      if (!swaps.has(word)) swaps.set(word, to);
      const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
      if (!swaps.has(capital(word))) swaps.set(capital(word), capital(to));
    }
  }
  return swaps;
}

/** All that a person's name and gender must not move. */
function moved(before: Judgement, after: Judgement): string[] {
  const changes: string[] = [];
  const compare = (what: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) !== JSON.stringify(b)) changes.push(`${what}: ${JSON.stringify(a)} → ${JSON.stringify(b)}`);
  };
  // Scores are rounded to a tenth.
  if (Math.abs(before.scorecard.fit - after.scorecard.fit) > 0.1)
    compare('fit', before.scorecard.fit, after.scorecard.fit);
  for (const [topic, points] of Object.entries(before.scorecard.topics)) {
    if (Math.abs(points - (after.scorecard.topics[topic] ?? Number.NaN)) > 0.1)
      compare(topic, points, after.scorecard.topics[topic]);
  }
  for (const key of ['kind', 'position', 'band', 'missing'] as const) compare(key, before[key], after[key]);
  compare(
    'types',
    before.documents.map((one) => one.type),
    after.documents.map((one) => one.type),
  );
  compare('decision', before.decision.labels, after.decision.labels);
  compare('acknowledge', before.decision.acknowledge, after.decision.acknowledge);
  return changes;
}

let cases: (FixtureCase & { readonly before: Judgement })[] = [];

beforeAll(async () => {
  const read = await readFixtures((label) => label.kind === 'application');
  cases = read.map((one) => ({ ...one, before: judge(one.message) }));
}, 900_000);

describe('over all applications of the fixtures', () => {
  it('another name changes the name and nothing else', () => {
    const changes: string[] = [];
    let renamed = 0;
    for (const { label, message, before } of cases) {
      const name = label.applicant?.name ?? null;
      if (name === null) continue;
      const swaps = swapsOf(name);
      const after = judge(rewrite(message, (text) => replaceWords(text, swaps)));
      if (before.applicant?.name != null && after.applicant?.name !== before.applicant.name) renamed++;
      changes.push(...moved(before, after).map((change) => `${label.id}: ${change}`));
    }
    expect(changes).toEqual([]);
    expect(cases.length).toBeGreaterThan(120);
    expect(renamed).toBeGreaterThan(cases.length * 0.9);
  });

  it.each([
    ['he', 0],
    ['she', 1],
    ['they', 2],
  ] as const)('the pronoun %s changes nothing', (_, kind) => {
    const swaps = pronouns(kind);
    const changes: string[] = [];
    let touched = 0;
    for (const { label, message, before } of cases) {
      const rewritten = rewrite(message, (text) => replaceWords(text, swaps));
      if (JSON.stringify(rewritten) === JSON.stringify(message)) continue;
      touched++;
      changes.push(...moved(before, judge(rewritten)).map((change) => `${label.id}: ${change}`));
    }
    expect(changes).toEqual([]);
    expect(touched).toBeGreaterThan(5);
  });
});
