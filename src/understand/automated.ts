import {
  type Address,
  domainOf,
  headerValue,
  headerValues,
  type Mail,
  mailboxKey,
  type Reason,
} from '../domain/index.js';
import type { GuardLists } from '../rules/index.js';

/**
 * What a mail's headers say about who or what wrote it. Every finding forbids an automatic answer (the reply guard uses
 * this same list); those with `kind` also say that the mail is no application.
 */
export interface HeaderFinding extends Reason {
  /** The reason code of kind `other`, or null when the mail may still be an application. */
  readonly kind: string | null;
}

/** The value of an Auto-Submitted field without comments and parameters, lower case (RFC 3834 section 5). */
export function autoSubmitted(value: string): string {
  return (
    value
      .replace(/\([^)]*\)/g, '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? ''
  );
}

/** Whether a pattern with `*` for anything fits an address's local part. Linear: no regular expression is built. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (part === '') continue;
    const found = text.indexOf(part, at);
    if (found < 0 || (index === 0 && found !== 0)) return false;
    at = found + part.length;
  }
  const last = parts.at(-1) ?? '';
  return last === '' || (text.endsWith(last) && at <= text.length && (parts.length > 1 || text === last));
}

/**
 * What no rule can lift: an emptied or shortened guard.yaml leaves these (RFC 2142, RFC 3834 section 2, RFC 2076,
 * MS-OXCMAIL 2.2.3.2.14). The rules' lists only add to them.
 */
const HARD: Pick<GuardLists, 'refusedLocalParts' | 'precedence' | 'suppress' | 'robotHeaders'> = {
  refusedLocalParts: [
    'owner-*',
    '*-request',
    'mailer-daemon',
    'postmaster',
    '*no-reply*',
    '*noreply*',
    '*no_reply*',
    '*do-not-reply*',
    '*do_not_reply*',
    '*donotreply*',
  ],
  precedence: ['bulk', 'junk', 'list', 'auto_reply'],
  suppress: ['All', 'AutoReply', 'OOF'],
  robotHeaders: ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-loop'],
};

function withHardStops(guard: GuardLists): GuardLists {
  const join = (key: keyof typeof HARD): string[] => [...new Set([...guard[key], ...HARD[key]])];
  return {
    ...guard,
    refusedLocalParts: join('refusedLocalParts'),
    precedence: join('precedence'),
    suppress: join('suppress'),
    robotHeaders: join('robotHeaders'),
  };
}

function local(address: Address): string {
  const at = address.email.lastIndexOf('@');
  return (at < 0 ? address.email : address.email.slice(0, at)).toLowerCase();
}

/** All header findings, in the order of docs/ and mail-safety's list. */
export function headerFindings(mail: Mail, lists: GuardLists, ownAddresses: readonly string[]): HeaderFinding[] {
  const guard = withHardStops(lists);
  const found: HeaderFinding[] = [];
  const add = (code: string, detail: string, kind: string | null): void => void found.push({ code, detail, kind });
  const types = mail.mediaTypes;
  const senders = [...mail.from, ...mail.sender];
  const ours = new Set(ownAddresses.map(mailboxKey));

  if (mail.from.some((address) => ours.has(mailboxKey(address.email)))) {
    add('own-mail', `From is our own address ${mail.from[0]?.email ?? ''}`, 'own-mail');
  }
  // Also reports of abuse and whatever else: only mail systems write them (RFC 6522).
  const report = types.some((type) => type.startsWith('multipart/report'));
  if (
    report ||
    types.some((type) => type.startsWith('message/delivery-status')) ||
    headerValue(mail, 'x-failed-recipients') !== null
  ) {
    add('delivery-report', "a mail system's report", 'delivery-report');
  }
  const returnPath = headerValue(mail, 'return-path');
  if (headerValues(mail, 'return-path').some((path) => /^<?\s*>?$/.test(path.trim()))) {
    add('null-return-path', 'Return-Path is empty (RFC 3834 section 2)', 'automated');
  }
  for (const value of headerValues(mail, 'auto-submitted')) {
    const keyword = autoSubmitted(value);
    if (keyword === 'no') continue;
    add(
      'auto-submitted',
      `Auto-Submitted: ${keyword || 'without a word'}`,
      keyword === 'auto-replied' ? 'out-of-office' : 'automated',
    );
  }
  if (
    types.some((type) => type.startsWith('text/calendar')) ||
    headerValue(mail, 'content-class')?.includes('calendarmessage') === true
  ) {
    add('calendar', 'a calendar mail', 'calendar');
  }
  const list = mail.headers.find((header) => header.name.startsWith('list-'));
  if (list !== undefined)
    add(
      'list-header',
      `${list.name} is set`,
      headerValue(mail, 'list-unsubscribe') !== null && headerValue(mail, 'list-post') === null
        ? 'newsletter'
        : 'list-post',
    );
  for (const value of headerValues(mail, 'precedence')) {
    const keyword = value
      .replace(/\([^)]*\)/g, '')
      .trim()
      .toLowerCase();
    if (guard.precedence.some((word) => word.toLowerCase() === keyword)) {
      add(
        'precedence',
        `Precedence: ${keyword}`,
        keyword === 'auto_reply' ? 'out-of-office' : keyword === 'list' ? 'list-post' : 'newsletter',
      );
    }
  }
  for (const value of headerValues(mail, 'x-auto-response-suppress')) {
    const words = value.toLowerCase().split(/[\s,;]+/);
    const hit = guard.suppress.find((word) => words.includes(word.toLowerCase()));
    // Exchange sets this on people's mail too, so it forbids an answer without deciding the kind.
    if (hit !== undefined) add('auto-response-suppress', `X-Auto-Response-Suppress: ${hit}`, null);
  }
  for (const name of guard.robotHeaders) {
    if (headerValue(mail, name.toLowerCase()) !== null) {
      add('robot-header', `${name} is set`, /autore|auto-re/i.test(name) ? 'out-of-office' : null);
    }
  }
  for (const sender of senders) {
    const pattern = guard.refusedLocalParts.find((part) => matchesPattern(part, local(sender)));
    if (pattern !== undefined) {
      const bounce = /daemon|postmaster|bounce/.test(local(sender));
      add(
        'refused-sender',
        `${sender.email} is a role or robot address (${pattern})`,
        bounce ? 'delivery-report' : 'automated',
      );
    }
  }
  if (returnPath !== null && /^<?(?:owner-|.*-(?:request|bounces|owner)(?:\+[^@]*)?@)/i.test(returnPath.trim())) {
    add('list-return-path', `Return-Path ${returnPath.trim()} belongs to a list`, 'list-post');
  }
  if (markedAsSpam(mail)) add('spam', 'the mail server marked it as spam', 'spam');
  return found;
}

/** The words of SpamAssassin and Rspamd, and of Exchange: its confidence from 5 on, and its filter's verdict. */
function markedAsSpam(mail: Mail): boolean {
  const says = (name: string, what: RegExp): boolean => headerValues(mail, name).some((value) => what.test(value));
  return (
    ['x-spam', 'x-spam-flag', 'x-spam-status'].some((name) => says(name, /^\s*yes/i)) ||
    says('x-ms-exchange-organization-scl', /^\s*[5-9]\s*$/) ||
    says('x-forefront-antispam-report', /(?:^|[;\s])SFV:SPM(?:;|\s|$)/i)
  );
}

/** Whether two domains belong together: equal, or one a subdomain of the other. */
export function sameOrganisation(a: string, b: string): boolean {
  const [one, two] = [domainOf(`@${a}`), domainOf(`@${b}`)];
  return one === two || one.endsWith(`.${two}`) || two.endsWith(`.${one}`);
}
