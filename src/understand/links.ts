import type { Document, Facts, Place } from '../domain/index.js';
import { type Piece, placeAt } from './places.js';

const URL =
  /\b(?:https?:\/\/|www\.)[^\s<>()"'，。]+|\b(?:github\.com|scholar\.google\.[a-z.]+|orcid\.org|linkedin\.com\/in|[\w-]{1,60}\.github\.io|arxiv\.org)\/?[^\s<>()"'，。]*/gi;

type Link = Facts['links'][number];

/** Where words or a picture lead that say something else: a PDF's annotation, an `href`. */
export interface Target {
  readonly url: string;
  readonly at: Place;
}

/** The targets of a document's links, each with its page where that is known. */
export function targetsOf(document: Document): Target[] {
  const only = document.pages.length === 1 ? document.pages[0]?.number : undefined;
  return document.links.map((url, index) => ({
    url,
    at: { document: document.name, page: document.linkPages?.[index] ?? only ?? null, span: null },
  }));
}

/** Links of texts and targets, each once, with what they lead to. Never fetched. */
export function linksIn(pieces: readonly Piece[], targets: readonly Target[] = []): Facts['links'] {
  const links = new Map<string, Link>();
  const add = (url: string, at: Place): void => {
    const bare = bareUrl(url);
    const known = links.get(bare);
    if (known === undefined) links.set(bare, { kind: kindOf(bare), url, at });
    // Words that can be read say more than a target.
    else if (known.at?.span === null && at.span !== null) links.set(bare, { ...known, at });
  };
  for (const target of targets) for (const match of target.url.matchAll(URL)) add(trimmed(match[0]), target.at);
  for (const piece of pieces) {
    for (const match of piece.text.matchAll(URL)) {
      const url = trimmed(match[0]);
      add(url, placeAt(piece, match.index, match.index + url.length));
    }
  }
  return [...links.values()].slice(0, 100);
}

function trimmed(url: string): string {
  return url.replace(/[.,;:)\]]+$/, '');
}

/** What two spellings of one address have in common: `https://www.github.com/ada/` and `github.com/ada`. */
export function bareUrl(url: string): string {
  return url
    .toLowerCase()
    .replace(/^https?:\/\/(?:www\.)?/, '')
    .replace(/\/$/, '');
}

function kindOf(bare: string): Link['kind'] {
  if (bare.startsWith('scholar.google')) return 'scholar';
  if (bare.startsWith('github.com')) return 'github';
  if (bare.startsWith('orcid.org')) return 'orcid';
  if (bare.startsWith('linkedin.com')) return 'linkedin';
  return /^(?:arxiv|doi|openreview|aclanthology|proceedings)\./.test(bare) ? 'other' : 'homepage';
}
