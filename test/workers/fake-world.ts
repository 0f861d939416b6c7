import { createHash } from 'node:crypto';
import {
  type DraftSighting,
  type LabelBackend,
  type LabelChange,
  type LabelsAt,
  type Location,
  permanent,
  type ReadMessage,
  type StillAllowed,
  type WrittenDraft,
} from '../../src/domain/index.js';
import { appendOnce } from '../../src/mailbox/append-once.js';
import type { Mailbox, MessageReader, Outbox, OutgoingMail, SendResult } from '../../workers/interfaces.js';
import { sampleRead } from '../store/samples.js';
import type { Life } from './mortal.js';

/** What happens at the next call before its work is done; it may throw. */
export type Trouble = () => unknown;

const keyOf = (place: Location): string => `${place.account}/${place.folder}/${place.uidValidity}/${place.uid}`;

/**
 * A mailbox and a mail server in memory, with the effects on them. Only the mail world is faked: the store is real.
 * Each method first takes a trouble from `troubles[method]`, if there is one.
 */
export class FakeWorld implements Mailbox, Outbox, MessageReader {
  readonly messages = new Map<string, { place: Location; raw: Buffer; labels: Set<string> }>();
  readonly drafts: OutgoingMail[] = [];
  /** Message-IDs of all drafts that were ever appended, as often as they were. */
  readonly written: string[] = [];
  /** Message-IDs of the mails in the Sent folder. */
  readonly sentFolder: string[] = [];
  /** Every mail that left, as often as it left. */
  readonly delivered: OutgoingMail[] = [];
  readonly troubles: Partial<
    Record<
      | 'fetch'
      | 'find'
      | 'labelsAt'
      | 'changeLabels'
      | 'moveToLabel'
      | 'moved'
      | 'appendDraft'
      | 'search'
      | 'append'
      | 'appended'
      | 'findDrafts'
      | 'standingAnswer'
      | 'appendSent'
      | 'wasSent'
      | 'send'
      | 'read',
      Trouble[]
    >
  > = {};
  backend: LabelBackend = 'keywords';
  /** Whether the server has COPYUID. */
  saysWhere = true;
  moves = 0;
  /** Message-IDs of mails that a person has answered. */
  readonly byHand = new Set<string>();
  /** Labels that the server forgets (PERMANENTFLAGS). */
  readonly forbidden = new Set<string>();
  /** Runs between the permission to send and the end of the transaction. */
  afterData: (mail: OutgoingMail) => Promise<SendResult> = async () => ({ outcome: 'accepted', response: '250 ok' });

  /**
   * The commands that the methods are made of, each a round trip to the server at which a worker may die. The server looks
   * at nothing by itself: what is appended twice stands there twice.
   */
  readonly commands = {
    search: async (folder: 'drafts' | 'sent', messageId: string): Promise<number | null> => {
      await this.trouble('search');
      const ids = folder === 'drafts' ? this.drafts.map((draft) => draft.messageId) : this.sentFolder;
      const index = ids.lastIndexOf(messageId);
      return index < 0 ? null : index + 1;
    },
    append: async (folder: 'drafts' | 'sent', mail: OutgoingMail): Promise<number> => {
      await this.trouble('append');
      if (folder === 'drafts') this.written.push(mail.messageId);
      const uid = folder === 'drafts' ? this.drafts.push(mail) : this.sentFolder.push(mail.messageId);
      await this.trouble('appended');
      return uid;
    },
    /** DATA, from the first byte to the server's answer. */
    data: (mail: OutgoingMail): Promise<SendResult> => this.afterData(mail),
  };

  /** The same world as one worker meets it: at each method and at each command its life may end. */
  as(life: Life): FakeWorld {
    return life.mortal(Object.create(this, { commands: { value: life.mortal(this.commands) } }) as FakeWorld);
  }

  put(place: Location, text: string): void {
    this.messages.set(keyOf(place), { place, raw: Buffer.from(text), labels: new Set() });
  }

  move(from: Location, to: Location): void {
    const message = this.messages.get(keyOf(from));
    if (message === undefined) throw new Error('nothing to move');
    this.messages.delete(keyOf(from));
    this.messages.set(keyOf(to), { ...message, place: to });
  }

  labelsOn(place: Location): string[] {
    return [...(this.messages.get(keyOf(place))?.labels ?? [])].sort();
  }

  async fetch(place: Location): Promise<{ raw: Buffer; receivedAt: string; truncated: boolean } | null> {
    await this.trouble('fetch');
    const message = this.messages.get(keyOf(place));
    return message === undefined
      ? null
      : { raw: message.raw, receivedAt: '2025-11-03T08:12:00.000Z', truncated: false };
  }

  async find(account: string, messageId: string | null): Promise<Location | null> {
    await this.trouble('find');
    const found = [...this.messages.values()].find(
      ({ place, raw }) => place.account === account && fakeMessageId(raw) === messageId,
    );
    return found?.place ?? null;
  }

  async labelsAt(place: Location, ours: readonly string[]): Promise<LabelsAt> {
    await this.trouble('labelsAt');
    const message = this.mustHave(place);
    const standing = (label: string) =>
      this.backend === 'folders' ? place.folder === label : message.labels.has(label);
    const watched = place.folder === 'INBOX';
    return { backend: this.backend, why: 'a test says so', standing: ours.filter(standing), forgotten: [], watched };
  }

  async changeLabels(place: Location, { add, remove }: LabelChange, stillAllowed: StillAllowed): Promise<boolean> {
    await this.trouble('changeLabels');
    const message = this.mustHave(place);
    if (!(await stillAllowed())) return false;
    for (const label of remove) message.labels.delete(label);
    for (const label of add) {
      if (this.forbidden.has(label)) throw permanent('imap-label-dropped', 'it was not kept', 'make room');
      message.labels.add(label);
    }
    return true;
  }

  async moveToLabel(
    place: Location,
    label: string,
    _messageId: string | null,
    stillAllowed: StillAllowed,
  ): Promise<Location | null | 'withheld'> {
    await this.trouble('moveToLabel');
    this.mustHave(place);
    if (!(await stillAllowed())) return 'withheld';
    this.moves += 1;
    const to = { ...place, folder: label, uid: 1000 + this.moves };
    this.move(place, to);
    await this.trouble('moved');
    return this.saysWhere ? to : null;
  }

  async appendDraft(
    account: string,
    raw: Buffer,
    messageId: string,
    stillAllowed: StillAllowed,
  ): Promise<Location | 'withheld'> {
    await this.trouble('appendDraft');
    return this.appendTo('drafts', { messageId, from: account, to: raw.toString(), raw }, stillAllowed);
  }

  async findDrafts(_account: string, drafts: readonly WrittenDraft[]): Promise<readonly DraftSighting[]> {
    await this.trouble('findDrafts');
    const sightings: DraftSighting[] = [];
    for (const { messageId } of drafts) {
      if ((await this.commands.search('drafts', messageId)) !== null)
        sightings.push({ at: 'drafts', detail: 'in Drafts' });
      else if ((await this.commands.search('sent', messageId)) !== null)
        sightings.push({ at: 'sent', detail: 'in Sent' });
      else sightings.push({ at: 'nowhere', detail: 'neither in Drafts nor in Sent' });
    }
    return sightings;
  }

  async standingAnswer(_account: string, reply: WrittenDraft): Promise<'sent' | 'by-hand' | 'drafted' | null> {
    await this.trouble('standingAnswer');
    if ((await this.commands.search('sent', reply.messageId)) !== null) return 'sent';
    if (reply.answers !== null && this.byHand.has(reply.answers)) return 'by-hand';
    return (await this.commands.search('drafts', reply.messageId)) === null ? null : 'drafted';
  }

  async appendSent(account: string, raw: Buffer, messageId: string): Promise<void> {
    await this.trouble('appendSent');
    await this.appendTo('sent', { messageId, from: account, to: raw.toString(), raw }, async () => true);
  }

  async wasSent(_account: string, messageId: string): Promise<boolean> {
    await this.trouble('wasSent');
    return (await this.commands.search('sent', messageId)) !== null;
  }

  async send(_account: string, mail: OutgoingMail, stillAllowed: () => Promise<boolean>): Promise<SendResult> {
    await this.trouble('send');
    if (!(await stillAllowed())) return { outcome: 'refused', retry: true, response: 'not sent' };
    const result = await this.commands.data(mail);
    if (result.outcome === 'accepted') this.delivered.push(mail);
    return result;
  }

  async read(raw: Buffer): Promise<ReadMessage> {
    await this.trouble('read');
    const text = raw.toString();
    const fingerprint = createHash('sha256').update(text).digest('hex');
    const sample = sampleRead(text);
    return { ...sample, mail: { ...sample.mail, messageId: fakeMessageId(raw) }, fingerprint };
  }

  /** The program's own order of commands, which src/mailbox/append.ts gives to a real server. */
  private appendTo(
    folder: 'drafts' | 'sent',
    mail: OutgoingMail,
    stillAllowed: StillAllowed,
  ): Promise<Location | 'withheld'> {
    const name = folder === 'drafts' ? 'Drafts' : 'Sent';
    const at = (uid: number): Location => ({ account: mail.from, folder: name, uidValidity: '1', uid });
    const { search, append } = this.commands;
    const standing = async (): Promise<Location | null> => {
      const uid = await search(folder, mail.messageId);
      return uid === null ? null : at(uid);
    };
    return appendOnce({ standing, append: async () => at(await append(folder, mail)) }, stillAllowed);
  }

  private mustHave(place: Location): { labels: Set<string> } {
    const message = this.messages.get(keyOf(place));
    if (message === undefined) throw permanent('imap-message-gone', 'it is gone', 'look elsewhere');
    return message;
  }

  private async trouble(method: keyof FakeWorld['troubles']): Promise<void> {
    await this.troubles[method]?.shift()?.();
  }
}

/** Message-ID of a fake raw message, made from its text. */
export function fakeMessageId(raw: Buffer | string): string {
  return `<${raw.toString().replace(/\W+/g, '.')}@example.com>`;
}
