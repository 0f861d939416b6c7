/** Characters that end a header line, or that show text in another order than it is stored in. */
const dangerous = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/gu;

/** One line of header text: nothing in it can start another header or turn the line around. At most `max` characters. */
export function headerText(text: string, max: number): string {
  const line = text
    .replace(dangerous, ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    // Text that looks like an encoded word would be decoded by the reader (RFC 2047 section 6.2), with whatever is in it.
    .replace(/=\?/g, '= ?')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= max ? line : `${[...line].slice(0, max - 1).join('')}…`;
}

/** `Re:` in the languages that mail programs write it in, any number of them, also counted as in `Re[2]:`. */
const replyPrefixes =
  /^(?:\s*(?:re|aw|antw|sv|vs|rv|rif|ref|odp|ynt|res|回复|答复|回覆)(?:\s*[[(]\d+[\])])?\s*[:：])+/iu;

/** `Re: ` once, before the subject of the mail that is answered. */
export function replySubject(subject: string): string {
  const bare = headerText(headerText(subject, 1000).replace(replyPrefixes, ''), 200);
  return `Re: ${bare === '' ? 'your message' : bare}`;
}

/** A msg-id as RFC 5322 §3.6.4 has it, loosely: printable ASCII without spaces between one pair of angle brackets. */
const messageIdPattern = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,240}>$/;

export function isMessageId(id: string): boolean {
  return messageIdPattern.test(id);
}

/**
 * References of a reply (RFC 5322 §3.6.4): those of the parent, then the parent. Long threads keep the first, which
 * starts the thread, and the last twenty. What is no msg-id is left out.
 */
export function replyReferences(parent: string | null, references: readonly string[]): string[] {
  const all = [...new Set([...references, ...(parent === null ? [] : [parent])])].filter(isMessageId);
  const [first, ...rest] = all;
  return first === undefined ? [] : [first, ...rest.slice(-20)];
}
