import type { LabelsAt, Location } from '../src/domain/index.js';
import { moveByLabel, type Seen } from './act-move.js';
import { type ActDeps, type Attempt, type AttemptResult, type Gate, gateOf } from './attempt.js';
import { isGone, isSamePlace } from './fetch-wherever.js';
import { labelChanges } from './label-changes.js';

/** Makes the labels stand that should: everywhere where they are keywords, once where they belong to the message. */
export async function applyLabels(deps: ActDeps, attempt: Attempt, wish: readonly string[]): Promise<AttemptResult> {
  // Also those that other rules gave once: they still stand there, and are to be taken off.
  const remembered = (await deps.store.labels.of(attempt.message.id)).map((row) => row.label);
  const ours = [...new Set([...attempt.account.labels, ...wish, ...remembered])];
  const seen = await lookEverywhere(deps, attempt, ours);
  const [first] = seen;
  if (first === undefined) {
    const detail = 'the message is at none of its places any more, and is not found elsewhere';
    return { state: 'skipped', reason: 'message-gone', detail };
  }
  if (first.look.backend === 'none') return { state: 'skipped', reason: 'labels-none', detail: first.look.why };
  if (first.look.backend === 'folders') return moveByLabel(deps, attempt, wish, seen);
  // A mail at Gmail has its labels wherever one looks at it; keywords belong to each copy.
  const places = first.look.backend === 'gmail' ? [first] : seen.filter(({ look }) => look.backend === 'keywords');
  const gate = gateOf(deps, attempt);
  const changes: string[] = [];
  for (const { place, look } of places) {
    const changed = await labelAt(deps, attempt, gate, place, look, wish);
    if (changed === null) return gate.stopped();
    if (changed !== '') changes.push(`${changed} in ${place.folder}`);
  }
  return { state: 'done', reason: null, detail: changes.join('; ') || 'they stood as they should' };
}

/** Every place where the message really lies; when it is at none that we know, where the mailbox finds it. */
async function lookEverywhere(deps: ActDeps, attempt: Attempt, ours: readonly string[]): Promise<readonly Seen[]> {
  const { message } = attempt;
  const known = await deps.store.intake.locations(message.id);
  const seen: Seen[] = [];
  for (const place of known) {
    const look = await lookAt(deps, attempt, place, ours);
    if (look !== null) seen.push({ place, look });
  }
  if (seen.length > 0) return seen;
  const place = await deps.mailbox.find(message.account, message.rfcMessageId, message.serverId ?? null);
  if (place === null || known.some((one) => isSamePlace(one, place))) return [];
  await deps.store.intake.foundAt(message.id, place);
  const look = await lookAt(deps, attempt, place, ours);
  return look === null ? [] : [{ place, look }];
}

async function lookAt(
  deps: ActDeps,
  { message }: Attempt,
  place: Location,
  ours: readonly string[],
): Promise<LabelsAt | null> {
  try {
    return await deps.mailbox.labelsAt(place, ours);
  } catch (error) {
    if (!isGone(error)) throw error;
    await deps.store.intake.placeGone(message.id, place);
    return null;
  }
}

/**
 * What was changed, empty where nothing was to be; null when the kill switch stopped it. What we are about to do is written
 * down before, and what we did after.
 */
async function labelAt(
  deps: ActDeps,
  { message }: Attempt,
  gate: Gate,
  place: Location,
  look: LabelsAt,
  wish: readonly string[],
): Promise<string | null> {
  const { labels } = deps.store;
  const key = look.backend === 'gmail' ? '' : placeKey(place);
  const plan = labelChanges(wish, look.standing, await labels.of(message.id), key, look.forgotten);
  if (!(await gate.allowed())) return null;
  await labels.note(message.id, message.account, plan.before);
  if (plan.add.length + plan.remove.length === 0) return '';
  // Asked again by the mailbox: until the server is ready for it, minutes may pass.
  if (!(await deps.mailbox.changeLabels(place, plan, gate.allowed))) return null;
  await labels.note(message.id, message.account, plan.done);
  return [...plan.add.map((label) => `+${label}`), ...plan.remove.map((label) => `-${label}`)].join(' ');
}

/** Name of a place in the memory of labels. */
function placeKey({ folder, uidValidity, uid }: Location): string {
  return `${folder}/${uidValidity}/${uid}`;
}
