/** NUL and lone surrogates: neither text nor jsonb of PostgreSQL takes them, and strangers' files are full of both. */
const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The text with U+FFFD in place of what PostgreSQL can't hold. */
export function storableText(text: string): string {
  return text.replace(unstorable, '\uFFFD');
}

/** The same for text that may be missing. */
export function storableOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : storableText(text);
}

/** A value as JSON that jsonb takes. Numbers that JSON has no word for become null, as JSON.stringify does it. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storableText(part) : part));
  // A key can be a stranger's text as well; JSON.stringify writes NUL and lone surrogates in it as escapes.
  return json.replace(/\\u(0000|d[89a-f][0-9a-f]{2})/gi, (found: string, _code: string, at: number) =>
    isEscaped(json, at) ? found : '\\ufffd',
  );
}

/** True when the backslash at `at` is itself escaped, so that what looks like an escape is plain text. */
function isEscaped(json: string, at: number): boolean {
  let before = at - 1;
  while (json[before] === '\\') before -= 1;
  return (at - 1 - before) % 2 === 1;
}

/** An ISO date, or null for what is not one or lies outside PostgreSQL's and common sense's range. */
export function storableTime(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const time = new Date(text);
  const year = time.getUTCFullYear();
  return Number.isNaN(time.getTime()) || year < 1 || year > 9999 ? null : time.toISOString();
}
