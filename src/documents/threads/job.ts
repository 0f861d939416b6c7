import type { ReaderLimits } from '../limits.js';
import type { ParsedMail } from '../mail/parse-mail.js';
import { parseMail } from '../mail/parse-mail.js';
import type { Part, PartResult } from '../part.js';
import type { DrawnPage } from '../pdf/draw.js';
import { readPart } from '../read-part.js';

/** What a reading thread is asked to do. */
export type Job =
  | { readonly kind: 'mail'; readonly raw: Uint8Array; readonly limits: ReaderLimits }
  | { readonly kind: 'part'; readonly part: Part; readonly limits: ReaderLimits }
  | { readonly kind: 'ocr'; readonly part: Part; readonly format: string; readonly limits: ReaderLimits }
  | { readonly kind: 'page'; readonly pdf: Uint8Array; readonly number: number };

export interface JobResults {
  readonly mail: ParsedMail;
  readonly part: PartResult;
  readonly ocr: PartResult;
  readonly page: DrawnPage;
}

/** A thread's answer: `used` is the memory that the thread holds after the job, in bytes. */
export type Answer =
  | { readonly id: number; readonly ok: true; readonly result: JobResults[keyof JobResults]; readonly used: number }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly used: number };

/** What a thread says when it has loaded its modules. */
export interface Ready {
  readonly ready: true;
}

/** Does one job; the body of a reading thread. */
export async function runJob(job: Job): Promise<JobResults[keyof JobResults]> {
  switch (job.kind) {
    case 'mail':
      return parseMail(Buffer.from(job.raw.buffer, job.raw.byteOffset, job.raw.byteLength), job.limits);
    case 'part':
      return readPart(job.part, job.limits);
    case 'ocr':
      return (await import('../ocr/ocr.js')).ocrPart(job.part, job.format, job.limits);
    case 'page':
      return (await import('../pdf/draw.js')).drawPage(job.pdf, job.number);
  }
}

/** Buffers that can be handed over instead of copied: those that are alone in their memory. */
export function transferables(result: JobResults[keyof JobResults]): ArrayBuffer[] {
  const held = 'picture' in result ? [result.picture] : partsOf(result).map((part) => part.bytes);
  const buffers = new Set<ArrayBuffer>();
  for (const bytes of held) {
    if (bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength && bytes.byteLength > 0)
      buffers.add(bytes.buffer);
  }
  return [...buffers];
}

const partsOf = (result: ParsedMail | PartResult): readonly Part[] =>
  'parts' in result ? result.parts : result.children;
