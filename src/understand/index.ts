import type { Applicant, Document, Facts, Kind, ReadMessage, Reason, TriageContext } from '../domain/index.js';
import { type OpenPosition, positionOf, type Ruleset } from '../rules/index.js';
import type { HeaderFinding } from './automated.js';
import { missingDocuments } from './completeness.js';
import { findFlags } from './flags.js';
import type { Letter } from './letter.js';
import type { Passage } from './lines.js';
import { findPosition, type PositionFinding } from './position.js';
import { CORRECTED, type Reading, readingOf } from './reading.js';

export type { HeaderFinding } from './automated.js';
export { missingDocuments } from './completeness.js';
export { kindText } from './kind.js';
export { type Letter, letterOf } from './letter.js';
export { type Passage, passagesOf } from './lines.js';
export { oncePer } from './memo.js';
export { ownerElsewhere } from './owner.js';
export { authorPlace, tierOf, titleIn } from './publications.js';
export { looksPublished } from './published.js';
export { type Reading, readingOf } from './reading.js';
export { venuesIn } from './venues.js';
export { type WrittenIn, writtenIn } from './written-in.js';

/** Who wrote, what it is, which opening it is about, and what came with it: all that scoring and deciding start from. */
export interface Understanding {
  readonly letter: Letter;
  readonly kind: Kind;
  readonly kindReason: Reason;
  readonly position: OpenPosition | null;
  readonly positionReason: Reason & { readonly confidence: number };
  readonly applicant: Applicant | null;
  /** Of this mail, typed; the body first where it is a CV. */
  readonly documents: readonly Document[];
  /** Of this mail and of earlier ones of the same application. */
  readonly allDocuments: readonly Document[];
  readonly missing: readonly string[];
  readonly facts: Facts;
  readonly flags: readonly Reason[];
  /** What forbids an automatic answer, by the headers. */
  readonly headers: readonly HeaderFinding[];
  /** Own text of the application cut into items; the letter's come first with document `body`. */
  readonly passages: readonly Passage[];
}

/** A read message → its meaning. Pure. */
export function understand(message: ReadMessage, context: TriageContext, ruleset: Ruleset): Understanding {
  return understandReading(message, readingOf(message, context, ruleset), context, ruleset);
}

/** The same for a mail that was read by this ruleset, or by another one of the same `reading`. Pure. */
export function understandReading(
  { mail }: ReadMessage,
  reading: Reading,
  context: TriageContext,
  ruleset: Ruleset,
): Understanding {
  const { letter, kind, documents, allDocuments, facts } = reading;
  const { position, reason } =
    kind.kind === 'other'
      ? {
          position: null,
          reason: { code: 'none', detail: 'it is neither an application nor a question', confidence: 1 },
        }
      : (correctedPosition(context, ruleset) ??
        findPosition(mail, letter, allDocuments, facts.degrees, context, ruleset));
  return {
    letter,
    kind: kind.kind,
    kindReason: { code: kind.code, detail: kind.detail },
    position,
    positionReason: reason,
    applicant: reading.applicant,
    documents,
    allDocuments,
    missing: kind.kind === 'application' ? missingDocuments(position, allDocuments, facts) : [],
    facts,
    flags: [...findFlags(mail, letter, documents, kind.kind, position, context), ...reading.implausible],
    headers: reading.headers,
    passages: reading.passages,
  };
}

/** The position that a person named; null where nobody did, or where the rules have it no more. */
function correctedPosition({ correction }: TriageContext, ruleset: Ruleset): PositionFinding | null {
  const position = positionOf(ruleset, correction?.position ?? null);
  return position === null
    ? null
    : { position, reason: { code: CORRECTED, detail: 'a person said so', confidence: 1 } };
}
