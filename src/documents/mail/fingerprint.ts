import { createHash } from 'node:crypto';
import type { Header, Mail } from '../../domain/index.js';

/**
 * sha256 (hex) over what makes a message itself: Message-ID, Date, From, Subject, text and attachments. Transport headers
 * and MIME boundaries are left out, so a message that was moved, re-uploaded or delivered twice keeps its fingerprint.
 */
export function fingerprintOf(mail: Mail, headers: readonly Header[], attachmentHashes: readonly string[]): string {
  const date = headers.find((header) => header.name === 'date')?.value ?? '';
  const parts = [
    mail.messageId ?? '',
    mail.date ?? date,
    mail.from.map((address) => address.email).join(','),
    mail.subject.replace(/\s+/g, ' ').trim(),
    mail.text.replace(/\s+/g, ' ').trim(),
    [...attachmentHashes].sort().join(','),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
