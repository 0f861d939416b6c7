import type { Kind } from './judgement.js';

/** What a person said about a mail: it wins over what reading finds. */
export interface Correction {
  readonly kind: Kind;
  /** A position's id, or null: found as for any mail. */
  readonly position: string | null;
}
