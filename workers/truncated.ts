import type { ReadMessage } from '../src/domain/index.js';

/**
 * What was read of a message that is larger than the limit: only its beginning was fetched, so its attachments are
 * incomplete, whatever the reader thought of them.
 */
export function markTruncated(read: ReadMessage, maxBytes: number): ReadMessage {
  const megabytes = Math.round(maxBytes / 1_000_000);
  const detail = `The message is larger than ${megabytes} MB; only its beginning was read. The whole of it lies in the mailbox.`;
  return {
    ...read,
    mail: { ...read.mail, problems: [...read.mail.problems, { code: 'too-large', detail }] },
    documents: read.documents.map((document, index) =>
      // Attachments before the last one may be whole; a reader that found text says so.
      index < read.documents.length - 1 && document.status === 'ok'
        ? document
        : { ...document, status: 'too-large', reason: detail, pages: [], quality: null },
    ),
  };
}
