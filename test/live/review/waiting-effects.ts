import { expect } from 'vitest';
import type { Store } from '../../../src/store/index.js';
import { begin, judgeMessage, record } from '../../store/helpers.js';
import { replyPlan, sampleJudgement, sampleMail, sampleRead } from '../../store/samples.js';

const caps = { domain: { max: 5, hours: 24 }, account: { max: 5, hours: 24 }, overall: { max: 5, hours: 24 } };

/** A judged mail of somebody, with a planned acknowledgement; returns the action's id. */
export async function answered(store: Store, uid: number, name: string, delaySeconds = 0): Promise<string> {
  const email = `${name.toLowerCase()}@example.com`;
  const read = sampleRead(`lab-${uid}`, {
    mail: sampleMail(uid, { from: [{ name, email }], subject: `PhD in optimal transport, ${name}` }),
  });
  const applicant = { name, email, confidence: 0.9 };
  const { actionIds } = await judgeMessage(store, 'lab', uid, {
    read,
    judgement: sampleJudgement({ applicant }),
    actions: (id) => [replyPlan(id, { to: email, delaySeconds })],
  });
  return actionIds[0] ?? '';
}

/** One acknowledgement that the kill switch held, one that may have left, one refused, and a mail that can't be read. */
export async function waitingEffects(store: Store): Promise<void> {
  await store.settings.ensureAccount('lab');
  const claim = async (id: string): Promise<string> => {
    const claimed = await store.ledger.claim(id, { effect: 'send', windowDays: 30, caps });
    return claimed.outcome === 'claimed' ? claimed.token : '';
  };
  const refused = await answered(store, 9001, 'Refused');
  const refusal = { state: 'failed', reason: 'refused-by-server', detail: '550 no such user' } as const;
  expect(await store.ledger.finish(refused, await claim(refused), refusal)).toBe(true);
  const maybe = await answered(store, 9002, 'Maybe');
  const unsure = { state: 'uncertain', reason: 'no-answer', detail: 'the connection broke after DATA' } as const;
  expect(await store.ledger.finish(maybe, await claim(maybe), unsure)).toBe(true);
  const held = await answered(store, 9003, 'Held');
  await store.settings.pause({ reason: 'a test of the whole', actor: 'ada' });
  expect(await store.ledger.claim(held, { effect: 'send', windowDays: 30, caps })).toMatchObject({ outcome: 'held' });
  const broken = await record(store, 'lab', 9004);
  const { token } = await begin(store, broken);
  const reason = { code: 'unparseable', detail: 'Its MIME structure is nested 200 levels deep. Look at it yourself.' };
  await store.intake.quarantine(broken, token, reason);
  await store.settings.resume({ actor: 'ada' });
  await store.settings.pause({ reason: 'a test of the whole', actor: 'ada' });
}
