/** Effects, what is remembered of them, and what processes share. */
import type { ColumnType, Generated } from 'kysely';
import type { ActionKind, ActionPayload, ActionState, ActivationMode } from '../../domain/index.js';
import type { Id, Json, MaybeTime, Time } from './columns.js';
import type { Claimable } from './mail.js';

export interface ActionTable extends Claimable {
  id: Generated<Id>;
  key: string;
  message_id: Id;
  account: string;
  kind: ActionKind;
  state: ActionState;
  payload: Json<ActionPayload>;
  person: string | null;
  position: string | null;
  domain: string | null;
  attempts: Generated<number>;
  reason: string | null;
  detail: string | null;
  decided_by: string | null;
  due_at: MaybeTime;
  effect: 'label' | 'draft' | 'send' | null;
  sending_at: MaybeTime;
  rfc_message_id: string | null;
  created_at: Time;
  started_at: MaybeTime;
  finished_at: MaybeTime;
}

export interface ReplySlotTable {
  person: string;
  position: string;
  action_id: Id;
  until: Time;
}

export interface DraftTable {
  action_id: Id;
  account: string;
  rfc_message_id: string;
  answers: string | null;
  recipient: string;
  folder: string;
  uid_validity: string;
  uid: string;
  written_at: Time;
  due_at: MaybeTime;
  missing_at: MaybeTime;
  fate: 'sent-by-hand' | 'deleted-by-hand' | null;
}

export interface EventTable {
  id: Generated<Id>;
  at: Time;
  account: string | null;
  message_id: Id | null;
  action_id: Id | null;
  kind: string;
  code: string;
  from_state: string | null;
  reason: string | null;
  detail: string | null;
  actor: string;
  application_id: ColumnType<Id | null, Id | null | undefined, never>;
}

export interface LeaseTable {
  name: string;
  holder: string;
  expires_at: Time;
}

export interface SettingTable {
  key: string;
  value: Json<unknown>;
  at: Time;
  actor: string;
}

export interface AccountTable {
  id: string;
  first_seen_at: Time;
  activated_at: Time;
  mode: ColumnType<ActivationMode | null, ActivationMode | null | undefined, ActivationMode | null>;
  send_since: MaybeTime;
}

export interface TokenTable {
  account: string;
  client: string;
  refresh_token: string;
  access_token: string | null;
  access_expires_at: MaybeTime;
  seed: string | null;
  version: number;
  obtained_at: Time;
  updated_at: Time;
  actor: string;
  refused: string | null;
  refused_at: MaybeTime;
}
