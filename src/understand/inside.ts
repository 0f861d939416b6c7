import { domainOf } from '../domain/index.js';
import type { Letter } from './letter.js';

/** Domains of everybody: who writes from one is no colleague of another who has an address there. */
const PUBLIC =
  /^(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|icloud|me|aol|proton|protonmail|gmx|web|posteo|mailbox|qq|163|126|foxmail|sina|mail|yandex|ukr|free|orange|laposte|wanadoo|libero|seznam|wp|onet|naver|daum|hanmail|rediffmail)\.(?:[a-z]{2,4})(?:\.[a-z]{2})?$/;

/** Whether a letter comes from our own domain: from a colleague, a member of the group, an office of the house. */
export function isFromInside(letter: Letter, ownAddresses: readonly string[]): boolean {
  if (letter.forwarded || letter.sender === null) return false;
  const domain = domainOf(letter.sender.email);
  return !PUBLIC.test(domain) && ownAddresses.some((address) => domainOf(address) === domain);
}
