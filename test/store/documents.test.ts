import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/domain/index.js';
import { packJudgement, unpackJudgement } from '../../src/store/documents.js';
import { sampleDocument, sampleJudgement, sampleRead } from './samples.js';

describe('packed judgements', () => {
  it('hold no text that the read message holds, and unpack to what they were', () => {
    const read = sampleRead(1, {
      documents: [sampleDocument(), sampleDocument({ status: 'encrypted', pages: [], hidden: [] })],
    });
    const [first, locked] = read.documents as [Document, Document];
    const page = first.pages.filter((each) => each.number === 2);
    const judgement = sampleJudgement({
      documents: [
        { ...first, type: 'cv' },
        { ...first, name: 'cv.pdf#p2', type: 'transcript', pages: page },
        { ...locked, type: 'other' },
        { ...first, name: 'body', type: 'cover-letter', pages: [{ number: 1, text: read.mail.text }], hidden: [] },
      ],
    });
    const packed = packJudgement(judgement, read);
    expect(JSON.stringify(packed)).not.toContain('Sinkhorn');
    expect(JSON.stringify(packed)).not.toContain(read.mail.text);
    // What jsonb does to it: another order of keys.
    const stored = JSON.parse(JSON.stringify(packed, Object.keys(flatKeys(packed)).sort())) as typeof packed;
    expect(unpackJudgement(stored, read)).toEqual(judgement);
  });

  it('keep a text of their own', () => {
    const read = sampleRead(1);
    const judgement = sampleJudgement({
      documents: [{ ...sampleDocument({ pages: [{ number: 1, text: 'normalised' }] }), type: 'cv' }],
    });
    expect(unpackJudgement(packJudgement(judgement, read), read)).toEqual(judgement);
  });
});

function flatKeys(value: unknown, keys: Record<string, true> = {}): Record<string, true> {
  if (typeof value !== 'object' || value === null) return keys;
  for (const [key, part] of Object.entries(value)) {
    keys[key] = true;
    flatKeys(part, keys);
  }
  return keys;
}
