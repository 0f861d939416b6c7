/** Messages, where they lie, what was read in them and what they were judged to be. */
import type { ColumnType, Generated } from 'kysely';
import type { LabelState, Mail, MessageStatus, Origin } from '../../domain/index.js';
import type { PackedJudgement } from '../documents.js';
import type { Id, Json, MaybeTime, Time } from './columns.js';

export interface Claimable {
  claim_token: string | null;
  claim_holder: string | null;
  claim_expires_at: MaybeTime;
}

export interface MessageTable extends Claimable {
  id: Generated<Id>;
  account: string;
  fingerprint: string | null;
  rfc_message_id: string | null;
  server_id: string | null;
  subject: string | null;
  sender: string | null;
  sent_at: MaybeTime;
  received_at: MaybeTime;
  seen_at: Time;
  bytes: string | null;
  origin: Origin;
  status: MessageStatus;
  reason_code: string | null;
  reason_detail: string | null;
  attempts: Generated<number>;
  crashes: Generated<number>;
  due_at: MaybeTime;
  started_at: MaybeTime;
  mail: ColumnType<Mail | null, string | null, string | null>;
  handled_at: MaybeTime;
}

export interface LocationTable {
  id: Generated<Id>;
  message_id: Id;
  account: string;
  folder: string;
  uid_validity: string;
  uid: string;
  seen_at: Time;
  gone_at: MaybeTime;
}

export interface DocumentTable {
  id: Generated<Id>;
  message_id: Id;
  ordinal: number;
  name: string;
  type: string | null;
  status: string;
  reason: string | null;
  format: string;
  content_type: string;
  sha256: string;
  bytes: string;
  chars: number;
  ocr: boolean;
  quality: number | null;
  pages: Json<{ number: number; text: string }[]>;
  hidden: Json<unknown>;
  links: Json<string[]>;
  link_pages: ColumnType<number[] | null, string | null, string | null>;
  findings: Json<string[]>;
}

export interface JudgementTable {
  id: Generated<Id>;
  message_id: Id;
  ruleset: string;
  kind: string;
  position: string | null;
  score: number;
  band: string;
  applicant_name: string | null;
  applicant_email: string | null;
  body: Json<PackedJudgement>;
  current: boolean;
  at: Time;
  confirmed: Generated<string | null>;
}

export interface LabelTable {
  message_id: Id;
  label: string;
  place: string;
  state: LabelState;
  at: Time;
}

export interface FolderTable {
  account: string;
  name: string;
  uid_validity: string;
  last_uid: string;
  verified_at: MaybeTime;
}
