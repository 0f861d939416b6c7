import type { Document, Judgement, Page, ReadDocument, ReadMessage } from '../domain/index.js';

/** A judged document as it is kept: its text stands with the document as it was read, once. */
export interface PackedDocument extends Omit<Document, 'pages' | 'hidden'> {
  /** Place in the message's read documents (-1: the mail's own text), and the numbers of its pages there. */
  readonly source?: { readonly ordinal: number; readonly pages: readonly number[] };
  /** Given only when the text is not that of a read document. */
  readonly pages?: readonly Page[];
  readonly hidden?: Document['hidden'];
}

export interface PackedJudgement extends Omit<Judgement, 'documents'> {
  readonly documents: readonly PackedDocument[];
}

type Source = Pick<ReadDocument, 'pages' | 'hidden'>;

/** The judgement without the texts that the read message holds. */
export function packJudgement(judgement: Judgement, message: ReadMessage): PackedJudgement {
  const sources = sourcesOf(message);
  return { ...judgement, documents: judgement.documents.map((document) => packDocument(document, sources)) };
}

/** The judgement as it was given. */
export function unpackJudgement(packed: PackedJudgement, message: ReadMessage): Judgement {
  const sources = sourcesOf(message);
  return { ...packed, documents: packed.documents.map((document) => unpackDocument(document, sources)) };
}

/** What pages can come from: the mail's own text (ordinal -1), then the read documents in order. */
function sourcesOf(message: ReadMessage): Map<number, Source> {
  const body: Source = { pages: [{ number: 1, text: message.mail.text }], hidden: message.mail.hidden };
  return new Map<number, Source>([[-1, body], ...message.documents.entries()]);
}

function packDocument(document: Document, sources: ReadonlyMap<number, Source>): PackedDocument {
  const { pages, hidden, ...rest } = document;
  for (const [ordinal, source] of sources) {
    const numbers = pages.map((page) => page.number);
    const part = partOf(source, numbers);
    if (sameJson(part.pages, pages) && sameJson(part.hidden, hidden))
      return { ...rest, source: { ordinal, pages: numbers } };
  }
  return { ...rest, pages, hidden };
}

function unpackDocument(packed: PackedDocument, sources: ReadonlyMap<number, Source>): Document {
  const { source, pages, hidden, ...rest } = packed;
  const from = source === undefined ? undefined : sources.get(source.ordinal);
  const part = source === undefined || from === undefined ? null : partOf(from, source.pages);
  return { ...rest, pages: part?.pages ?? pages ?? [], hidden: part?.hidden ?? hidden ?? [] };
}

function partOf(source: Source, numbers: readonly number[]): Source {
  const wanted = new Set(numbers);
  const all = wanted.size === source.pages.length;
  return {
    pages: source.pages.filter((page) => wanted.has(page.number)),
    hidden: all ? source.hidden : source.hidden.filter((hidden) => wanted.has(hidden.page)),
  };
}

function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
