/**
 * When an acknowledgement that waits for its time will be sent, ISO 8601; null for one that waits for nothing, or for
 * something else than time.
 */
export function sendTime(
  action: {
    readonly kind: string;
    readonly state: string;
    readonly reason: string | null;
    readonly dueAt: string | null;
  },
  now: Date,
): string | null {
  if (action.kind !== 'acknowledge' || action.dueAt === null || Date.parse(action.dueAt) <= now.getTime()) return null;
  const waits =
    (action.state === 'planned' && action.reason === null) ||
    (action.state === 'held' && action.reason === 'quiet-hours');
  return waits ? action.dueAt : null;
}
