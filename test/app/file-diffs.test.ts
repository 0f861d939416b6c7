import { describe, expect, it } from 'vitest';
import { changesBetween, fileDiff } from '../../src/app/rules-desk/file-diffs.js';

const text = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const numbers = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);

describe('the differences of a file', () => {
  it('have the lines around them, once each, with their numbers on both sides', () => {
    const after = [...numbers];
    after.splice(4, 1, 'new 5');
    after.splice(8, 0, 'come');
    after.splice(28, 2);
    const diff = fileDiff('a.yaml', text(...numbers), text(...after));
    expect(diff?.hunks).toHaveLength(2);
    const first = diff?.hunks[0] ?? [];
    expect(first.map((line) => `${line.before ?? ''}/${line.after ?? ''} ${line.kind}`)).toEqual([
      '2/2 same',
      '3/3 same',
      '4/4 same',
      '5/ gone',
      '/5 come',
      '6/6 same',
      '7/7 same',
      '8/8 same',
      '/9 come',
      '9/10 same',
      '10/11 same',
      '11/12 same',
    ]);
    expect(diff?.hunks[1]?.map((line) => line.before)).toEqual([25, 26, 27, 28, 29, 30]);
    expect(diff?.hunks[1]?.filter((line) => line.kind === 'same').map((line) => line.after)).toEqual([26, 27, 28, 29]);
  });

  it('of a file that comes or goes are all its lines', () => {
    expect(fileDiff('a', null, text('x', 'y'))).toMatchObject({
      state: 'added',
      hunks: [[{ after: 1 }, { after: 2 }]],
    });
    expect(fileDiff('a', text('x'), null)).toMatchObject({ state: 'removed', hunks: [[{ kind: 'gone', before: 1 }]] });
    expect(fileDiff('a', 'x', 'x')).toBeNull();
  });

  it('are told in words by key as well', () => {
    const file = (weight: number) => [{ path: 'topics/t.yaml', text: `terms:\n  - { id: a, weight: ${weight} }\n` }];
    const { words, files } = changesBetween(file(0.5), file(0.7));
    expect(words).toEqual(['topics/t.yaml terms.a.weight 0.5 → 0.7']);
    expect(files.map((one) => one.path)).toEqual(['topics/t.yaml']);
  });
});
