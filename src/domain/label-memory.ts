/**
 * What we know of one of our labels on a message. `setting` and `removing` are written before the server is asked, so
 * that after a crash what stands there is known to be ours; `set`: we set it and saw it; `left`: a person decided about
 * it, so we neither set it nor take it off any more.
 */
export type LabelState = 'setting' | 'set' | 'removing' | 'left';

/** A row of the memory of labels. */
export interface RememberedLabel {
  readonly label: string;
  /** Where we set it, from `placeKey`; empty where it belongs to the message wherever it lies. */
  readonly place: string;
  readonly state: LabelState;
}

/** A row to write; a state of null forgets it. */
export interface LabelNote {
  readonly label: string;
  readonly place: string;
  readonly state: LabelState | null;
  /** For the audit record, when a person's decision was noticed. */
  readonly reason?: 'removed-by-hand' | 'moved-by-hand';
}
