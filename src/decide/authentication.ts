import { getDomain } from 'tldts';
import { domainOf, headerValue, headerValues, type Mail } from '../domain/index.js';

/** What is known of the From domain's genuineness. `none`: no trusted evidence either way. */
export type Authenticity = 'pass' | 'fail' | 'none';

/**
 * Whether two domains align in DMARC's relaxed sense: the same organisational domain (RFC 7489 section 3.1). Both parts of
 * the public suffix list count (section 3.2): who registers a name below uk.com or github.io shares nothing with the others.
 */
export function aligned(a: string, b: string): boolean {
  const organisation = (domain: string): string =>
    getDomain(domain.toLowerCase(), { allowPrivateDomains: true }) ?? domain.toLowerCase();
  return a !== '' && b !== '' && organisation(a) === organisation(b);
}

interface Result {
  readonly method: string;
  readonly result: string;
  readonly properties: Readonly<Map<string, string>>;
}

/**
 * The field without comments, every quoted string blanked (RFC 8601 section 2.2, RFC 5322 section 3.2.4). The server
 * repeats addresses that the sender chose: `"x; dmarc=pass"@evil.example` is a local part, not a result.
 */
function bare(value: string): string {
  let depth = 0;
  let quoted: string | null = null;
  let out = '';
  for (let i = 0; i < value.length; i++) {
    const char = value[i] as string;
    if (char === '\\' && (quoted !== null || depth > 0)) {
      i++;
      if (quoted !== null) quoted += '\\';
    } else if (quoted !== null && char !== '"') quoted += char;
    else if (quoted !== null) {
      // A plain word may as well stand without quotes; anything else is a stranger's text.
      out += /^[\w.@+-]+$/.test(quoted) ? quoted : '_';
      quoted = null;
    } else if (depth > 0) depth += char === '(' ? 1 : char === ')' ? -1 : 0;
    else if (char === '"') quoted = '';
    else if (char === '(') depth = 1;
    else out += char;
  }
  return out;
}

/** An Authentication-Results field taken apart (RFC 8601 section 2.2), comments dropped. */
export function parseAuthenticationResults(value: string): { authservId: string; results: Result[] } {
  const [head, ...parts] = bare(value).split(';');
  const results = parts.flatMap((part): Result[] => {
    const match = /^\s*([\w-]+)(?:\/\d+)?\s*=\s*(\w+)/.exec(part);
    if (match === null) return [];
    const properties = new Map<string, string>();
    for (const property of part.matchAll(/([\w-]+\.[\w-]+)\s*=\s*"?([^\s";]+)"?/g)) {
      // The first value counts: what follows may be a stranger's text.
      const name = (property[1] ?? '').toLowerCase();
      if (!properties.has(name)) properties.set(name, property[2] ?? '');
    }
    return [{ method: (match[1] ?? '').toLowerCase(), result: (match[2] ?? '').toLowerCase(), properties }];
  });
  return { authservId: (head ?? '').trim().split(/\s+/)[0]?.toLowerCase() ?? '', results };
}

/**
 * DMARC's verdict, or aligned SPF or DKIM, by the Authentication-Results fields that carry a trusted authserv-id. A pass
 * counts only in the topmost one, because a field of the same name further down may have come with the mail. A failure
 * counts in each: a server may write one field for every check, and nobody forges what speaks against themselves.
 */
export function authenticityOf(mail: Mail, authservIds: readonly string[]): Authenticity {
  const from = domainOf(mail.from[0]?.email ?? '');
  const trusted = authservIds.map((id) => id.trim().toLowerCase()).filter((id) => id !== '');
  const fields = headerValues(mail, 'authentication-results')
    .map(parseAuthenticationResults)
    .filter((parsed) => trusted.includes(parsed.authservId));
  const [field] = fields;
  if (field === undefined || from === '') return 'none';
  const isDmarc = (result: Result): boolean => result.method === 'dmarc';
  const fails = (result: Result): boolean => isDmarc(result) && ['fail', 'permerror'].includes(result.result);
  if (fields.some(({ results }) => results.some(fails))) return 'fail';
  const dmarc = field.results.filter(isDmarc);
  const passes = (result: Result, names: readonly string[]): boolean =>
    result.result === 'pass' &&
    names.some((name) => aligned(domainOf(`@${(result.properties.get(name) ?? '').split('@').at(-1) ?? ''}`), from));
  if (
    dmarc.some(
      (result) =>
        result.result === 'pass' && (!result.properties.has('header.from') || passes(result, ['header.from'])),
    )
  )
    return 'pass';
  if (field.results.some((result) => result.method === 'spf' && passes(result, ['smtp.mailfrom']))) return 'pass';
  if (field.results.some((result) => result.method === 'dkim' && passes(result, ['header.d', 'header.i'])))
    return 'pass';
  return 'none';
}

/** The Return-Path's address, null when the field is there but empty, undefined when it is missing. */
export function returnPathOf(mail: Mail): string | null | undefined {
  const value = headerValue(mail, 'return-path');
  if (value === null) return undefined;
  const address = value.trim().replace(/^<|>$/g, '').trim();
  return address === '' ? null : address.toLowerCase();
}
