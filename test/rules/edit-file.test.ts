import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withNumber, withTerm } from '../../src/rules/edit-file.js';

const position = `version: 1   # first
id: phd
topics:
  - { id: transport, weight: 1 }
  - { id: robustness, weight: 0.78, cap: 64 }   # second
stances:
  thesis: 50 # points
`;
const topic = `version: 1
id: t
terms:
  - id: one   # the name
    any: [a, b]
  - id: two
    any: [c]
    near:
      any: [d]
      within: 40   # words
# the end
examples: {}
`;

describe('one number of a file', () => {
  it('is written over, and everything else stays', () => {
    expect(withNumber(position, ['topics', 'robustness', 'weight'], 0.5)).toBe(position.replace('0.78', '0.5'));
    expect(withNumber(position, ['stances', 'thesis'], 58)).toBe(position.replace('50', '58'));
  });

  it('that was not written out comes after the id', () => {
    const changed = withNumber(topic, ['terms', 'one', 'weight'], 0.6) ?? '';
    expect(changed).toBe(topic.replace('  # the name', '  # the name\n    weight: 0.6'));
    expect(parse(changed).terms[0]).toEqual({ id: 'one', weight: 0.6, any: ['a', 'b'] });
    expect(withNumber('x:\n  - { id: a }\n', ['x', 'a', 'weight'], 1)).toBe('x:\n  - { id: a, weight: 1 }\n');
  });

  it('that has no place is refused', () => {
    expect(withNumber(position, ['topics', 'other', 'weight'], 1)).toBeNull();
    expect(withNumber(position, ['stances', 'none'], 1)).toBeNull();
    expect(withNumber('a: [', ['a', 'b', 'weight'], 1)).toBeNull();
  });
});

describe('another term', () => {
  it('comes after the last one', () => {
    const changed = withTerm(topic, { id: 'new', any: ['sliced "x"', 'y: z'], weight: 0.4 }) ?? '';
    expect(parse(changed).terms[2]).toEqual({ id: 'new', any: ['sliced "x"', 'y: z'], weight: 0.4 });
    expect(changed.replace(/ {2}- id: new\n.*\n.*\n/, '')).toBe(topic);
    const short = 'terms:\n  - id: one\n    any: [a]';
    expect(parse(withTerm(short, { id: 'b', any: ['b'], weight: 1 }) ?? '').terms).toHaveLength(2);
  });

  it('has no place where there are none', () => {
    expect(withTerm('version: 1\n', { id: 'b', any: ['b'], weight: 1 })).toBeNull();
  });
});
