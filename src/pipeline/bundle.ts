import type { EarlierApplication, Judgement, ReadMessage } from '../domain/index.js';

/** What a message may be recognised by when it continues an application. */
export interface BundleKeys {
  readonly messageId: string | null;
  readonly fingerprint: string;
  readonly references: readonly string[];
  readonly sender: string | null;
}

/** The keys of a message. */
export function bundleKeys(message: ReadMessage): BundleKeys {
  const { mail } = message;
  return {
    messageId: mail.messageId,
    fingerprint: message.fingerprint,
    references: [...mail.inReplyTo, ...mail.references],
    sender: mail.from[0]?.email.toLowerCase() ?? null,
  };
}

/**
 * Remembers the applications of one run (or one mailbox) so that follow-ups join them: by thread, else by sender.
 * Plain memory; the live program fills it from the store.
 */
export class Bundles {
  private readonly seen = new Set<string>();
  private readonly byThread = new Map<string, EarlierApplication>();
  private readonly bySender = new Map<string, EarlierApplication>();

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
    return keys.sender === null ? null : (this.bySender.get(keys.sender) ?? null);
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
    const email = judgement.applicant?.email?.toLowerCase() ?? (forwarded ? null : keys.sender);
    if (email !== null) this.bySender.set(email, application);
  }
}
