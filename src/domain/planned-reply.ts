import type { ActionState } from './action.js';

/** A reply of the ledger, as it was planned and as it ended. */
export interface PlannedReply {
  readonly actionId: string;
  readonly kind: 'draft' | 'acknowledge';
  readonly state: ActionState;
  readonly reason: string | null;
  readonly effect: 'label' | 'draft' | 'send' | null;
  /** Who is answered, in the one spelling of the address. */
  readonly person: string;
  readonly domain: string;
  readonly position: string;
  readonly template: string;
}
