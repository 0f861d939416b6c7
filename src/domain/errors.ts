/**
 * Whether trying again can help. `retryable`: the world may be different in a minute (network, locks, 4xx);
 * `permanent`: the same input will fail the same way, so it goes to quarantine at once.
 */
export type ErrorClass = 'permanent' | 'retryable';

/** An error that a person can act on: a stable code, what happened, and what to do about it. */
export class TriageError extends Error {
  override readonly name = 'TriageError';
  /** How long the other side asked us to wait before the next try, in milliseconds; null when it said nothing. */
  readonly retryAfterMs: number | null = null;

  /**
   * @param code stable, kebab-case, e.g. `imap-login-refused`
   * @param errorClass decided where the error arose, never guessed later from its text
   * @param message what happened, in a sentence without secrets
   * @param help what the reader can do about it
   */
  constructor(
    readonly code: string,
    readonly errorClass: ErrorClass,
    message: string,
    readonly help: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** A permanent error: the same input will always fail the same way. */
export function permanent(code: string, message: string, help: string, cause?: unknown): TriageError {
  return new TriageError(code, 'permanent', message, help, cause === undefined ? undefined : { cause });
}

/** A retryable error: the outside world refused for now. */
export function retryable(code: string, message: string, help: string, cause?: unknown): TriageError {
  return new TriageError(code, 'retryable', message, help, cause === undefined ? undefined : { cause });
}

/** The error as a TriageError; what has no code of ours is retryable, because nobody has judged it yet. */
export function asTriageError(error: unknown, code = 'unexpected'): TriageError {
  if (error instanceof TriageError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return retryable(code, message, 'If it comes back, report it with the log lines around it.', error);
}
