import { asTriageError, type Location } from '../src/domain/index.js';
import type { BegunMessage, FetchedMessage, IntakeStore, Mailbox } from './interfaces.js';

interface Deps {
  readonly store: Pick<IntakeStore, 'placeGone' | 'foundAt'>;
  readonly mailbox: Pick<Mailbox, 'fetch' | 'find'>;
  readonly limits: { readonly maxBytes: number };
}

/**
 * The raw message from any place where it is known to lie, else from where the mailbox finds it by its Message-ID; null
 * when it is nowhere. Places that turn out empty are marked.
 */
export async function fetchWherever(
  deps: Deps,
  begun: Extract<BegunMessage, { outcome: 'begun' }>,
): Promise<FetchedMessage | null> {
  const { message, locations } = begun;
  for (const location of locations) {
    const fetched = await deps.mailbox.fetch(location, deps.limits);
    if (fetched !== null) return fetched;
    await deps.store.placeGone(message.id, location);
  }
  const found = await deps.mailbox.find(message.account, message.rfcMessageId, message.serverId ?? null);
  if (found === null || locations.some((location) => isSamePlace(location, found))) return null;
  const fetched = await deps.mailbox.fetch(found, deps.limits);
  if (fetched !== null) await deps.store.foundAt(message.id, found);
  return fetched;
}

export function isSamePlace(one: Location, other: Location): boolean {
  return (
    one.account === other.account &&
    one.folder === other.folder &&
    one.uidValidity === other.uidValidity &&
    one.uid === other.uid
  );
}

/** True for the error of a mailbox that found nothing at a place (src/mailbox/labels.ts). */
export function isGone(error: unknown): boolean {
  return asTriageError(error).code === 'imap-message-gone';
}
