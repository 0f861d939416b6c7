import type { ColumnType } from 'kysely';

type Time = ColumnType<Date, Date | string, Date | string>;

/** See migration 0016. */
export interface RulesDraftTable {
  reviewer_id: string;
  base: string;
  files: ColumnType<{ path: string; text: string | null }[], string, string>;
  changed_at: Time;
}

/** See migration 0016. */
export interface RulesReportTable {
  kind: 'statistics' | 'preview' | 'suggestions';
  key: string;
  data: string;
  state: 'running' | 'done' | 'failed';
  token: string;
  beat_at: Time;
  done: number;
  total: number;
  result: ColumnType<unknown, string | null, string | null>;
  problem: string | null;
  asked_by: string;
  asked_at: Time;
  finished_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}
