import type { Applicant, Document, Facts, Place, ReadMessage, Reason, TriageContext } from '../domain/index.js';
import type { ReadingRules } from '../rules/index.js';
import { withAnnounced } from './announced.js';
import { findApplicant } from './applicant.js';
import { withAuthored } from './authored.js';
import { type HeaderFinding, headerFindings } from './automated.js';
import { bodyDocument } from './body.js';
import { factsOf } from './facts.js';
import { findKind, type KindFinding } from './kind.js';
import { type Letter, letterOf } from './letter.js';
import { type Passage, passagesOf } from './lines.js';
import { typeDocument } from './merged.js';
import { handsOn } from './owner.js';
import { implausibleClaims } from './plausibility.js';

/**
 * What is read in a mail before any position, topic or weight comes in. It is the same under all rulesets whose `reading`
 * is the same, as long as the earlier mails of the application were read alike too.
 */
export interface Reading {
  readonly letter: Letter;
  readonly kind: KindFinding;
  readonly applicant: Applicant | null;
  /** Of this mail, typed; the body first where it is a CV. */
  readonly documents: readonly Document[];
  /** Of this mail and of earlier ones of the same application. */
  readonly allDocuments: readonly Document[];
  readonly facts: Facts;
  readonly headers: readonly HeaderFinding[];
  readonly passages: readonly Passage[];
  /** Claims that can't be true. */
  readonly implausible: readonly Reason[];
}

/** Code of what a person has corrected. */
export const CORRECTED = 'corrected';

/** Reads a mail: its kind, documents, applicant and facts. Pure. */
export function readingOf(message: ReadMessage, context: TriageContext, rules: ReadingRules): Reading {
  const { mail } = message;
  const letter = letterOf(mail, context.ownAddresses);
  const headers = headerFindings(mail, rules.guard, [...context.ownAddresses, ...(context.otherAccounts ?? [])]);
  const attached = withAnnounced(
    message.documents.flatMap((document) => typeDocument(document, rules)),
    letter.text,
  );
  const body = bodyDocument(letter, attached, rules);
  const documents = body.type === 'cv' ? [body, ...attached] : attached;
  const kind = correctedKind(context) ?? findKind(mail, letter, documents, headers, context, rules);
  const earlier = context.earlier?.documents ?? [];
  const allDocuments = [
    ...documents,
    ...earlier.filter(
      (document) => !documents.some((own) => own.sha256 === document.sha256 && own.name === document.name),
    ),
  ];

  const letterPassages = passagesOf(body, rules.sections);
  const readable = allDocuments.filter((document) => document.status === 'ok' && document !== body);
  const read = [...letterPassages, ...readable.flatMap((document) => passagesOf(document, rules.sections))];
  const robot = headers.some((finding) => finding.code === 'refused-sender') && !letter.forwarded;
  const another = robot || handsOn(letter, documents, rules.kinds);
  const found =
    kind.kind === 'other' ? null : findApplicant(another ? null : letter.sender, letter, allDocuments, rules);
  const applicant = found === null ? null : keepKnown(found, context);
  const passages = withAuthored(read, allDocuments, applicant?.name ?? null);
  const date = new Date(mail.date ?? '2025-11-01');
  const year = date.getUTCFullYear();
  const now = { year, month: date.getUTCMonth() + 1, at: null };
  const facts = factsOf(passages, allDocuments, letterPassages, applicant?.name ?? null, now, rules);
  const implausible = kind.kind === 'application' ? implausibleClaims(facts, passages, year, rules) : [];
  return { letter, kind, applicant, documents, allDocuments, facts, headers, passages, implausible };
}

function correctedKind({ correction }: TriageContext): KindFinding | null {
  return correction === undefined ? null : { kind: correction.kind, code: CORRECTED, detail: 'a person said so' };
}

/** A person's earlier mail may have said more surely who they are. What its letter says stands in no text of this mail. */
function keepKnown(found: Applicant, context: TriageContext): Applicant {
  const known = context.earlier?.applicant;
  if (known?.name == null || known.confidence <= found.confidence) return found;
  const kept = (place: Place | null | undefined): Place | null => (place?.document === 'body' ? null : (place ?? null));
  return {
    ...known,
    email: found.email ?? known.email,
    places: {
      name: kept(known.places?.name),
      email: found.email === null ? kept(known.places?.email) : (found.places?.email ?? null),
    },
  };
}
