import { z } from 'zod';
import { id, phrases, version } from './primitives.js';

const kindExample = z.strictObject({ kind: z.enum(['application', 'inquiry', 'other']), text: z.string() });

const actWords = z
  .strictObject({
    self: phrases.describe('The writer, one person'),
    we: phrases.describe('The writer, several or an organisation'),
    request: phrases.describe('Asking the reader for a service'),
    sought: phrases.describe('What a candidate seeks: positions, visits, supervision, admission'),
    applying: phrases.describe('Words of applying, whoever does it'),
    apply: phrases.describe('Putting oneself forward'),
    join: phrases.describe('Coming to the group or working with its head'),
    seek: phrases.describe('Wanting; counts together with `sought`'),
    wish: phrases.describe('Moods of what is not yet so; counts together with `join`'),
    ask: phrases.describe('Asking without a question mark'),
    later: phrases.describe('Applying later or perhaps: a question, not yet an application'),
    third: phrases.describe('Somebody else than the writer; no pronouns, because nobody may be judged by theirs'),
    duty: phrases.describe('Other things that one wants of a professor, and what members of the house write about'),
    papers: phrases.describe('Documents of a candidate'),
    organisation: phrases.describe('Speaking for an organisation: offers, invitations, adverts'),
  })
  .describe('Words by which sentences are read: who wants what from whom');

export const kindsSchema = z.strictObject({
  version,
  words: actWords,
  other: z
    .array(
      z.strictObject({
        code: id,
        subject: phrases.default([]),
        body: phrases.default([]),
        need: z.number().int().min(1).max(10).default(2).describe('How many different phrases must be found'),
        overridesCv: z.boolean().default(false).describe('Holds although a CV came with it'),
        detail: z.string(),
      }),
    )
    .describe('Mail that is no business of the hiring process, found by its words'),
  selfIntroduction: phrases,
  referral: phrases,
  examples: z.array(kindExample).describe('What the classifier learns from; it only breaks ties'),
});

export const kindExamplesSchema = z.strictObject({ version, examples: z.array(kindExample).max(5000) });

export type KindCues = z.infer<typeof kindsSchema>;
