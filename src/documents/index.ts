/** Bytes to text: whole messages through threads, single files and mails in this one. Everything else here is inside. */
export { defaultLimits, type ReaderLimits } from './limits.js';
export { type ParsedMail, parseMail } from './mail/parse-mail.js';
export { createMessageReader, type MessageReader, type MessageReaderOptions } from './message-reader.js';
export { readDocument } from './read-document.js';
