/** What libraries say when a file leads them where their authors never were; it tells a reader nothing. */
const internal =
  /undefined|null|not a function|not iterable|\[object|cannot read|is not defined|out of range|out of bounds|maximum call stack|offset|invalid array|RangeError|TypeError/i;

/** An error as half a sentence for a person: a library's own words where they mean something, one line, without its period. */
export function messageOf(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error))
    .replace(/@#\[line:[^\]]*\]|\[xmldom \w+\]/g, '')
    .replace(/^\s*(error:\s*)+/i, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
  if (message === '' || error instanceof TypeError || error instanceof RangeError || internal.test(message))
    return 'its structure is damaged';
  return message.slice(0, 200);
}
