import type { RulesDraftTable, RulesReportTable } from './review/rules-tables.js';
import type {
  ApplicantTable,
  ApplicationCardTable,
  ApplicationMessageTable,
  ApplicationTable,
  ApplicationTextTable,
  VerdictTable,
} from './tables/applications.js';
import type {
  DocumentTable,
  FolderTable,
  JudgementTable,
  LabelTable,
  LocationTable,
  MessageTable,
} from './tables/mail.js';
import type {
  OneTimeLinkTable,
  PendingFormTable,
  ReadMarkTable,
  ReviewerTable,
  SavedViewTable,
  SessionTable,
} from './tables/review.js';
import type { CorrectionTable, RescoreTable, RulesetLiveTable, RulesetTable } from './tables/rules.js';
import type {
  AccountTable,
  ActionTable,
  DraftTable,
  EventTable,
  LeaseTable,
  ReplySlotTable,
  SettingTable,
  TokenTable,
} from './tables/work.js';

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
  application_card: ApplicationCardTable;
  reviewer: ReviewerTable;
  session: SessionTable;
  one_time_link: OneTimeLinkTable;
  pending_form: PendingFormTable;
  saved_view: SavedViewTable;
  read_mark: ReadMarkTable;
  rules_draft: RulesDraftTable;
  rules_report: RulesReportTable;
}
