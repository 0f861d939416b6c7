import { z } from 'zod';
import { documentTypes } from '../../domain/index.js';
import { id, points, version } from './primitives.js';

const bandName = z.enum(['strong', 'possible', 'weak', 'off-topic']);

/** A whole mail and where it must land; what is left out may be anything. */
const exampleCase = z.strictObject({
  message: z
    .string()
    .min(1)
    .max(300)
    .describe('An .eml file, from the rules folder: examples/strong.eml, or ../mail/some.eml'),
  because: z.string().max(400).optional().describe('What the case is there for; shown when it fails'),
  kind: z.enum(['application', 'inquiry', 'other']).optional(),
  position: id.nullable().optional().describe('null: no position may be found'),
  band: z
    .union([bandName, z.array(bandName).min(1)])
    .optional()
    .describe('The band, or the bands that are all right'),
  topics: z.record(id, points).optional().describe('Least score of each topic named'),
  missing: z.array(z.enum(documentTypes)).optional().describe('Exactly these documents are missing'),
  flags: z.array(id).optional().describe('At least these flags are found'),
  acknowledge: z.enum(['no', 'draft', 'send']).optional().describe('The most that may happen'),
});

export const examplesSchema = z.strictObject({
  version,
  mailbox: z
    .strictObject({
      ownAddresses: z.array(z.email()).default([]),
      authservIds: z.array(z.string().min(1)).default([]),
    })
    .prefault({})
    .describe('The mailbox as which the cases are judged'),
  cases: z.array(exampleCase).max(500).describe('Mails that must land where they say; tried before rules go live'),
});

export type ExampleCase = z.infer<typeof exampleCase>;
export type Examples = z.infer<typeof examplesSchema>;
