import type { LabelNote, LabelsAt, Location } from '../src/domain/index.js';
import { type ActDeps, type Attempt, type AttemptResult, gateOf } from './attempt.js';

/** A place where the message lies, with what stands there. */
export interface Seen {
  readonly place: Location;
  readonly look: LabelsAt;
}

const filed: AttemptResult = {
  state: 'done',
  reason: 'filed-by-hand',
  detail: 'a person has put the message somewhere else; it stays there',
};

/**
 * Where labels are folders, a message has one: the first of the wished labels in the account's order. It is moved out of
 * the folder where it arrived, or out of that where we put it, and from nowhere else: what a person has moved stays. A mail
 * that came twice goes there twice, so that no copy waits in the inbox.
 */
export async function moveByLabel(
  deps: ActDeps,
  attempt: Attempt,
  wish: readonly string[],
  seen: readonly Seen[],
): Promise<AttemptResult> {
  const { message, account } = attempt;
  const { labels } = deps.store;
  const gate = gateOf(deps, attempt);
  const memory = (await labels.of(message.id)).filter((row) => row.place === '');
  const note = (notes: readonly LabelNote[]) => labels.note(message.id, message.account, notes);
  const others = (label: string): LabelNote[] =>
    memory.filter((row) => row.label !== label).map((row) => ({ ...row, state: null }));
  if (memory.some((row) => row.state === 'left')) return filed;

  // A try that was interrupted may have moved it: then it lies in the folder of the label that was to be set.
  const begun = memory.find((row) => row.state === 'setting' && liesIn(seen, row.label) !== undefined);
  const ours = begun ?? memory.find((row) => row.state === 'set');
  const current = (ours && liesIn(seen, ours.label)) ?? seen[0];
  if (current === undefined) return filed;
  const lies = current.look.standing[0] ?? null;
  if (lies !== (ours?.label ?? null) || (ours === undefined && !current.look.watched)) {
    await note([{ label: ours?.label ?? lies ?? '', place: '', state: 'left', reason: 'moved-by-hand' }]);
    return { ...filed, detail: `it lies in ${current.place.folder}, where a person put it; it stays there` };
  }

  const target = [...account.labels, ...wish].find((label) => wish.includes(label)) ?? null;
  const going = target === null ? [] : copiesToMove(seen, target, ours?.label ?? null);
  if (target === null || going.length === 0) {
    if (ours !== undefined) await note([...others(ours.label), { label: ours.label, place: '', state: 'set' }]);
    return { state: 'done', reason: target === null ? 'no-label' : null };
  }
  if (!(await gate.allowed())) return gate.stopped();
  await note([{ label: target, place: '', state: 'setting' }]);
  let folder = target;
  for (const { place: from } of going) {
    const place = await deps.mailbox.moveToLabel(from, target, message.rfcMessageId, gate.allowed);
    if (place === 'withheld') return gate.stopped();
    await deps.store.intake.moved(message.id, from, place);
    folder = place?.folder ?? folder;
  }
  await note([...others(target), { label: target, place: '', state: 'set' }]);
  return { state: 'done', reason: null, detail: `moved to ${folder}` };
}

/** Copies that lie where mail arrives, and those that we have put into the folder of another label. */
function copiesToMove(seen: readonly Seen[], target: string, ours: string | null): readonly Seen[] {
  return seen.filter(({ look }) => {
    const lies = look.standing[0] ?? null;
    return lies !== target && (lies === null ? look.watched : lies === ours);
  });
}

function liesIn(seen: readonly Seen[], label: string): Seen | undefined {
  return seen.find(({ look }) => look.standing[0] === label);
}
