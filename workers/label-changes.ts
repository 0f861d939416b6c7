import type { LabelChange, LabelNote, RememberedLabel } from '../src/domain/index.js';

/** What is to be done about the labels of one place, and what is to be remembered. */
export interface LabelPlan extends LabelChange {
  /** To be written before the server is asked. */
  readonly before: readonly LabelNote[];
  /** To be written once the server has done it. */
  readonly done: readonly LabelNote[];
}

/**
 * Compares what should stand with what stands and with what we remember. Three rules keep people's labels theirs: what
 * stands there and was not set by us is never taken off; what we set and is gone was taken off by a person, and is never
 * set again; and of what we set, only what is no longer wished is taken off.
 *
 * @param wish labels that should stand
 * @param standing labels of ours that stand
 * @param memory what we remember about the message, at all places
 * @param place key of this place; empty where labels belong to the message
 * @param forgotten labels that the server may have lost, so that their absence is nobody's wish
 */
export function labelChanges(
  wish: readonly string[],
  standing: readonly string[],
  memory: readonly RememberedLabel[],
  place: string,
  forgotten: readonly string[],
): LabelPlan {
  const wished = new Map(wish.map((label) => [fold(label), label]));
  const stands = new Map(standing.map((label) => [fold(label), label]));
  const left = new Set(memory.filter((row) => row.state === 'left').map((row) => fold(row.label)));
  const here = new Map(memory.filter((row) => row.place === place).map((row) => [fold(row.label), row]));
  const setByUs = new Set(memory.filter((row) => row.state !== 'left').map((row) => fold(row.label)));
  const lost = new Set(forgotten.map(fold));
  const [add, remove]: [string[], string[]] = [[], []];
  const [before, done]: [LabelNote[], LabelNote[]] = [[], []];

  for (const key of new Set([...wished.keys(), ...stands.keys(), ...here.keys()])) {
    if (left.has(key)) continue;
    const row = here.get(key);
    const label = row?.label ?? wished.get(key) ?? stands.get(key) ?? key;
    const note = (state: LabelNote['state']): LabelNote => ({ label, place, state });
    if (row?.state === 'set' && !stands.has(key) && !lost.has(key)) {
      if (place !== '') before.push(note(null));
      before.push({ label, place: '', state: 'left', reason: 'removed-by-hand' });
    } else if (wished.has(key)) {
      if (!stands.has(key)) {
        add.push(label);
        before.push(note('setting'));
        done.push(note('set'));
      } else if (setByUs.has(key) && row?.state !== 'set') {
        // Set by a try that was interrupted, or at another place before the message was moved here.
        before.push(note('set'));
      }
    } else if (stands.has(key)) {
      if (!setByUs.has(key)) continue;
      remove.push(label);
      before.push(note('removing'));
      done.push(note(null));
    } else if (row !== undefined) before.push(note(null));
  }
  return { add, remove, before, done };
}

/** Labels ignore case, and a server shows the spelling that it saw first. */
function fold(label: string): string {
  return label.toLowerCase();
}
