import type { LogApplication } from '../domain/index.js';
import { type Mask, maskOf } from './blind.js';

/** How a line of the log names its sender and shows its texts, for whoever reviews blind as well. */
export interface LogMask extends Mask {
  readonly sender: string;
}

/**
 * The mask for a message: that of its application, or one that hides the address that it came from.
 * @param writers names in its header
 */
export function logMask(
  viewer: { readonly blind: boolean },
  messageId: string,
  from: string | null,
  application: LogApplication | null,
  writers: readonly string[] = [],
): LogMask {
  const {
    applicant,
    institution,
    tells = {},
  } = application ?? {
    applicant: { name: null, email: from },
    institution: null,
  };
  const mask = maskOf(
    viewer,
    { applicationId: application?.applicationId ?? messageId, applicant, institution, tells },
    { names: writers },
  );
  if (!mask.on) return { ...mask, sender: from ?? 'unknown sender' };
  return { ...mask, sender: application === null ? 'Sender hidden' : mask.name };
}
