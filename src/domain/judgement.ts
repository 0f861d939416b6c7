import type { Document } from './document.js';

/** What a message is. Everything that is neither an application nor a question about one is `other`. */
export const kinds = ['application', 'inquiry', 'other'] as const;
export type Kind = (typeof kinds)[number];

/** How good the fit is, by thresholds that are rules. */
export const bands = ['strong', 'possible', 'weak', 'off-topic'] as const;
export type Band = (typeof bands)[number];

/** A finding with the code that counts it and the words that explain it. */
export interface Reason {
  readonly code: string;
  readonly detail: string;
}

/**
 * Where something stands. Judgements that were stored before places were kept have none, so every `at` and `places` may
 * be missing when read back.
 */
export interface Place {
  /** Name of the document; `body` is the letter. */
  readonly document: string;
  /** Null where the reader can't tell: the target of a link in a format with pages but without places of links. */
  readonly page: number | null;
  /** Offsets in the page's text, [start, end); null where nothing that can be seen says it, as a link behind words. */
  readonly span: readonly [number, number] | null;
}

/** Who applies. `confidence` 0-1 is how sure the name is: below the policy's limit it is not used in a greeting. */
export interface Applicant {
  readonly name: string | null;
  readonly email: string | null;
  readonly confidence: number;
  /** Where a document or the letter says so; null where only the mail's header does. */
  readonly places?: { readonly name: Place | null; readonly email: Place | null };
}

/** How the text around a term makes it count; see rules' `stances` for what each is worth. */
export type Stance =
  | 'first-author-paper'
  | 'paper'
  | 'thesis'
  | 'project'
  | 'course'
  | 'statement'
  | 'skill'
  | 'interest'
  | 'quoted'
  | 'negated'
  | 'mention';

/** Why points were given: one term, found once, where. Points of 0 are kept when they explain something. */
export interface Evidence {
  readonly topic: string;
  /** `topics/optimal-transport.yaml#sinkhorn`: the rule that a person can look up. */
  readonly rule: string;
  readonly term: string;
  readonly points: number;
  readonly document: string;
  readonly page: number;
  readonly section: string | null;
  readonly stance: Stance;
  /** The sentence or line around the hit, at most 240 characters. */
  readonly quote: string;
  /** Offsets of the hit in the page's text, [start, end). */
  readonly span: readonly [number, number];
  /** Why it counts less than it might: `negated`, `homonym: …`, `repeated`, `stuffed`; null when it counts fully. */
  readonly note: string | null;
}

/** A qualification seen in the documents, with where it stands. */
export interface Degree {
  readonly level: 'bachelor' | 'master' | 'doctorate';
  readonly field: string | null;
  readonly institution: string | null;
  readonly year: number | null;
  /** True when it is finished as far as the text says; false for `expected 2026`, `ongoing`. */
  readonly finished: boolean;
  /** The line or sentence that says so, at most 200 characters. */
  readonly quote: string;
  /** Where the quote stands. */
  readonly at?: Place;
  /** Where its parts stand; null for a part that is not known. */
  readonly places?: {
    readonly field: Place | null;
    readonly institution: Place | null;
    readonly year: Place | null;
  };
}

export interface Facts {
  readonly degrees: readonly Degree[];
  readonly gpa: {
    readonly value: number;
    readonly scale: number | null;
    readonly quote: string;
    /** Where the quote stands. */
    readonly at?: Place;
  } | null;
  readonly links: readonly {
    readonly kind: 'scholar' | 'github' | 'orcid' | 'homepage' | 'linkedin' | 'other';
    readonly url: string;
    /** Where it can be read, or else the page whose words lead there. */
    readonly at?: Place;
  }[];
  readonly publications: readonly Publication[];
  /** Names of venues as the rules spell them, each once. */
  readonly venues: readonly string[];
}

export interface Publication {
  readonly title: string;
  readonly venue: string | null;
  readonly year: number | null;
  readonly firstAuthor: boolean;
  /** Peer-reviewed at a venue the rules know as leading, at another venue, a workshop, or only a preprint. */
  readonly tier: 'leading' | 'other' | 'workshop' | 'preprint';
  readonly document: string;
  readonly page: number;
  /** Where the whole entry stands. */
  readonly at?: Place;
  /** Where its parts stand; `author` is the applicant's name among the authors. */
  readonly places?: {
    readonly title: Place | null;
    readonly venue: Place | null;
    readonly year: Place | null;
    readonly author: Place | null;
  };
}

/** What the application shows besides topics. */
export interface Signals {
  readonly master: boolean;
  readonly research: boolean;
  readonly doctorate: boolean;
  readonly leadingVenue: boolean;
  readonly firstAuthor: boolean;
  readonly implementation: boolean;
  /** True when there is a readable CV: only then does the absence of something say anything. */
  readonly known: boolean;
}

/** Points with their reasons. `topics` and `fit` run from 0 to 100. */
export interface Scorecard {
  readonly fit: number;
  readonly topics: Readonly<Record<string, number>>;
  readonly evidence: readonly Evidence[];
  /** What lifted, capped or zeroed the fit besides topics, in words (`no-master-no-research: capped at 30`). */
  readonly adjustments: readonly Reason[];
  /** What the adjustments were made from; missing where there was nothing to adjust, and in older judgements. */
  readonly signals?: Signals;
}

/** What to do with the message. `acknowledge` is what rules and message allow; the outbox may still hold it. */
export interface Decision {
  readonly labels: readonly string[];
  readonly acknowledge: 'send' | 'draft' | 'no';
  /** Code of the rule or guard item that decided. */
  readonly reason: string;
  readonly detail: string;
  /** Template of the answer with its language (`receipt.de`; `receipt` is in the default one). */
  readonly template?: string;
  /** Language of the answer, ISO 639-1, and why this one: `own-words`, `unsure`, `no-template`, `only-language`. */
  readonly language?: Reason & { readonly tag: string };
  /** Types of the documents that the answer asks for; none in a plain receipt. */
  readonly asks?: readonly string[];
}

/** Everything the pure core says about one message. */
export interface Judgement {
  readonly kind: Kind;
  readonly kindReason: string;
  readonly position: string | null;
  /** How the position was found: `tag`, `alias`, `wording`, `level`, `topics`, `none`; and how sure it is. */
  readonly positionReason: Reason & { readonly confidence: number };
  readonly applicant: Applicant | null;
  readonly documents: readonly Document[];
  /** Document types that the position asks for and that were not given. */
  readonly missing: readonly string[];
  readonly facts: Facts;
  readonly flags: readonly Reason[];
  readonly scorecard: Scorecard;
  /** The band; `unread` instead of a band's name nowhere: an unread CV is the flag `cv-unread` and its own lane. */
  readonly band: Band;
  readonly decision: Decision;
  /** The ruleset's content hash. */
  readonly ruleset: string;
}

/** The name of a ruleset's files alone: what the store keeps them under. */
export function filesHash(hash: string): string {
  return hash.split('+', 1)[0] ?? hash;
}
