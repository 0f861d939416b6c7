import type { QueueRow, Sight } from '../../domain/index.js';
import type { StoreContext } from '../context.js';
import { applicationView, documentText } from './application.js';
import { changes } from './changes.js';
import { inboxLog } from './inbox-log.js';
import { keptForms } from './kept-forms.js';
import { reviewQueue } from './queue.js';
import { reviewers } from './reviewers.js';
import { rulesDrafts } from './rules-drafts.js';
import { namedMessages, rescoreStanding } from './rules-mail.js';
import { rulesReports } from './rules-reports.js';
import { samePerson } from './same-person.js';
import { sessions } from './sessions.js';
import { refreshStale } from './stale-cards.js';
import { today } from './today.js';
import { reviewVerdicts } from './verdicts.js';
import { savedViews } from './views.js';
import { waitingForPeople } from './waiting.js';

/** What the review page asks of the store. Everything about applications takes the viewer's `Sight`. */
export function reviewStore(context: StoreContext) {
  return {
    queue: reviewQueue(context),
    application: (sight: Sight, row: QueueRow) => applicationView(context, sight, row),
    documentText: (messageId: string, index: number) => documentText(context, messageId, index),
    verdicts: reviewVerdicts(context),
    samePerson: samePerson(context),
    reviewers: reviewers(context),
    sessions: sessions(context),
    keptForms: keptForms(context),
    views: savedViews(context),
    log: inboxLog(context),
    waiting: waitingForPeople(context),
    changes: changes(context),
    today: (sight: Sight) => today(context, sight),
    rulesDrafts: rulesDrafts(context),
    rulesReports: rulesReports(context),
    namedMessages: (sight: Sight, ids: readonly string[]) => namedMessages(context, sight, ids),
    rescoreStanding: () => rescoreStanding(context),
    /** See stale-cards.ts. */
    refreshStale: (limit: number) => refreshStale(context, limit),
  };
}
