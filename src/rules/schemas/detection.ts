import { z } from 'zod';
import { documentTypes } from '../../domain/index.js';
import { phrase, phrases, version } from './primitives.js';

const cue = z.strictObject({ any: phrases.min(1), points: z.number().min(-20).max(20) });

export const documentsSchema = z.strictObject({
  version,
  types: z.record(
    z.enum(documentTypes),
    z.strictObject({
      headings: z.array(cue).default([]).describe('Looked for in short lines'),
      text: z.array(cue).default([]).describe('Looked for everywhere'),
      names: z.array(cue).default([]).describe('Looked for in the file name'),
    }),
  ),
});

export const sectionKinds = [
  'education',
  'research',
  'experience',
  'publications',
  'preprints',
  'thesis',
  'projects',
  'courses',
  'teaching',
  'skills',
  'interests',
  'service',
  'awards',
  'references',
  'personal',
  'abstract',
  'bibliography',
  'other',
] as const;
export type SectionKind = (typeof sectionKinds)[number];

export const sectionsSchema = z.strictObject({ version, sections: z.partialRecord(z.enum(sectionKinds), phrases) });

export const venuesSchema = z.strictObject({
  version,
  venues: z.array(
    z.strictObject({
      id: phrase.describe('The name as it is shown'),
      any: phrases.min(1),
      case: z.boolean().default(true),
      since: z.number().int().min(1800).max(2100).optional().describe('First year; a paper there before it cannot be'),
      leading: z.boolean().default(false),
    }),
  ),
});

export const stancesSchema = z.strictObject({
  version,
  negation: phrases,
  negationAfter: phrases.describe('Phrases behind a term that deny it: `X is new to me`'),
  wish: phrases,
  quoted: phrases,
  course: phrases,
  ownWork: phrases,
  thesis: phrases,
  skill: phrases,
  publication: phrases,
  preprint: phrases,
  workshop: phrases,
  impossible: phrases.describe(
    'Boasts that no applicant can truly make; looked for beside words of winning or proving',
  ),
});

const manyPhrases = z.array(phrase).max(2000);

export const fieldSchema = z.strictObject({
  version,
  home: manyPhrases.describe('Words of our field; one all in capitals must stand so in the text'),
  nearby: manyPhrases.default([]).describe('Words that our field shares with others: each counts a third'),
  foreign: manyPhrases.default([]).describe('Words of trades in which topic words mean something else'),
});

export type DocumentCues = z.infer<typeof documentsSchema>;
export type SectionNames = z.infer<typeof sectionsSchema>;
export type Venue = z.infer<typeof venuesSchema>['venues'][number];
export type StanceCues = z.infer<typeof stancesSchema>;
export type FieldWords = z.infer<typeof fieldSchema>;
