/** A draft that we wrote, as far as it takes to find it again. */
export interface WrittenDraft {
  /** The draft's own Message-ID. Mail programs may give the mail another one when it is edited or sent. */
  readonly messageId: string;
  /** Message-ID of the applicant's mail, or null when that has none. */
  readonly answers: string | null;
  /** The applicant's address. */
  readonly recipient: string;
}

/** A draft whose fate is not known yet. */
export interface OpenDraft extends WrittenDraft {
  /** Of the action that wrote it. */
  readonly actionId: string;
}

/**
 * Where a draft was found: still in Drafts (perhaps edited), in Sent, in neither; `unknown` when there is no folder for
 * sent mail, so that nothing can be said.
 */
export interface DraftSighting {
  readonly at: 'drafts' | 'sent' | 'nowhere' | 'unknown';
  /** In words, for the audit record. */
  readonly detail: string;
}
