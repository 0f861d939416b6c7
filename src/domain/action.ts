/** One effect in the world. `label` writes keywords; `draft` appends to Drafts; `acknowledge` sends by SMTP. */
export type ActionKind = 'label' | 'draft' | 'acknowledge';

/**
 * Ledger states. planned → running → done | failed | held | uncertain | skipped.
 * `uncertain`: the effect may have happened (DATA was sent, no answer came); only a person moves it on.
 * `held`: a cap, a kill switch or a missing condition stopped it; it can go on later.
 */
export type ActionState = 'planned' | 'running' | 'done' | 'failed' | 'held' | 'uncertain' | 'skipped';

/** A row of the ledger. `key` is unique: message × kind × template, and for acknowledgements also person × position. */
export interface Action {
  readonly id: string;
  readonly key: string;
  readonly messageId: string;
  readonly kind: ActionKind;
  readonly state: ActionState;
  /** Labels to set, or template and recipient. */
  readonly payload: ActionPayload;
  readonly attempts: number;
  readonly reason: string | null;
  /** Who said that it is to happen; what keeps it waiting afterwards does not take that back. */
  readonly decidedBy: string | null;
}

export type ActionPayload =
  | {
      readonly kind: 'label';
      /** What the judgement asks for. */
      readonly labels: readonly string[];
      /** What a verdict asks for besides; a new judgement leaves it as it is. */
      readonly verdict?: readonly string[];
    }
  | {
      readonly kind: 'draft' | 'acknowledge';
      readonly template: string;
      readonly to: string;
      readonly position: string | null;
      /** Types of the documents that it asks for; an application is asked once. */
      readonly asks?: readonly string[];
    };

/** Every label that should stand on the message, each once. */
export function wishedLabels(payload: Extract<ActionPayload, { kind: 'label' }>): string[] {
  return [...new Set([...(payload.verdict ?? []), ...payload.labels])];
}

/** Where a message lies in a mailbox. */
export interface Location {
  readonly account: string;
  readonly folder: string;
  /** As text, because 64-bit values do not fit a number; `0` when the server gives none. */
  readonly uidValidity: string;
  readonly uid: number;
}
