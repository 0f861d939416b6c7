import type { Applicant, Document, Facts, Kind, ReadMessage, Reason, TriageContext } from '../domain/index.js';
import type { OpenPosition, Ruleset } from '../rules/index.js';
import { findApplicant } from './applicant.js';
import { type HeaderFinding, headerFindings } from './automated.js';
import { bodyDocument } from './body.js';
import { missingDocuments } from './completeness.js';
import { typeDocument } from './document-type.js';
import { factsOf } from './facts.js';
import { findFlags } from './flags.js';
import { findKind } from './kind.js';
import { type Letter, letterOf } from './letter.js';
import { type Passage, passagesOf } from './lines.js';
import { implausibleClaims } from './plausibility.js';
import { findPosition } from './position.js';

export type { HeaderFinding } from './automated.js';
export { missingDocuments } from './completeness.js';
export { type Letter, letterOf } from './letter.js';
export { type Passage, passagesOf } from './lines.js';
export { authorPlace, tierOf, titleIn } from './publications.js';
export { looksPublished } from './published.js';
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
  const { mail } = message;
  const letter = letterOf(mail, context.ownAddresses);
  const headers = headerFindings(mail, ruleset.guard, context.ownAddresses);
  const attached = message.documents.flatMap((document) => typeDocument(document, ruleset));
  const body = bodyDocument(letter, attached, ruleset);
  const documents = body.type === 'cv' ? [body, ...attached] : attached;
  const kind = findKind(mail, letter, documents, headers, context, ruleset);
  const earlier = context.earlier?.documents ?? [];
  const allDocuments = [
    ...documents,
    ...earlier.filter(
      (document) => !documents.some((own) => own.sha256 === document.sha256 && own.name === document.name),
    ),
  ];

  const letterPassages = passagesOf(body, ruleset.sections);
  const readable = allDocuments.filter((document) => document.status === 'ok' && document !== body);
  const passages = [...letterPassages, ...readable.flatMap((document) => passagesOf(document, ruleset.sections))];
  const robot = headers.some((finding) => finding.code === 'refused-sender') && !letter.forwarded;
  const found =
    kind.kind === 'other' ? null : findApplicant(robot ? null : letter.sender, letter, allDocuments, ruleset);
  const applicant = found === null ? null : keepKnown(found, context);
  const year = new Date(mail.date ?? '2025-11-01').getUTCFullYear();
  const facts = factsOf(passages, allDocuments, letterPassages, applicant?.name ?? null, year, ruleset);
  const position =
    kind.kind === 'other'
      ? {
          position: null,
          reason: { code: 'none', detail: 'it is neither an application nor a question', confidence: 1 },
        }
      : findPosition(mail, letter, allDocuments, facts.degrees, context, ruleset);
  return {
    letter,
    kind: kind.kind,
    kindReason: { code: kind.code, detail: kind.detail },
    position: position.position,
    positionReason: position.reason,
    applicant,
    documents,
    allDocuments,
    missing: kind.kind === 'application' ? missingDocuments(position.position, allDocuments, facts) : [],
    facts,
    flags: [
      ...findFlags(mail, letter, documents, kind.kind, position.position, context),
      ...(kind.kind === 'application' ? implausibleClaims(facts, passages, year, ruleset) : []),
    ],
    headers,
    passages,
  };
}

function keepKnown(found: Applicant, context: TriageContext): Applicant {
  const known = context.earlier?.applicant;
  if (known?.name == null || known.confidence <= found.confidence) return found;
  const email = found.email === null ? known.places?.email : found.places?.email;
  return {
    ...known,
    email: found.email ?? known.email,
    places: { name: known.places?.name ?? null, email: email ?? null },
  };
}
