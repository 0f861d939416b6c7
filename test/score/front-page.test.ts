import { describe, expect, it } from 'vitest';
import { judge, makeApplication, makeCv } from '../support/applications.js';
import { makeDocument } from '../support/messages.js';

const ENTRY = 'A. Example, B. Sample. Entropic transport on trees of samples.';
const paper = (head: string, foot = ''): ReturnType<typeof makeDocument> =>
  makeDocument(
    'paper.pdf',
    `${head}Entropic transport on trees of samples\n\nAda Example, Ben Sample\nFaculty of Mathematics, University of Science and Technology\n\nAbstract\n\nWe study optimal transport with an entropy on trees.\n\n1 Introduction\n\nTransport is old.\n\n${foot}`,
  );
const transport = (where: string, document: ReturnType<typeof makeDocument>): number =>
  judge(makeApplication([makeCv({ Publications: `${ENTRY} ${where}` }), document])).scorecard.topics[
    'optimal-transport'
  ] ?? Number.NaN;

describe('an attached paper', () => {
  const plain = paper('');
  it('whose front names a university of science has not appeared in Science', () => {
    expect(transport('Preprint, 2025.', plain)).toBeLessThan(64);
  });

  it('appeared where the CV says, where its own front says less', () => {
    const workshop = transport('NeurIPS Workshop on Examples, 2025.', paper('NeurIPS 2025\n\n'));
    expect(workshop).toBeLessThan(64);
    expect(transport('NeurIPS, 2025.', paper('NeurIPS 2025\n\n'))).toBeGreaterThan(70);
  });

  it('is not where its references appeared, and their titles are not its own', () => {
    const cited = paper('', 'References\n\n[1] C. Model. Wasserstein gradient flows of samples. NeurIPS, 2020.\n');
    expect(transport('Preprint, 2025.', cited)).toBeLessThan(64);
    const message = makeApplication([makeCv({ Publications: `${ENTRY} Preprint, 2025.` }), cited]);
    const found = judge(message).scorecard.evidence.filter((one) => one.quote.includes('gradient flows of samples'));
    expect(found.filter((one) => one.points > 0)).toEqual([]);
  });
});
