import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesOf } from '../../src/app/again/components.js';
import type { PastEntry } from '../../src/store/index.js';
import { runs } from '../support/runs.js';

const entry = (id: number, more: Partial<PastEntry> = {}): PastEntry => ({
  id: String(id),
  account: 'a',
  sender: null,
  rfcMessageId: null,
  references: [],
  applicant: { name: null, email: null },
  applicationId: null,
  subject: null,
  at: '2025-10-14T09:00:00.000Z',
  ruleset: 'r',
  confirmed: null,
  ...more,
});

describe('pieces of past mail', () => {
  it('keep together what goes on with each other, over any number of steps', () => {
    const pieces = piecesOf(
      [
        entry(1, { sender: 'ada@example.com', rfcMessageId: '<1>' }),
        entry(2, { sender: 'bob@example.com' }),
        entry(3, {
          sender: 'colleague@example.org',
          references: ['<1>'],
          applicant: { name: null, email: 'Eve@example.com' },
        }),
        entry(4, { sender: 'eve@example.com', applicationId: '7' }),
        entry(5, { applicationId: '7' }),
        entry(6, { references: ['<1>'], account: 'another' }),
      ],
      1,
    );
    expect(pieces).toEqual([['1', '3', '4', '5'], ['2'], ['6']]);
  });

  it('hold each message once, in order inside a group, and are of the wanted size where they can be', () => {
    const entries = fc.array(
      fc.record({ sender: fc.integer({ min: 0, max: 30 }), thread: fc.integer({ min: 0, max: 60 }) }),
      { maxLength: 120 },
    );
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 20 }), (list, size) => {
        const all = list.map((one, index) =>
          entry(index, { sender: `s${one.sender}`, references: [`<${one.thread}>`] }),
        );
        const pieces = piecesOf(all, size);
        expect(pieces.flat().sort()).toEqual(all.map((one) => one.id).sort());
        for (const piece of pieces.slice(0, -1)) expect(piece.length).toBeGreaterThanOrEqual(size);
        const pieceOf = new Map(pieces.flatMap((piece, index) => piece.map((id) => [id, index] as const)));
        for (const [index, one] of list.entries())
          for (const [other, two] of list.entries())
            if (one.sender === two.sender || one.thread === two.thread) {
              expect(pieceOf.get(String(index))).toBe(pieceOf.get(String(other)));
              const piece = pieces[pieceOf.get(String(index)) ?? 0] ?? [];
              if (index < other) expect(piece.indexOf(String(index))).toBeLessThan(piece.indexOf(String(other)));
            }
      }),
      { numRuns: runs(60) },
    );
  });
});
