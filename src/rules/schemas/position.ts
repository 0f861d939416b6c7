import { z } from 'zod';
import { documentTypes } from '../../domain/index.js';
import { delay, id, phrase, phrases, points, share, version } from './primitives.js';

const acknowledgeSchema = z.strictObject({
  mode: z.enum(['never', 'draft', 'send']).describe('The most that may happen for this position'),
  on: z.enum(['fit', 'complete', 'always']).default('fit'),
  bands: z.array(z.enum(['strong', 'possible', 'weak', 'off-topic'])).default(['strong', 'possible']),
  template: id.default('receipt'),
  templateMissing: id.default('receipt-missing').describe('Used when documents are missing'),
  delayMinutes: delay.optional().describe("How long a person can stop a send; default: the policy's"),
});

export const positionSchema = z.strictObject({
  version,
  id,
  title: phrase,
  open: z.boolean().default(true),
  seeks: z.enum(['phd', 'postdoc', 'visit']).describe('The level: who would take this opening'),
  tags: z.array(id).default([]).describe('Subject tags in square brackets that name this position'),
  aliases: z
    .array(phrase)
    .default([])
    .describe('Addressees that name it: whole addresses, or local parts or their +suffix'),
  wording: phrases.default([]).describe('Phrases in subject or letter that name this position'),
  places: phrases.default([]).describe('Names of the group, institute or town'),
  topics: z
    .array(
      z.strictObject({
        id,
        weight: share.describe('Share of the topic score that counts for the fit'),
        cap: points.default(100).describe('The most that this topic alone can give to the fit'),
      }),
    )
    .min(1),
  documents: z
    .array(
      z.strictObject({
        type: z.enum(documentTypes),
        count: z.number().int().min(1).max(20).default(1),
        when: z.enum(['always', 'holds-master']).default('always'),
        linkCounts: z.boolean().default(false).describe('A link in the letter counts as given'),
      }),
    )
    .default([]),
  requires: z
    .array(z.strictObject({ code: id, any: z.array(z.enum(['master', 'research', 'doctorate'])).min(1), cap: points }))
    .default([])
    .describe('Formal requirements: when none of `any` is seen in readable documents, the fit is capped'),
  qualifications: z
    .strictObject({
      leadingVenue: points.default(4),
      firstAuthor: points.default(2),
      doctorate: points.default(0),
      master: points.default(1),
      research: points.default(2),
      implementation: points.default(1),
    })
    .prefault({})
    .describe('Points for qualifications, given only on top of a topical fit'),
  preferredBy: z.iso.date().optional().describe('Inquiries after this day are marked late'),
  vacancy: z.string().optional().describe('File in positions/ with the advert, for the echo check'),
  works: phrases.default([]).describe("Titles of the group's own papers: quoting them earns nothing"),
  acknowledge: acknowledgeSchema,
});

export type Position = z.infer<typeof positionSchema>;
