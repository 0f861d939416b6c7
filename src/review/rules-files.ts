import { createHash } from 'node:crypto';

export interface RuleText {
  readonly path: string;
  readonly text: string;
}

/** One finding of the checks, as `triage rules check` shows it. Lines and columns from 1. */
export interface RuleFinding {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly text?: string;
  readonly suggestion: string | null;
}

/** Lines that differ, with some that stay around them. Line numbers from 1; null where the side lacks the line. */
export interface DiffLine {
  readonly kind: 'same' | 'gone' | 'come';
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string;
}

export interface FileDiff {
  readonly path: string;
  readonly state: 'changed' | 'added' | 'removed';
  readonly hunks: readonly (readonly DiffLine[])[];
}

/** Where two rulesets differ: in words by file and key, and line by line. */
export interface RulesChange {
  readonly words: readonly string[];
  readonly files: readonly FileDiff[];
}

/** A word for a text, so that a form can say which one its writer had before the eyes. */
export function seenOf(text: string | null): string {
  return text === null ? 'none' : createHash('sha256').update(text).digest('hex').slice(0, 16);
}
