import { z } from 'zod';

/** The file format's version; a file with another one is refused, never guessed at. */
export const version = z.literal(1).describe('Version of the file format; always 1');
export const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens, starting with a letter')
  .max(60);
export const phrase = z.string().trim().min(1).max(120);
export const phrases = z.array(phrase).max(400);
export const share = z.number().min(0).max(1);
export const points = z.number().min(0).max(100);
/** Minutes that a person has to stop a send: up to a week. */
export const delay = z.number().int().min(0).max(10_080);
