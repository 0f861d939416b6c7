/** People, their applications, and what reviewers decided. */
import type { ColumnType, Generated } from 'kysely';
import type { Tells, VerdictState } from '../../domain/index.js';
import type { Id, MaybeTime, Time } from './columns.js';

export interface ApplicantTable {
  id: Generated<Id>;
  person: string | null;
  email: string | null;
  name: string | null;
  merged_into: Id | null;
  created_at: Time;
}

export interface ApplicationTable {
  id: Generated<Id>;
  applicant_id: Id;
  position: string;
  created_at: Time;
  judgement_id: Id | null;
  message_id: Id | null;
  score: Generated<number>;
  band: Generated<string>;
  missing: ColumnType<string[], string | undefined, string>;
  messages: Generated<number>;
  first_at: MaybeTime;
  last_at: MaybeTime;
  accounts: Generated<string[]>;
  topics: ColumnType<Record<string, number>, string | undefined, string>;
  flags: Generated<string[]>;
  given: Generated<string[]>;
  degree: ColumnType<string | null, string | null | undefined, string | null>;
  institution: ColumnType<string | null, string | null | undefined, string | null>;
  state: ColumnType<VerdictState, VerdictState | undefined, VerdictState>;
  assignee: ColumnType<string | null, string | null | undefined, string | null>;
  revision: Generated<number>;
  card_version: Generated<number>;
  tells: ColumnType<Tells, string | undefined, string>;
}

export interface ApplicationCardTable {
  application_id: Id;
  account: string;
  judgement_id: Id | null;
  message_id: Id;
  applies: boolean;
  name: string | null;
  email: string | null;
  score: number;
  band: string;
  missing: ColumnType<string[], string, string>;
  messages: number;
  first_at: Time;
  last_at: Time;
  topics: ColumnType<Record<string, number>, string, string>;
  flags: string[];
  given: string[];
  degree: string | null;
  institution: string | null;
  words: string;
}

export interface ApplicationTextTable {
  application_id: Id;
  words: string;
}

export interface ApplicationMessageTable {
  message_id: Id;
  application_id: Id;
  joined_by: string;
  joined_at: Time;
}

export interface VerdictTable {
  id: Generated<Id>;
  application_id: Id;
  reviewer: string;
  value: string;
  note: string | null;
  score: ColumnType<number | null, number | null | undefined, number | null>;
  at: Time;
  withdrawn_at: MaybeTime;
  copied_from: ColumnType<Id | null, Id | null | undefined, Id | null>;
}
