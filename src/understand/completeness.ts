import type { Document, Facts } from '../domain/index.js';
import type { OpenPosition } from '../rules/index.js';

/**
 * The document types that a position asks for and that neither this mail nor earlier ones of the application brought.
 * A document that could not be read counts as given: what is in it is another question.
 */
export function missingDocuments(
  position: OpenPosition | null,
  documents: readonly Document[],
  facts: Facts,
): string[] {
  if (position === null) return [];
  // The mail's own text is a document too; only where it holds a CV does it stand for one.
  const given = (type: string): number => documents.filter((document) => document.type === type).length;
  const holdsMaster = facts.degrees.some((degree) => degree.finished && degree.level !== 'bachelor');
  return position.documents
    .filter((wanted) => {
      if (wanted.when === 'holds-master' && !holdsMaster) return false;
      if (wanted.linkCounts && facts.links.some((link) => link.kind === 'homepage')) return false;
      return given(wanted.type) < wanted.count;
    })
    .map((wanted) => wanted.type);
}
