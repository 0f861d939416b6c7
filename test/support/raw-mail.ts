import { defaultLimits, parseMail } from '../../src/documents/index.js';
import type { ReadDocument, ReadMessage } from '../../src/domain/index.js';

/**
 * A mail from its source text, parsed as the program does it; attachments are given as read documents, so that no
 * thread is needed. Lines are joined by CRLF.
 */
export async function fromRaw(source: string, documents: readonly ReadDocument[] = []): Promise<ReadMessage> {
  const raw = Buffer.from(source.replace(/^\n/, '').replace(/\r?\n/g, '\r\n'), 'utf8');
  const { mail, fingerprint } = await parseMail(raw, defaultLimits);
  return { mail, documents, fingerprint, bytes: raw.length };
}
