import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { LabelsAt, Location, ReadMessage, StillAllowed, WrittenDraft } from '../../../src/domain/index.js';
import { appendOnce } from '../../../src/mailbox/append-once.js';
import type { Mailbox, MessageReader, Outbox, OutgoingMail, SendResult } from '../../../workers/interfaces.js';
import { sampleRead } from '../../store/samples.js';

/** One effect on the world, as a line of the world's file. */
export interface Effect {
  readonly kind: 'label' | 'draft' | 'send' | 'sent-copy';
  /** Message-ID, or the place of a label. */
  readonly what: string;
}

export function effectsIn(file: string): Effect[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Effect);
}

/** Mails 1 and 2, 3 and 4, … come from one person. */
export function senderOf(uid: number): string {
  return `person-${Math.ceil(uid / 2)}@example.com`;
}

/** Message-ID of the reply with this key in the ledger. */
export function fakeReplyId(key: string): string {
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 12)}@example.org>`;
}

/**
 * A mailbox and a mail server outside of the process: every effect is a line in a file, which stays when the process is
 * killed. Each takes a little while before and after it happens, so that kills hit those moments too.
 */
export class FileWorld implements Mailbox, Outbox, MessageReader {
  constructor(private readonly file: string) {}

  async fetch(place: Location): Promise<{ raw: Buffer; receivedAt: string; truncated: boolean }> {
    await this.pause();
    return { raw: Buffer.from(`mail ${place.uid}`), receivedAt: '2025-11-03T08:12:00.000Z', truncated: false };
  }

  async find(): Promise<null> {
    return null;
  }

  async labelsAt(_place: Location, ours: readonly string[]): Promise<LabelsAt> {
    return { backend: 'keywords', why: 'a test says so', standing: [], forgotten: ours, watched: true };
  }

  async changeLabels(place: Location, _change: unknown, stillAllowed: StillAllowed): Promise<boolean> {
    if (!(await stillAllowed())) return false;
    await this.happen({ kind: 'label', what: `${place.uid}` });
    return true;
  }

  async moveToLabel(): Promise<never> {
    throw new Error('labels are keywords here');
  }

  async appendDraft(
    account: string,
    _raw: Buffer,
    messageId: string,
    stillAllowed: StillAllowed,
  ): Promise<Location | 'withheld'> {
    return this.append('draft', account, messageId, stillAllowed);
  }

  async findDrafts(): Promise<never> {
    throw new Error('nobody looks for drafts here');
  }

  async standingAnswer(_account: string, { messageId }: WrittenDraft): Promise<'sent' | 'drafted' | null> {
    if (await this.has('sent-copy', messageId)) return 'sent';
    return (await this.has('draft', messageId)) ? 'drafted' : null;
  }

  async appendSent(account: string, _raw: Buffer, messageId: string): Promise<void> {
    await this.append('sent-copy', account, messageId, async () => true);
  }

  async wasSent(_account: string, messageId: string): Promise<boolean> {
    return this.has('sent-copy', messageId);
  }

  async send(_account: string, mail: OutgoingMail, stillAllowed: () => Promise<boolean>): Promise<SendResult> {
    if (!(await stillAllowed())) return { outcome: 'refused', retry: true, response: 'not sent' };
    await this.happen({ kind: 'send', what: mail.messageId });
    return { outcome: 'accepted', response: '250 ok' };
  }

  async read(raw: Buffer): Promise<ReadMessage> {
    await this.pause();
    const text = raw.toString();
    const fingerprint = createHash('sha256').update(text).digest('hex');
    const sample = sampleRead(text.replace(' ', '-'));
    const from = [{ name: null, email: senderOf(Number(text.split(' ')[1])) }];
    return { ...sample, mail: { ...sample.mail, from }, fingerprint };
  }

  /** The program's own order of commands; the folder itself takes a mail twice. */
  private append(
    kind: 'draft' | 'sent-copy',
    account: string,
    messageId: string,
    stillAllowed: StillAllowed,
  ): Promise<Location | 'withheld'> {
    const place = { account, folder: kind === 'draft' ? 'Drafts' : 'Sent', uidValidity: '1', uid: 1 };
    const standing = async () => ((await this.has(kind, messageId)) ? place : null);
    const append = async () => {
      await this.happen({ kind, what: messageId });
      return place;
    };
    return appendOnce({ standing, append }, stillAllowed);
  }

  private async has(kind: Effect['kind'], what: string): Promise<boolean> {
    await this.pause();
    return effectsIn(this.file).some((effect) => effect.kind === kind && effect.what === what);
  }

  private async happen(effect: Effect): Promise<void> {
    await this.pause();
    appendFileSync(this.file, `${JSON.stringify(effect)}\n`);
    await this.pause();
  }

  private pause(): Promise<void> {
    return delay(Math.random() * 20);
  }
}
