import type { Location, StillAllowed } from '../domain/index.js';

/** What is asked of the folder, each in commands of its own: nothing keeps it as it is between them. */
export interface AppendSteps {
  /** Where a mail with the Message-ID lies, or null. */
  readonly standing: () => Promise<Location | null>;
  readonly append: () => Promise<Location>;
}

/**
 * IMAP has no "append unless it is there" (RFC 9051 §6.3.12): it is looked for, then asked, then appended. Nobody else puts
 * it there meanwhile, because whoever may append holds the claim since before the look; so nothing that takes time may come
 * between the answer and the command.
 * @returns where it lies; `withheld` when it was not allowed any more
 */
export async function appendOnce(
  { standing, append }: AppendSteps,
  stillAllowed: StillAllowed,
): Promise<Location | 'withheld'> {
  const there = await standing();
  if (there !== null) return there;
  return (await stillAllowed()) ? append() : 'withheld';
}
