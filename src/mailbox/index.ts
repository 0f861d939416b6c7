export { type ArrivalEnvelope, type Arrivals, type Checkpoint, type Lease, leaseKey } from './arrivals.js';
export { type BackfillOptions, backfill } from './backfill.js';
export { type ConnectionLimits, defaultLimits } from './connection.js';
export { ThrottledError } from './errors.js';
export { type AccountReport, inspectAccount, type Problem } from './inspect.js';
export { createMailbox, type ImapMailbox, type MailboxOptions } from './mailbox.js';
export type { SweepResult } from './sweep.js';
export { defaultTiming, type WatchOptions, type WatchState, type WatchTiming, watch } from './watch.js';
