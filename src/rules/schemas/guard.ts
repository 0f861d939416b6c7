import { z } from 'zod';
import { phrases, version } from './primitives.js';

export const guardSchema = z.strictObject({
  version,
  refusedLocalParts: phrases.describe('Local parts that are never answered; `*` stands for anything'),
  precedence: phrases,
  suppress: phrases,
  robotHeaders: phrases,
  freeMail: phrases.default([]),
});

export type GuardLists = z.infer<typeof guardSchema>;
