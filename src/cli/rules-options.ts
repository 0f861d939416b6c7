import type { ConfigOption } from './common.js';
import type { RulesFolderOptions } from './rules-folder.js';

export interface DiffOptions extends RulesFolderOptions {
  rules?: string;
  against?: string;
  since?: string;
  limit: string;
  json?: boolean;
  exitCode: boolean;
  ocr: boolean;
}

export interface ApplyOptions extends ConfigOption {
  yes: boolean;
  note?: string;
  labels: boolean;
  rescore: boolean;
  background: boolean;
  limit: string;
}

export interface ReplayOptions extends ConfigOption {
  since: string;
  apply: boolean;
  labels: boolean;
  yes: boolean;
  limit: string;
  json?: boolean;
}

/** Options of `triage rules suggest`. */
export interface SuggestOptions extends RulesFolderOptions {
  rules?: string;
  verdicts?: string;
  patch?: string;
  json?: boolean;
}

/** Levels of an opening. */
export const levels = ['phd', 'postdoc', 'visit'] as const;
export type Level = (typeof levels)[number];

/** Options of `triage rules new position`. */
export interface NewOptions extends RulesFolderOptions {
  rules?: string;
  id?: string;
  title?: string;
  seeks?: string;
  yes: boolean;
  print: boolean;
}
