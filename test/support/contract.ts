import { z } from 'zod';

const share = z.number().min(0).max(100);
const text = z.string().min(1);
/** Where a fact stands. */
const place = z.strictObject({
  document: text,
  page: z.number().int().min(1).nullable(),
  span: z.tuple([z.number().int().min(0), z.number().int().min(1)]).nullable(),
});

/** The line of the offline contract, key by key; an unknown key is an error. */
export const contractLine = z.strictObject({
  source: text,
  messageId: z.string().startsWith('<').endsWith('>').nullable(),
  kind: z.enum(['application', 'inquiry', 'other']),
  kindReason: z.string().regex(/^[a-z][a-z-]*$/),
  position: text.nullable(),
  applicant: z.strictObject({ name: text.nullable(), email: text.nullable() }).nullable(),
  score: share,
  band: z.enum(['strong', 'possible', 'weak', 'off-topic']),
  topics: z.record(text, share),
  documents: z.array(
    z.strictObject({
      name: text,
      type: z.enum(['cv', 'transcript', 'thesis', 'cover-letter', 'paper', 'references', 'other']),
      status: z.enum(['ok', 'no-text', 'encrypted', 'corrupt', 'unsupported', 'too-large', 'timed-out', 'unsafe']),
      format: text,
      pages: z.number().int().min(0),
      chars: z.number().int().min(0),
      ocr: z.boolean(),
      text: z.string().optional(),
      // Beside the contract's own keys: the pages of a merged file, and why a document was not read.
      part: z
        .string()
        .regex(/^p\d+(?:-\d+)?$/)
        .optional(),
      reason: text.optional(),
    }),
  ),
  missing: z.array(text),
  facts: z.strictObject({
    degrees: z.array(z.record(z.string(), z.unknown())),
    gpa: z
      .strictObject({ value: z.number(), scale: z.number().nullable(), quote: text, at: place.optional() })
      .optional(),
    links: z.array(text),
    publications: z.number().int().min(0),
    venues: z.array(text),
  }),
  flags: z.array(z.string().regex(/^[a-z][a-z-]*$/)),
  evidence: z.array(
    z.strictObject({
      topic: text,
      rule: text,
      term: text,
      points: share,
      document: text,
      page: z.number().int().min(1),
      quote: text,
    }),
  ),
  decision: z.strictObject({
    labels: z.array(text),
    acknowledge: z.enum(['send', 'draft', 'no']),
    reason: z.string().regex(/^[a-z][a-z-]*$/),
    template: text.optional(),
  }),
  ruleset: text,
});
