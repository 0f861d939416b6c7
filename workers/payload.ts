import { z } from 'zod';
import { permanent } from '../src/domain/index.js';

/** Jobs carry ids only: mail belongs into the store, and a queue may be read by others. */
const payload = z.strictObject({ id: z.string().regex(/^\d{1,18}$/) });

/**
 * The id that a job is about.
 * @throws `job-payload-invalid` (permanent)
 */
export function idOf(data: unknown): string {
  const parsed = payload.safeParse(data);
  if (parsed.success) return parsed.data.id;
  throw permanent(
    'job-payload-invalid',
    'a job of the queue does not say what it is about',
    'It was made by another program or version; it is dropped, and the sweeper repeats what the store knows.',
  );
}
