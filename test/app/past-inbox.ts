import { expect } from 'vitest';
import { planActions } from '../../src/decide/index.js';
import type { ReadMessage } from '../../src/domain/index.js';
import { triage } from '../../src/pipeline/index.js';
import type { Ruleset } from '../../src/rules/index.js';
import type { Store } from '../../src/store/index.js';
import { begin, record } from '../store/helpers.js';
import { makeApplication, makeCv } from '../support/applications.js';
import { labContext } from '../support/messages.js';

export const account = 'lab';

/** What of a configuration judging again needs. */
export const labConfig = {
  accounts: [
    { id: account, ownAddresses: labContext.ownAddresses, positions: {}, authservIds: labContext.authservIds },
  ],
} as never;

/** An application of somebody, as the program judges and saves it; its id in the store. */
export async function arrive(
  store: Store,
  ruleset: Ruleset,
  name: string,
  uid: number,
  text: string,
  more: Parameters<typeof makeApplication>[1] = {},
): Promise<string> {
  const address = `${name}@example.com`;
  const message: ReadMessage = makeApplication(
    [makeCv({ 'Research experience': text }, { sha256: `cv of ${name}` }, `${name}\n${address}`)],
    {
      from: `${name} <${address}>`,
      returnPath: `<${address}>`,
      messageId: `<${name}-${uid}@example.com>`,
      ...more,
    },
  );
  const id = await record(store, account, uid);
  const { token } = await begin(store, id);
  await store.intake.identify(id, token, message.fingerprint);
  const earlier = await store.intake.earlier(account, message);
  const judgement = triage(message, { ...labContext, earlier }, ruleset);
  const actions = planActions(judgement, { id, fingerprint: message.fingerprint }, { mode: 'send' });
  const saved = await store.intake.saveJudged(id, token, {
    read: message,
    judgement,
    status: 'handled',
    reason: { code: 'judged', detail: 'as it came' },
    actions,
    receivedAt: `2025-10-1${uid}T09:00:00.000Z`,
  });
  expect(saved.outcome).toBe('saved');
  return id;
}

/** The actions of a message with their states. */
export async function actionsOf(store: Store, id: string) {
  return ((await store.read.show(id))?.actions ?? []).map(({ kind, state, payload, reason }) => ({
    kind,
    state,
    payload,
    reason,
  }));
}
