import type { Address, Document } from '../domain/index.js';
import { tokenize } from '../language/index.js';
import { type KindCues, PhraseIndex } from '../rules/index.js';
import { actsOf } from './acts.js';
import type { Letter } from './letter.js';
import { oncePer } from './memo.js';

/** So much of a CV says whose it is. */
const HEAD_CHARS = 300;

/**
 * The address of the CV's owner where that is another person than the sender, or null: its head has neither the sender's
 * name nor the address, but an address of another.
 */
export function ownerElsewhere(cv: Document, sender: Address): string | null {
  const email = sender.email.toLowerCase();
  const text = textOf(cv);
  if (text.includes(email)) return null;
  const words = wordsOf(`${sender.name ?? ''} ${email.slice(0, email.lastIndexOf('@'))}`);
  const head = new Set(wordsOf(text.slice(0, HEAD_CHARS)));
  const joined = text.slice(0, HEAD_CHARS).replace(/[^\p{L}]/gu, '');
  if (words.some((word) => head.has(word) || (word.length >= 5 && joined.includes(word)))) return null;
  return /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+/.exec(text)?.[0] ?? null;
}

const thirds = oncePer((kinds: KindCues) => new PhraseIndex(kinds.words.third));

/** Whether a letter hands on another person's CV (`one of my students`): then its sender is not who applies. */
export function handsOn(letter: Letter, documents: readonly Document[], kinds: KindCues): boolean {
  const cv = documents.find((one) => one.type === 'cv' && one.status === 'ok' && one.name !== 'body');
  if (letter.forwarded || letter.sender === null || cv === undefined) return false;
  if (ownerElsewhere(cv, letter.sender) === null) return false;
  const acts = actsOf(letter.subject, letter.text, kinds);
  const ofThird = (text: string): boolean => thirds(kinds).has(tokenize(text.slice(0, 6_000)));
  // `One of my students would like to apply`; who applies for himself may speak of others too.
  return ofThird(letter.text) && acts.applying.every(ofThird);
}

const textOf = (document: Document): string =>
  fold(
    document.pages
      .map((page) => page.text)
      .join('\n')
      .slice(0, 20_000),
  );

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 3 || /\p{Script=Han}{1,2}/u.test(word));
