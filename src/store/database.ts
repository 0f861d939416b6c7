import type { ColumnType, Generated } from 'kysely';
import type {
  ActionKind,
  ActionPayload,
  ActionState,
  ActivationMode,
  Kind,
  LabelState,
  Mail,
  MessageStatus,
  Origin,
  ReviewRole,
  VerdictState,
} from '../domain/index.js';
import type { PackedJudgement } from './documents.js';
import type { RulesDraftTable, RulesReportTable } from './review/rules-tables.js';

/** 64-bit numbers are text here: they don't fit a JavaScript number. */
type Id = string;
type Time = ColumnType<Date, Date | string, Date | string>;
type MaybeTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Read as a value, written as JSON text. */
type Json<T> = ColumnType<T, string, string>;

interface AccountTable {
  id: string;
  first_seen_at: Time;
  activated_at: Time;
  mode: ColumnType<ActivationMode | null, ActivationMode | null | undefined, ActivationMode | null>;
  send_since: MaybeTime;
}

interface TokenTable {
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

interface FolderTable {
  account: string;
  name: string;
  uid_validity: string;
  last_uid: string;
  verified_at: MaybeTime;
}

interface LeaseTable {
  name: string;
  holder: string;
  expires_at: Time;
}

interface Claimable {
  claim_token: string | null;
  claim_holder: string | null;
  claim_expires_at: MaybeTime;
}

interface MessageTable extends Claimable {
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

interface LocationTable {
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

interface JudgementTable {
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

interface ApplicantTable {
  id: Generated<Id>;
  person: string | null;
  email: string | null;
  name: string | null;
  merged_into: Id | null;
  created_at: Time;
}

interface ApplicationTable {
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
}

interface ApplicationTextTable {
  application_id: Id;
  words: string;
}

interface ReviewerTable {
  id: Generated<Id>;
  login: string;
  name: string;
  role: ReviewRole;
  password: string | null;
  accounts: string[] | null;
  blind: Generated<boolean>;
  created_at: Time;
}

interface SessionTable {
  token_hash: string;
  reviewer_id: Id;
  created_at: Time;
  seen_at: Time;
}

interface OneTimeLinkTable {
  token_hash: string;
  purpose: 'setup' | 'login' | 'password';
  reviewer_id: Id | null;
  expires_at: Time;
}

interface PendingFormTable {
  token_hash: string;
  path: string;
  fields: Json<Record<string, string>>;
  expires_at: Time;
}

interface SavedViewTable {
  id: Generated<Id>;
  reviewer_id: Id;
  name: string;
  query: string;
  created_at: Time;
}

interface ReadMarkTable {
  reviewer_id: Id;
  application_id: Id;
  at: Time;
}

interface ApplicationMessageTable {
  message_id: Id;
  application_id: Id;
  joined_by: string;
  joined_at: Time;
}

interface ActionTable extends Claimable {
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
  due_at: MaybeTime;
  effect: 'label' | 'draft' | 'send' | null;
  sending_at: MaybeTime;
  rfc_message_id: string | null;
  created_at: Time;
  started_at: MaybeTime;
  finished_at: MaybeTime;
}

interface ReplySlotTable {
  person: string;
  position: string;
  action_id: Id;
  until: Time;
}

interface EventTable {
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

interface VerdictTable {
  id: Generated<Id>;
  application_id: Id;
  reviewer: string;
  value: string;
  note: string | null;
  score: ColumnType<number | null, number | null | undefined, number | null>;
  at: Time;
  withdrawn_at: MaybeTime;
}

interface SettingTable {
  key: string;
  value: Json<unknown>;
  at: Time;
  actor: string;
}

interface RulesetTable {
  hash: string;
  files: Json<{ path: string; text: string }[]>;
  added_at: Time;
}

interface RulesetLiveTable {
  id: Generated<Id>;
  hash: string;
  at: Time;
  actor: string;
  how: 'start' | 'apply' | 'reload' | 'rollback';
  note: string | null;
}

interface CorrectionTable {
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

interface RescoreTable {
  id: Generated<Id>;
  hash: string;
  since: MaybeTime;
  labels: boolean;
  actor: string;
  asked_at: Time;
  changed: Generated<number>;
  finished_at: MaybeTime;
}

interface LabelTable {
  message_id: Id;
  label: string;
  place: string;
  state: LabelState;
  at: Time;
}

interface DraftTable {
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

/** Schema `triage`, which every query names: pglite-socket's clients share one session, so a search_path can't be theirs. */
export interface Database {
  account: AccountTable;
  folder: FolderTable;
  lease: LeaseTable;
  message: MessageTable;
  location: LocationTable;
  document: DocumentTable;
  judgement: JudgementTable;
  applicant: ApplicantTable;
  application: ApplicationTable;
  application_message: ApplicationMessageTable;
  action: ActionTable;
  reply_slot: ReplySlotTable;
  event: EventTable;
  verdict: VerdictTable;
  setting: SettingTable;
  ruleset: RulesetTable;
  ruleset_live: RulesetLiveTable;
  rescore: RescoreTable;
  correction: CorrectionTable;
  label: LabelTable;
  draft: DraftTable;
  token: TokenTable;
  application_text: ApplicationTextTable;
  reviewer: ReviewerTable;
  session: SessionTable;
  one_time_link: OneTimeLinkTable;
  pending_form: PendingFormTable;
  saved_view: SavedViewTable;
  read_mark: ReadMarkTable;
  rules_draft: RulesDraftTable;
  rules_report: RulesReportTable;
}
