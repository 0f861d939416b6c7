/** What the review pages keep. */
import type { Generated } from 'kysely';
import type { ReviewRole } from '../../domain/index.js';
import type { Id, Json, Time } from './columns.js';

export interface ReviewerTable {
  id: Generated<Id>;
  login: string;
  name: string;
  role: ReviewRole;
  password: string | null;
  accounts: string[] | null;
  blind: Generated<boolean>;
  created_at: Time;
}

export interface SessionTable {
  token_hash: string;
  reviewer_id: Id;
  created_at: Time;
  seen_at: Time;
}

export interface OneTimeLinkTable {
  token_hash: string;
  purpose: 'setup' | 'login' | 'password';
  reviewer_id: Id | null;
  expires_at: Time;
}

export interface PendingFormTable {
  id: Generated<Id>;
  reviewer_id: Id;
  path: string;
  fields: Json<Record<string, string>>;
  created_at: Time;
  expires_at: Time;
}

export interface SavedViewTable {
  id: Generated<Id>;
  reviewer_id: Id;
  name: string;
  query: string;
  created_at: Time;
}

export interface ReadMarkTable {
  reviewer_id: Id;
  application_id: Id;
  at: Time;
}
