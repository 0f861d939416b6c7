import type { ImapServer, Message, Node, Value } from 'hoodiecrow-imap';

/**
 * Makes a hoodiecrow server answer FETCH and SEARCH HEADER from the raw message. Its own parser splits a message into
 * parts line by line, can be led astray by a bare CR, and answers a byte range only for the first message of a set.
 */
export function answerFromRaw(server: ImapServer): void {
  server.messageHandlers.push((_server, message) => {
    const { lines, body } = headOf(message.raw);
    // What SEARCH looks at.
    message.parsed = { header: lines, text: body, parsedHeader: {} };
  });
  const body = (_connection: unknown, message: Message, query: Node): Value => range(section(message, query), query);
  server.fetchHandlers['BODY.PEEK'] = body;
  server.fetchHandlers.BODY = body;
  server.fetchHandlers.ENVELOPE = (_connection, message) => envelope(headOf(message.raw).lines);
}

function headOf(raw: string): { lines: string[]; body: string } {
  const end = /\r?\n\r?\n/.exec(raw);
  const head = end === null ? raw : raw.slice(0, end.index);
  const body = end === null ? '' : raw.slice(end.index + end[0].length);
  return { lines: head.split(/\r?\n(?![ \t])/), body };
}

function section(message: Message, query: Node): string {
  const [what, names] = query.section ?? [];
  if (query.section === undefined) throw new Error('BODY without a section is not supported');
  if (what === undefined) return message.raw;
  const key = Array.isArray(what) ? '' : (what.value ?? '').toUpperCase();
  const { lines, body } = headOf(message.raw);
  if (key === 'HEADER') return `${lines.join('\r\n')}\r\n\r\n`;
  if (key === 'TEXT') return body;
  if (key === 'HEADER.FIELDS' && Array.isArray(names)) {
    const wanted = new Set(names.map((name) => (name.value ?? '').toUpperCase()));
    // Names may not come back as literals.
    for (const name of names) name.type = 'ATOM';
    const kept = lines.filter((line) => wanted.has((line.split(':', 1)[0] ?? '').trim().toUpperCase()));
    return `${kept.map((line) => `${line}\r\n`).join('')}\r\n`;
  }
  throw new Error(`BODY[${key}] is not supported`);
}

/** RFC 3501 §6.4.5: `<start.length>` is asked, `<start>` is answered. The query serves every message of the set. */
const asked = new WeakMap<Node, readonly number[]>();

function range(value: string, query: Node): Value {
  if (query.partial === undefined) return { type: 'LITERAL', value };
  const partial = asked.get(query) ?? query.partial.map(Number);
  asked.set(query, partial);
  const [start = 0, length = value.length] = partial;
  query.partial = [start];
  return { type: 'LITERAL', value: value.slice(start, start + length) };
}

/** RFC 3501 §7.4.2, every string as a literal, so that no character of a header can break the line. */
function envelope(lines: readonly string[]): Value {
  const field = (name: string): string | null => {
    const line = lines.find((candidate) => candidate.toLowerCase().startsWith(`${name}:`));
    return line === undefined
      ? null
      : line
          .slice(name.length + 1)
          .replace(/\r?\n[ \t]/g, ' ')
          .trim();
  };
  const text = (value: string | null): Value => (value === null || value === '' ? null : { type: 'LITERAL', value });
  const from = addresses(field('from'), text);
  return [
    text(field('date')),
    text(field('subject')),
    from,
    addresses(field('sender'), text) ?? from,
    addresses(field('reply-to'), text) ?? from,
    addresses(field('to'), text),
    addresses(field('cc'), text),
    null,
    text(field('in-reply-to')),
    text(field('message-id')),
  ];
}

/** Good enough for a demo: what stands in angle brackets or has an `@`, with the words before it as the name. */
function addresses(value: string | null, text: (value: string | null) => Value): Value {
  const found = [
    ...(value ?? '').matchAll(/(?:"([^"]*)"|([^,<"]*))\s*<([^<>@\s]+)@([^<>@\s]+)>|([^,<>@\s"]+)@([^,<>@\s"]+)/g),
  ];
  const list = found.map(([, quoted, words, local, domain, bareLocal, bareDomain]) => [
    text((quoted ?? words ?? '').trim()),
    null,
    text(local ?? bareLocal ?? null),
    text(domain ?? bareDomain ?? null),
  ]);
  return list.length === 0 ? null : list;
}
