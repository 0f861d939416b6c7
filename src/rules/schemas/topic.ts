import { z } from 'zod';
import { id, phrase, phrases, share, version } from './primitives.js';

/** Words that must (or must not) stand near a term. */
const context = z.strictObject({
  any: phrases.min(1).describe('One of these must be found'),
  within: z
    .union([z.literal('sentence'), z.literal('document'), z.number().int().min(1).max(400)])
    .default('sentence')
    .describe('Where: the same sentence, the whole document, or so many words to either side'),
});

const term = z.strictObject({
  id,
  any: phrases.min(1).describe('Spellings of the term; words are compared by their stems'),
  weight: share.default(1).describe('How surely the term means the topic: 1 its name, 0.3 a word of the neighbourhood'),
  case: z.boolean().default(false).describe('Compare letter case, for abbreviations such as OT'),
  near: context.optional().describe('Counts only with one of these words near'),
  unless: context.optional().describe('Does not count with one of these words near: another meaning'),
  requires: id.optional().describe('Counts only in a document in which this other term of the topic was found'),
  sense: z
    .enum(['sure', 'field', 'vague'])
    .default('sure')
    .describe(
      'How surely it means the topic in anybody’s mouth: `sure` needs no proof; `field` must be borne out by words of detection/field.yaml where the applicant’s field is in doubt; `vague` always',
    ),
});

export const topicSchema = z.strictObject({
  version,
  id,
  title: phrase,
  about: z.string().optional(),
  field: z
    .strictObject({
      home: phrases.default([]).describe('Words of the fields in which the terms mean this topic'),
      foreign: phrases.default([]).describe('Words of fields and trades in which they mean something else'),
    })
    .optional()
    .describe('Words for this topic besides those of detection/field.yaml'),
  terms: z.array(term).min(1).max(200),
  examples: z
    .strictObject({ hit: z.array(z.string()).default([]), miss: z.array(z.string()).default([]) })
    .default({ hit: [], miss: [] })
    .describe('Sentences that must and must not earn points for this topic; checked on every load'),
});

export type Topic = z.infer<typeof topicSchema>;
export type Term = Topic['terms'][number];
export type TermContext = z.infer<typeof context>;
