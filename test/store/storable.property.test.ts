import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storableJson, storableText, storableTime } from '../../src/store/storable.js';

/** Any sequence of UTF-16 units, halves of pairs and NUL among them. */
const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  maxLength: 40,
});
const nasty = fc.oneof(
  anyText,
  fc.string({ unit: fc.constantFrom('\0', '\\', 'u', '0', 'd', '8', '\uD83D', '\uDE00', '"') }),
);
const isWellFormed = (text: string): boolean =>
  !text.includes('\0') && Buffer.from(text, 'utf8').toString('utf8') === text;

describe('what PostgreSQL can hold', () => {
  it('is any text without NUL and half characters, and nothing else is changed', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const stored = storableText(text);
        expect(isWellFormed(stored)).toBe(true);
        expect(stored).toHaveLength(text.length);
        expect(storableText(stored)).toBe(stored);
        if (isWellFormed(text)) expect(stored).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('is any JSON with such text, also in keys', () => {
    fc.assert(
      fc.property(fc.dictionary(nasty, fc.oneof(nasty, fc.array(nasty), fc.dictionary(nasty, nasty))), (value) => {
        const json = storableJson(value);
        expect(isWellFormed(json)).toBe(true);
        JSON.parse(json, (key, part: unknown) => {
          expect(isWellFormed(key)).toBe(true);
          if (typeof part === 'string') expect(isWellFormed(part)).toBe(true);
          return part;
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps JSON that needs no change as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        fc.pre(!/\\u0000|\\ud[89a-f]/i.test(json));
        expect(JSON.parse(storableJson(value))).toEqual(JSON.parse(json));
      }),
    );
  });

  it('is a time between the years 1 and 9999', () => {
    expect(storableTime('2025-11-03T09:12:00+01:00')).toBe('2025-11-03T08:12:00.000Z');
    for (const text of [null, undefined, '', 'yesterday', '+012345-01-01T00:00:00Z', '-000001-01-01T00:00:00Z']) {
      expect(storableTime(text)).toBeNull();
    }
  });
});
