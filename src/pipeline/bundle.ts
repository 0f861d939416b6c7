import {
  type EarlierApplication,
  type Judgement,
  mailboxKey,
  type PersonTraces,
  type ReadMessage,
  sameName,
  tracesOf,
} from '../domain/index.js';

/** What a message may be recognised by when it continues an application. */
export interface BundleKeys {
  readonly messageId: string | null;
  readonly fingerprint: string;
  readonly references: readonly string[];
  /** One key for the sender's mailbox, see `mailboxKey`. */
  readonly sender: string | null;
  /** What the sender may be recognised by at a new address. */
  readonly traces: PersonTraces | null;
}

/** The keys of a message. */
export function bundleKeys(message: ReadMessage): BundleKeys {
  const { mail } = message;
  return {
    messageId: mail.messageId,
    fingerprint: message.fingerprint,
    references: [...mail.inReplyTo, ...mail.references],
    sender: mail.from[0] === undefined ? null : mailboxKey(mail.from[0].email),
    traces: tracesOf(message),
  };
}

/** Who sent a document: the name, and the address by which the application is remembered. */
interface Sent {
  readonly name: string;
  readonly by: string;
}

/**
 * Remembers the applications of one run (or one mailbox) so that follow-ups join them: by thread, else by sender, else, when
 * the sender is new, by name and document. Plain memory; the live program fills it from the store.
 */
export class Bundles {
  private readonly seen = new Set<string>();
  private readonly byThread = new Map<string, EarlierApplication>();
  private readonly bySender = new Map<string, EarlierApplication>();
  private readonly byDocument = new Map<string, Sent[]>();
  /** Second addresses of people, each with the one by which the application is remembered. */
  private readonly addresses = new Map<string, string>();

  /** True when this very message was there before; remembers it. */
  isDuplicate(keys: BundleKeys): boolean {
    const known = this.seen.has(keys.fingerprint);
    this.seen.add(keys.fingerprint);
    return known;
  }

  /** The application that a message continues, or null. */
  earlier(keys: BundleKeys): EarlierApplication | null {
    for (const id of keys.references) {
      const found = this.byThread.get(id);
      if (found !== undefined) return found;
    }
    const person = keys.sender === null ? null : this.personOf(keys.sender, keys.traces);
    return person === null ? null : (this.bySender.get(person) ?? null);
  }

  /** The address by which a sender's application is remembered, or the sender's own. */
  private personOf(sender: string, traces: PersonTraces | null): string {
    const known = this.addresses.get(sender) ?? sender;
    if (traces === null || this.bySender.has(known)) return known;
    const sent = traces.documents.flatMap((sha256) => this.byDocument.get(sha256) ?? []);
    const people = new Set(sent.filter(({ name }) => sameName(name, traces.name)).map(({ by }) => by));
    // Two of the same name with the same document may be two people after all.
    return people.size === 1 ? ([...people][0] ?? known) : known;
  }

  /** Remembers an application, with all documents that its mails brought so far. */
  remember(keys: BundleKeys, judgement: Judgement): void {
    if (judgement.kind !== 'application') return;
    const before = this.earlier(keys);
    const known = before?.documents ?? [];
    const answered = new Set(before?.answered);
    if (judgement.decision.acknowledge !== 'no') answered.add(judgement.position);
    const application: EarlierApplication = {
      position: judgement.position ?? before?.position ?? null,
      applicant: judgement.applicant,
      documents: [
        ...known,
        ...judgement.documents.filter(
          (document) => !known.some((other) => other.name === document.name && other.sha256 === document.sha256),
        ),
      ],
      answered: [...answered],
    };
    if (keys.messageId !== null) this.byThread.set(keys.messageId, application);
    for (const id of keys.references) this.byThread.set(id, application);
    const forwarded = judgement.flags.some((flag) => flag.code === 'forwarded');
    const email =
      judgement.applicant?.email == null ? (forwarded ? null : keys.sender) : mailboxKey(judgement.applicant.email);
    if (email === null) return;
    const person = this.personOf(email, email === keys.sender ? keys.traces : null);
    if (person !== email) this.addresses.set(email, person);
    this.bySender.set(person, application);
    const name = judgement.applicant?.name ?? null;
    if (name === null || email !== keys.sender) return;
    for (const sha256 of keys.traces?.documents ?? []) {
      const sent = this.byDocument.get(sha256) ?? [];
      if (!sent.some((one) => one.by === person)) this.byDocument.set(sha256, [...sent, { name, by: person }]);
    }
  }
}
