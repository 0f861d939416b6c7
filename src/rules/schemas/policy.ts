import { z } from 'zod';
import { languageTag } from '../reply-words.js';
import { delay, id, phrase, points, share, version } from './primitives.js';
import { quietStretch } from './quiet-hours.js';

const stances = z.strictObject({
  'first-author-paper': points,
  paper: points,
  thesis: points,
  project: points,
  course: points,
  statement: points,
  skill: points,
  interest: points,
  mention: points,
});

export const policySchema = z.strictObject({
  version,
  bands: z.strictObject({ strong: points, possible: points, weak: points }).describe('Lowest fit of each band'),
  stances: stances.describe('Points of one full-weight term by how it stands there'),
  caps: z
    .strictObject({ words: points, learning: points, unpublished: points, term: share })
    .describe('Most of a topic from words alone, from learning, from work without a publication; share for a repeat'),
  leadingFactor: z.number().min(1).max(2).describe('A paper at a leading venue counts so much more'),
  labels: z.strictObject({
    strong: phrase,
    possible: phrase,
    weak: phrase,
    'off-topic': phrase,
    unread: phrase,
    inquiry: phrase,
    incomplete: phrase,
    flagged: phrase,
    verdicts: z
      .strictObject({ shortlist: phrase.optional(), hold: phrase.optional(), decline: phrase.optional() })
      .prefault({})
      .describe('Labels of what a person decided; used where the account says relabelOnVerdict'),
  }),
  greeting: z.strictObject({ minimumConfidence: share }),
  acknowledge: z.strictObject({
    inquiry: z.enum(['never', 'draft', 'send']),
    inquiryTemplate: id,
    languages: z
      .array(languageTag)
      .min(1)
      .max(20)
      .optional()
      .describe('Languages in which applicants may be answered; default: only the default one'),
    defaultLanguage: languageTag.default('en').describe('Language of NAME.liquid, and where no other is sure'),
    delayMinutes: delay.default(0).describe('How long a send waits, so that a person can stop it'),
    quietHours: z
      .preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(quietStretch).max(20))
      .default([])
      .describe('When nothing is sent; what is due meanwhile waits for the end'),
    windowDays: z.number().int().min(1).max(365),
    maxAgeDays: z
      .number()
      .int()
      .min(1)
      .max(3_650)
      .default(21)
      .describe(
        'Mail that is older when its turn comes is not answered by itself; `answerSince` of an account lifts it',
      ),
    capPerDomainPerHour: z.number().int().min(1),
    capPerHour: z.number().int().min(1),
    capPerDay: z.number().int().min(1),
  }),
});

export type Policy = z.infer<typeof policySchema>;
