import type { Judgement } from './judgement.js';

/** What has happened to an application since one of its mails was judged. */
export interface Meanwhile {
  /** What the mail itself counts as now: a correction or other rules may have come. Left out: as when it was planned. */
  readonly judged?: Pick<Judgement, 'kind' | 'position' | 'missing' | 'decision'>;
  /** Judgements of the application's later mails, oldest first. */
  readonly later: readonly Judgement[];
  /** Document types that none of its mails has brought, as it stands now. */
  readonly missing: readonly string[];
  /** What reviewers have decided and not withdrawn. */
  readonly verdicts: readonly string[];
}

/** A planned answer looked at again right before it is written. */
export type Reconsidered =
  | {
      readonly outcome: 'stands';
      /** The most that may happen to it now. */
      readonly most: 'send' | 'draft';
      readonly template: string;
      /** Document types that it asks for now; null: those that the judgement misses. */
      readonly asks: readonly string[] | null;
    }
  | { readonly outcome: 'dropped'; readonly code: string; readonly detail: string };
