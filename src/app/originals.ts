import type { Logger } from 'pino';
import { fetchWherever } from '../../workers/fetch-wherever.js';
import { createMessageReader } from '../documents/index.js';
import { createMailbox } from '../mailbox/index.js';
import type { OriginalPart, ReviewParts } from '../review/interfaces.js';
import type { Store } from '../store/index.js';
import type { Config } from './config.js';
import type { ReleaseStack } from './release.js';

/** What of the program fetching an attachment needs. */
export interface OriginalsParts {
  readonly config: Config;
  readonly store: Store;
  readonly logger: Logger;
  readonly releases: ReleaseStack;
}

/** So long a fetched attachment is kept, for the pictures of its other pages; and so many, and so many bytes together. */
const keptMs = 120_000;
const mostKept = 6;
const mostBytes = 60_000_000;

interface Kept {
  readonly at: number;
  readonly part: OriginalPart;
  readonly pages: Map<number, ReturnType<ReviewParts['page']>>;
}

/**
 * Attachments as they lie in the mailbox, and the pages of PDFs as pictures. The connection and the reading thread are made
 * when the first is asked for.
 */
export function originals({ config, store, logger, releases }: OriginalsParts): Pick<ReviewParts, 'original' | 'page'> {
  const mailbox = createMailbox(config.accounts, logger);
  releases.push('mailbox of the review page', () => mailbox.close());
  const reader = createMessageReader({ threads: 1, ocr: false, logger });
  releases.push('reader of the review page', () => reader.close());
  const limits = { maxBytes: config.work.maxMessageMegabytes * 1_000_000 };
  const kept = new Map<string, Kept>();
  const timer = setInterval(() => tidy(kept), keptMs).unref();
  releases.push('kept originals', async () => clearInterval(timer));

  const fetch = async (messageId: string, name: string, sha256: string): Promise<OriginalPart | null> => {
    const shown = await store.read.show(messageId);
    if (shown === null) return null;
    const begun = {
      outcome: 'begun' as const,
      token: '',
      message: shown.message,
      locations: shown.locations.filter((place) => place.goneAt === null),
    };
    const fetched = await fetchWherever({ store: store.intake, mailbox, limits }, begun);
    if (fetched === null) return null;
    const part = await reader.original(fetched.raw, name, sha256);
    return part === null ? null : { name: part.name, contentType: part.contentType, bytes: Buffer.from(part.bytes) };
  };

  const find = async (messageId: string, name: string, sha256: string): Promise<Kept | null> => {
    const key = `${messageId} ${sha256}`;
    tidy(kept);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const part = await fetch(messageId, name, sha256);
    if (part === null) return null;
    const entry: Kept = { at: Date.now(), part, pages: new Map() };
    kept.set(key, entry);
    tidy(kept);
    return entry;
  };

  return {
    original: async (messageId, name, sha256) => (await find(messageId, name, sha256))?.part ?? null,
    page: async (messageId, name, sha256, page) => {
      const entry = await find(messageId, name, sha256);
      if (entry === null) return null;
      const drawn = entry.pages.get(page) ?? reader.draw(entry.part.bytes, page).then(inBuffer);
      entry.pages.set(page, drawn);
      return drawn;
    },
  };
}

type Drawn = Awaited<ReturnType<ReturnType<typeof createMessageReader>['draw']>>;

const inBuffer = (drawn: Drawn) =>
  'refused' in drawn ? drawn : { pages: drawn.pages, picture: Buffer.from(drawn.picture) };

/** Lets go of what is old, and of the oldest where there is too much. */
function tidy(kept: Map<string, Kept>): void {
  const size = (): number => [...kept.values()].reduce((sum, entry) => sum + entry.part.bytes.length, 0);
  for (const [key, entry] of kept) {
    if (entry.at < Date.now() - keptMs || kept.size > mostKept || size() > mostBytes) kept.delete(key);
  }
}
