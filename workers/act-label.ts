import type { Location } from '../src/domain/index.js';
import type { ActDeps, Attempt, AttemptResult } from './attempt.js';
import { isGone, isSamePlace } from './fetch-wherever.js';

/** Makes the labels stand at every place where the message lies, and looks whether they do. */
export async function applyLabels(deps: ActDeps, attempt: Attempt, labels: readonly string[]): Promise<AttemptResult> {
  const known = await deps.store.intake.locations(attempt.message.id);
  const missing = new Set<string>();
  let labelled = 0;
  for (const place of known) {
    const outcome = await labelAt(deps, attempt, place, labels);
    if (outcome === 'stopped') return stopped;
    if (outcome === 'gone') continue;
    labelled += 1;
    for (const label of outcome) missing.add(label);
  }
  if (labelled === 0) {
    const place = await searchElsewhere(deps, attempt, known);
    const outcome = place === null ? 'gone' : await labelAt(deps, attempt, place, labels);
    if (outcome === 'stopped') return stopped;
    if (outcome === 'gone') {
      const detail = 'the message is at none of its places any more, and is not found under its Message-ID';
      return { state: 'skipped', reason: 'message-gone', detail };
    }
    for (const label of outcome) missing.add(label);
  }
  if (missing.size === 0) return { state: 'done', reason: null };
  const detail = `the server did not keep ${[...missing].join(', ')}: it takes no new keywords in this folder`;
  return { state: 'failed', reason: 'keywords-not-permitted', detail };
}

const stopped: AttemptResult = { state: 'held', reason: 'paused', retryInSeconds: 300 };

/** Labels that did not stick at the place; `gone` when the message isn't there; `stopped` by the kill switch. */
async function labelAt(
  deps: ActDeps,
  { action, token, message, account }: Attempt,
  place: Location,
  labels: readonly string[],
): Promise<readonly string[] | 'gone' | 'stopped'> {
  if (!(await deps.store.ledger.stillAllowed(action.id, token))) return 'stopped';
  try {
    const standing = new Set((await deps.mailbox.setLabels(place, labels, account.labels)).map(folded));
    return labels.filter((label) => !standing.has(folded(label)));
  } catch (error) {
    if (!isGone(error)) throw error;
    await deps.store.intake.placeGone(message.id, place);
    return 'gone';
  }
}

/** Keywords ignore case (RFC 9051 section 2.3.2), and a server shows the spelling that it saw first. */
function folded(label: string): string {
  return label.toLowerCase();
}

async function searchElsewhere(
  deps: ActDeps,
  { message }: Attempt,
  known: readonly Location[],
): Promise<Location | null> {
  if (message.rfcMessageId === null) return null;
  const found = await deps.mailbox.find(message.account, message.rfcMessageId);
  if (found === null || known.some((place) => isSamePlace(place, found))) return null;
  await deps.store.intake.foundAt(message.id, found);
  return found;
}
