import { createHash, randomBytes } from 'node:crypto';

/** A word that nobody can guess (256 bits), for cookies and one-time links. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of a token. A plain hash is enough, because a token has no pattern to try. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
