import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineEdits, linesOf, mergedLines, withEdits } from '../../src/rules/line-edits.js';

const line = fc.constantFrom('a', 'b', 'c', '', '  - id: x');
const lines = fc.array(line, { maxLength: 30 });
const text = (...all: string[]): string => all.map((one) => `${one}\n`).join('');

describe('edits of lines', () => {
  it('make the one text the other, and no edit touches the next', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const edits = lineEdits(before, after);
        expect(withEdits(before, edits)).toEqual(after);
        for (const [index, edit] of edits.entries()) {
          expect(edit.removed + edit.added.length).toBeGreaterThan(0);
          const next = edits[index + 1];
          if (next !== undefined) expect(next.at).toBeGreaterThan(edit.at + edit.removed);
        }
      }),
    );
  });

  it('are as few as can be', () => {
    expect(lineEdits(['a', 'b', 'c'], ['a', 'x', 'c'])).toEqual([{ at: 1, removed: 1, added: ['x'] }]);
    expect(lineEdits(['a', 'c'], ['a', 'b', 'c'])).toEqual([{ at: 1, removed: 0, added: ['b'] }]);
    expect(lineEdits(['a', 'b', 'a', 'c'], ['a', 'c'])).toEqual([{ at: 1, removed: 2, added: [] }]);
    expect(lineEdits(linesOf(''), linesOf('a\n'))).toEqual([{ at: 0, removed: 0, added: ['a'] }]);
  });

  it('of texts that have nothing in common are one', () => {
    const before = Array.from({ length: 3000 }, (_, index) => `before ${index}`);
    const after = Array.from({ length: 3000 }, (_, index) => `after ${index}`);
    expect(lineEdits(before, after)).toEqual([{ at: 0, removed: 3000, added: after }]);
  });
});

describe('two changes of one text', () => {
  it('go together where they stand apart', () => {
    const base = text('a', 'b', 'c', 'd', 'e');
    expect(mergedLines(base, text('A', 'b', 'c', 'd', 'e'), text('a', 'b', 'c', 'd', 'E', 'f'))).toBe(
      text('A', 'b', 'c', 'd', 'E', 'f'),
    );
    expect(mergedLines(base, text('A', 'b', 'c', 'd', 'e'), text('A', 'b', 'c', 'd', 'E'))).toBe(
      text('A', 'b', 'c', 'd', 'E'),
    );
  });

  it('are for a person where they touch', () => {
    const base = text('a', 'b', 'c');
    expect(mergedLines(base, text('a', 'B', 'c'), text('a', 'X', 'c'))).toBeNull();
    expect(mergedLines(base, text('a', 'B', 'c'), text('a', 'b', 'C'))).toBeNull();
  });

  it('that are none, or the same, are taken as they are', () => {
    fc.assert(
      fc.property(lines, lines, (base, other) => {
        const [one, two] = [text(...base), text(...other)];
        expect(mergedLines(one, two, one)).toBe(two);
        expect(mergedLines(one, one, two)).toBe(two);
        expect(mergedLines(one, two, two)).toBe(two);
      }),
    );
  });

  it('lose no line of either', () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, mine, theirs) => {
        const merged = mergedLines(text(...base), text(...mine), text(...theirs));
        if (merged === null) return;
        const has = new Set(linesOf(merged));
        for (const added of [...mine, ...theirs]) if (!base.includes(added)) expect(has.has(added)).toBe(true);
      }),
      { examples: [[[], ['a'], ['']]] },
    );
  });

  it('are not the same where one takes a line out and the other leaves it empty', () => {
    expect(mergedLines(text('a'), text(), text(''))).toBeNull();
  });
});
