import { z } from 'zod';
import { type DocumentType, documentTypes } from '../domain/index.js';

const line = z.string().trim().min(1).max(120);

/** A language's tag as in `receipt.de.liquid`: ISO 639-1, in lower case. */
export const languageTag = z.string().regex(/^[a-z]{2}$/, 'use a two-letter code of ISO 639-1, such as `de`');

const wordsOfLanguage = z.strictObject({
  greeting: line
    .refine((text) => text.includes('{name}'), 'say where the name stands: {name}')
    .describe('With a name: `Dear {name},`'),
  nameless: line.describe('Without one: `Hello,`'),
  documents: z.partialRecord(z.enum(documentTypes), line).describe('What the documents are called'),
});

export const replyWordsSchema = z.strictObject({
  version: z.literal(1).describe('Version of the file format; always 1'),
  languages: z.record(languageTag, wordsOfLanguage),
});

export type ReplyWords = z.infer<typeof wordsOfLanguage>;

/** English, for rules that bring no replies/words.yaml. */
export const plainWords: ReplyWords = {
  greeting: 'Dear {name},',
  nameless: 'Hello,',
  documents: {
    cv: 'CV',
    transcript: 'transcript',
    thesis: 'thesis',
    'cover-letter': 'cover letter',
    paper: 'representative works',
    references: 'references',
  },
};

/** The documents' names in a language, each once; types without a name are left out. */
export function documentWords(types: readonly string[], words: ReplyWords): string[] {
  const named = types.flatMap((type) => words.documents[type as DocumentType] ?? []);
  return [...new Set(named)];
}

/** A template's name taken apart: `receipt.de` is the family `receipt` in `de`; without a language it is null. */
export function templateParts(name: string): { family: string; language: string | null } {
  const dot = name.indexOf('.');
  return dot < 0
    ? { family: name, language: null }
    : { family: name.slice(0, dot), language: name.slice(dot + 1) || null };
}

/**
 * The template of a family in a language: `receipt.de`, or the one without a language when that is the default one's or
 * there is none in the language wanted. `language` is the one that the template is really in.
 */
export function templateIn(
  replies: ReadonlyMap<string, string>,
  family: string,
  wanted: string,
  defaultLanguage: string,
): { template: string; language: string } {
  for (const language of [wanted, defaultLanguage]) {
    if (replies.has(`${family}.${language}`)) return { template: `${family}.${language}`, language };
    if (language === defaultLanguage) break;
  }
  return { template: family, language: defaultLanguage };
}
