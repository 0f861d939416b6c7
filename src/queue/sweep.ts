import type { Queues, Work } from './open.js';

/** What the sweeper needs of the store. */
export interface SweptStore {
  recovery: {
    recoverExpired(): Promise<number>;
    unfinished(limit?: number): Promise<{
      readonly messages: readonly (Work & { readonly origin: 'live' | 'backfill' })[];
      readonly actions: readonly Work[];
    }>;
  };
}

export interface Swept {
  readonly recovered: number;
  readonly messages: number;
  readonly actions: number;
}

/**
 * Says again what the store knows to be unfinished, so that a lost queue loses nothing. Signals that still stand are not
 * doubled, because they have the same id.
 */
export async function sweep(store: SweptStore, queues: Pick<Queues, 'signal'>): Promise<Swept> {
  const recovered = await store.recovery.recoverExpired();
  const { messages, actions } = await store.recovery.unfinished();
  const live = messages.filter((message) => message.origin === 'live');
  const old = messages.filter((message) => message.origin === 'backfill');
  await queues.signal('intake', live);
  await queues.signal('intake', old, { behind: true });
  await queues.signal('act', actions);
  return { recovered, messages: messages.length, actions: actions.length };
}
