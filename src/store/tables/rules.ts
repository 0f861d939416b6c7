/** Rulesets that were live, corrections, and judging again. */
import type { Generated } from 'kysely';
import type { Kind } from '../../domain/index.js';
import type { Id, Json, MaybeTime, Time } from './columns.js';

export interface RulesetTable {
  hash: string;
  files: Json<{ path: string; text: string }[]>;
  added_at: Time;
}

export interface RulesetLiveTable {
  id: Generated<Id>;
  hash: string;
  at: Time;
  actor: string;
  how: 'start' | 'apply' | 'reload' | 'rollback';
  note: string | null;
}

export interface CorrectionTable {
  id: Generated<Id>;
  message_id: Id;
  kind: Kind;
  position: string | null;
  note: string | null;
  actor: string;
  at: Time;
  withdrawn_at: MaybeTime;
  applied_at: MaybeTime;
}

export interface RescoreTable {
  id: Generated<Id>;
  hash: string;
  since: MaybeTime;
  labels: boolean;
  actor: string;
  asked_at: Time;
  changed: Generated<number>;
  finished_at: MaybeTime;
}
