/** An end of a request that the reader is told in words, with the HTTP status that it has. */
export class PageError extends Error {
  override readonly name = 'PageError';

  constructor(
    readonly statusCode: number,
    readonly title: string,
    message: string,
    /** What the person had written, where it would be lost otherwise. */
    readonly written: string | null = null,
  ) {
    super(message);
  }
}

/** Also for what the viewer may not see: whether it exists is nobody's business. */
export const notFound = (): PageError =>
  new PageError(404, 'Not found', 'There is nothing here, or it belongs to a mailbox that you do not review.');

export const forbidden = (): PageError => new PageError(403, 'For admins', 'Only an admin may do this.');
