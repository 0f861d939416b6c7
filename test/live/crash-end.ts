import { expect } from 'vitest';
import { replyMessageId } from '../../src/outbox/index.js';
import type { Store } from '../../src/store/index.js';

/** From whom the program answers. */
export const identity = { name: 'OT group', email: 'openings@ot-lab.example.org' };

/** What a mailbox and a mail server hold at the end. */
export interface World {
  readonly inbox: readonly { readonly keywords: readonly string[]; readonly flags: readonly string[] }[];
  /** Message-IDs, as often as they stand there. */
  readonly drafts: readonly string[];
  readonly sentFolder: readonly string[];
  readonly sent: readonly { readonly to: readonly string[]; readonly messageId: string }[];
}

export const messageIdOf = (raw: Buffer): string =>
  /^Message-ID:\s*(\S+)/im.exec(raw.toString('latin1'))?.[1] ?? 'none';
const once = (ids: readonly string[], what: string): void => {
  expect([...ids].sort(), `${what}, each once`).toEqual([...new Set(ids)].sort());
};

/** What must hold at the end, whatever was killed when. */
export async function expectAllDone(
  store: Store,
  { inbox, drafts, sentFolder, sent }: World,
  { arrived, kills }: { readonly arrived: number; readonly kills: number },
): Promise<void> {
  const messages = await store.read.messages({ limit: 1000 });
  const unsettled = messages.filter(
    (message) => !['handled', 'left-alone', 'quarantined', 'gone'].includes(message.status),
  );
  expect(unsettled).toEqual([]);
  // Every message has a reason that a person can read.
  expect(messages.filter((message) => message.reason === null)).toEqual([]);
  expect(inbox.filter((mail) => mail.flags.includes('\\Seen'))).toEqual([]);
  expect(inbox.length).toBe(arrived);
  const outgoing = sent.map(({ messageId }) => messageId);
  once(outgoing, 'mails that left');
  once(drafts, 'drafts');
  once(sentFolder, 'copies in Sent');
  expect(sentFolder.filter((id) => !outgoing.includes(id))).toEqual([]);
  let labelled = 0;
  const answers: { readonly person: string; readonly messageId: string; readonly ended: string }[] = [];
  for (const message of messages) {
    const shown = await store.read.show(message.id);
    const decision = shown?.judgement?.decision;
    const actions = shown?.actions ?? [];
    const replies = actions.filter(({ payload }) => payload.kind !== 'label');
    if ((decision?.labels.length ?? 0) > 0) {
      expect(actions.find(({ kind }) => kind === 'label')?.state, `label of message ${message.id}`).toBe('done');
      labelled++;
    }
    // Whatever is to be answered has its reply, and no other message has one.
    const asked = decision !== undefined && decision.acknowledge !== 'no' ? 1 : 0;
    expect(replies.length, `replies to message ${message.id}: ${decision?.reason}`).toBe(asked);
    for (const { key, payload, state, reason } of replies) {
      const person = payload.kind === 'label' ? '' : `${payload.to.toLowerCase()} ${payload.position}`;
      answers.push({
        person,
        messageId: replyMessageId(key, identity),
        ended: reason === null ? state : `${state} ${reason}`,
      });
    }
  }
  expect(labelled).toBeGreaterThan(10);
  expect(
    inbox.filter((mail) => mail.keywords.some((keyword) => keyword.startsWith('Triage-'))).length,
  ).toBeGreaterThanOrEqual(labelled);
  expectAnswered(answers, outgoing, drafts, kills);
  // No two to one person.
  once(
    sent.map((mail) => mail.to.join(',')),
    'people who got a mail',
  );
}

/** Every reply ended as its effect says: none is forgotten, none is twice, and none is there that nobody planned. */
function expectAnswered(
  answers: readonly { readonly person: string; readonly messageId: string; readonly ended: string }[],
  outgoing: readonly string[],
  drafts: readonly string[],
  kills: number,
): void {
  const answered = new Set<string>();
  for (const { person, messageId, ended } of answers) {
    const effects = [outgoing.includes(messageId) ? 'sent' : '', drafts.includes(messageId) ? 'drafted' : ''].join('');
    const allowed: Record<string, readonly string[]> = {
      done: ['sent', 'drafted'],
      'done drafted-instead': ['drafted'],
      'done found-in-sent': ['sent'],
      'uncertain no-answer': ['sent', ''],
      'skipped answered-before': [''],
      'skipped asked-before': [''],
    };
    expect(allowed[ended] ?? [`no reply ends as ${ended}`], `${ended}, to ${person}`).toContain(effects);
    if (!ended.startsWith('skipped')) answered.add(person);
  }
  for (const { person, ended } of answers) expect([...answered], `who was ${ended}`).toContain(person);
  const planned = answers.map(({ messageId }) => messageId);
  expect(
    [...outgoing, ...drafts].filter((id) => !planned.includes(id)),
    'answers that nobody planned',
  ).toEqual([]);
  expect(outgoing.length).toBeGreaterThan(3);
  expect(drafts.length).toBeGreaterThan(0);
  // At most the two that each killed process had under way.
  expect(answers.filter(({ ended }) => ended.startsWith('uncertain')).length).toBeLessThanOrEqual(2 * kills);
}
