import type { Document, Kind, Mail, Reason, TriageContext } from '../domain/index.js';
import type { OpenPosition } from '../rules/index.js';
import type { Letter } from './letter.js';

/** What a reviewer should know before trusting a rank; a flag never lowers a score by itself. */
export function findFlags(
  mail: Mail,
  letter: Letter,
  documents: readonly Document[],
  kind: Kind,
  position: OpenPosition | null,
  context: TriageContext,
): Reason[] {
  const flags: Reason[] = [];
  if (letter.forwarded)
    flags.push({ code: 'forwarded', detail: `forwarded by ${mail.from[0]?.email ?? 'an unnamed sender'}` });
  if (context.duplicate) flags.push({ code: 'duplicate', detail: 'this message came before' });
  for (const document of documents) {
    const hidden = document.hidden.filter((text) => text.cause !== 'metadata' && text.text.trim().length >= 12);
    const words = hidden.map((text) => text.text.trim()).join(' ');
    if (hidden.length > 0) {
      flags.push({
        code: 'hidden-text',
        detail: `${document.name} holds text that a reader can't see (${hidden[0]?.cause}): ${words.slice(0, 300)}`,
      });
    }
    for (const finding of document.findings) {
      if (finding === 'hidden-text') continue;
      flags.push({ code: finding, detail: `${document.name}: ${finding}` });
    }
    if (document.status === 'unsafe')
      flags.push({ code: 'unsafe', detail: `${document.name}: ${document.reason ?? 'never opened'}` });
    if (document.type === 'cv' && document.status !== 'ok') {
      flags.push({
        code: 'cv-unread',
        detail: `${document.name} could not be read: ${document.reason ?? document.status}`,
      });
    }
  }
  if (kind === 'application') {
    const hiddenMail = mail.hidden.map((text) => text.text.trim()).join(' ');
    if (hiddenMail.length >= 40)
      flags.push({
        code: 'hidden-text',
        detail: `the mail holds text that a reader can't see: ${hiddenMail.slice(0, 300)}`,
      });
    const unreadable = documents.filter((document) => document.status !== 'ok');
    if (
      unreadable.length > 0 &&
      !documents.some((document) => document.type === 'cv' && document.status === 'ok') &&
      !flags.some((flag) => flag.code === 'cv-unread')
    ) {
      flags.push({
        code: 'cv-unread',
        detail: `no CV could be read; ${unreadable.map((document) => `${document.name}: ${document.status}`).join(', ')}`,
      });
    }
  }
  if (position?.preferredBy !== undefined && mail.date !== null && mail.date.slice(0, 10) > position.preferredBy) {
    flags.push({
      code: 'late',
      detail: `it came after ${position.preferredBy}, the preferred-by date of ${position.id}`,
    });
  }
  for (const problem of mail.problems) flags.push({ code: problem.code, detail: problem.detail });
  const seen = new Set<string>();
  return flags.filter(
    (flag) => !seen.has(`${flag.code}:${flag.detail}`) && seen.add(`${flag.code}:${flag.detail}`) !== undefined,
  );
}
