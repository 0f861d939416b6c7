import type { Band, Decision, Mail, Reason, TriageContext } from '../domain/index.js';
import type { Policy, Ruleset } from '../rules/index.js';
import type { Scored } from '../score/index.js';
import { type Understanding, writtenIn } from '../understand/index.js';
import { guard } from './guard.js';
import { chooseTemplate } from './language.js';

export { type Agreement, agreement, type Share, wilson } from './agreement.js';
export { aligned, authenticityOf } from './authentication.js';
export { type GuardVerdict, guard } from './guard.js';
export { type ChosenTemplate, chooseTemplate } from './language.js';
export { delayMinutesFor, planActions } from './plan.js';
export { quietUntil } from './quiet-hours.js';
export { reconsider, withLater } from './reconsider.js';
export { type Outcome, type RehearsalGroup, type RehearsalLimits, rehearse } from './rehearsal.js';
export { languageOf, type ReplyView, renderReply, replyView, standingTemplate } from './reply.js';

/** The band of a fit. */
export function bandOf(fit: number, policy: Policy): Band {
  if (fit >= policy.bands.strong) return 'strong';
  if (fit >= policy.bands.possible) return 'possible';
  return fit >= policy.bands.weak ? 'weak' : 'off-topic';
}

/** Flags that make a person look before anything is sent. */
const SUSPICIOUS = new Set([
  'hidden-text',
  'keyword-stuffing',
  'echoes-vacancy',
  'implausible',
  'macro',
  'unsafe',
  'executable',
]);

/** Band, labels and what may be answered. Pure; evaluated once a message, so two rules can't both act. */
export function decide(
  mail: Mail,
  understanding: Understanding,
  scored: Scored,
  context: TriageContext,
  ruleset: Ruleset,
): { band: Band; decision: Decision } {
  const { policy } = ruleset;
  const band = understanding.kind === 'application' ? bandOf(scored.scorecard.fit, policy) : 'off-topic';
  const flags = [...understanding.flags, ...scored.flags];
  const labels = labelsOf(understanding, band, flags, policy);
  const wish = wanted(understanding, band, flags, ruleset);
  if (wish.most === 'no')
    return { band, decision: { labels, acknowledge: 'no', reason: wish.code, detail: wish.detail } };
  const allowed = guard(mail, understanding, context);
  if (allowed.most === 'no')
    return { band, decision: { labels, acknowledge: 'no', reason: allowed.code, detail: allowed.detail } };
  const limiting = allowed.most === 'draft' ? allowed : wish;
  const acknowledge = allowed.most === 'send' && wish.most === 'send' ? 'send' : 'draft';
  const chosen = chooseTemplate(() => writtenIn(understanding), wish.family, ruleset);
  const asks = understanding.kind === 'application' ? understanding.missing : [];
  return {
    band,
    decision: {
      labels,
      acknowledge,
      reason: limiting.code,
      detail: limiting.detail,
      ...chosen,
      ...(asks.length === 0 ? {} : { asks }),
    },
  };
}

type Wish = (Reason & { most: 'no' }) | (Reason & { most: 'send' | 'draft'; family: string });

/** What the rules ask for, before the guard looks at the message. */
function wanted(understanding: Understanding, band: Band, flags: readonly Reason[], ruleset: Ruleset): Wish {
  const { policy } = ruleset;
  const no = (code: string, detail: string): Wish => ({ most: 'no', code, detail });
  if (understanding.kind === 'other') return no(understanding.kindReason.code, understanding.kindReason.detail);
  if (understanding.kindReason.code === 'classifier') {
    return no('kind-unsure', 'only the trained classifier says what kind of mail it is; a person should look');
  }
  if (understanding.kind === 'inquiry') {
    const mode = policy.acknowledge.inquiry;
    if (mode === 'never') return no('inquiry-policy', 'the policy file does not acknowledge inquiries');
    return {
      most: mode,
      code: 'inquiry',
      detail: 'a question is acknowledged by the policy file',
      family: policy.acknowledge.inquiryTemplate,
    };
  }
  const position = understanding.position;
  if (position === null)
    return no('position-unsure', 'it is not clear which position it is about; a person should look');
  const rule = position.acknowledge;
  if (rule.mode === 'never') return no('position-policy', `${position.id} is never acknowledged`);
  const unread = flags.find((flag) => flag.code === 'cv-unread');
  if (rule.on === 'fit') {
    if (unread !== undefined) return no('cv-unread', 'the CV could not be read, so the fit is not known');
    if (!rule.bands.includes(band)) return no('no-fit', `${position.id} acknowledges only ${rule.bands.join(' and ')}`);
  }
  if (rule.on === 'complete' && understanding.missing.length > 0)
    return no('incomplete', `missing: ${understanding.missing.join(', ')}`);
  const family = understanding.missing.length > 0 ? rule.templateMissing : rule.template;
  if (understanding.kindReason.code === 'applies-in-words') {
    const detail = 'it applies without any document; a person should look before it leaves';
    return { most: 'draft', code: 'applies-in-words', detail, family };
  }
  const suspicious = flags.find((flag) => SUSPICIOUS.has(flag.code));
  if (suspicious !== undefined)
    return { most: 'draft', code: suspicious.code, detail: 'flagged; a person should look before it leaves', family };
  return {
    most: rule.mode,
    code: rule.on === 'fit' ? 'fit' : rule.on,
    detail: `the rules of ${position.id} ask for it`,
    family,
  };
}

function labelsOf(understanding: Understanding, band: Band, flags: readonly Reason[], policy: Policy): string[] {
  if (understanding.kind === 'other') return [];
  if (understanding.kind === 'inquiry') return [policy.labels.inquiry];
  const labels = [flags.some((flag) => flag.code === 'cv-unread') ? policy.labels.unread : policy.labels[band]];
  if (understanding.missing.length > 0) labels.push(policy.labels.incomplete);
  if (flags.some((flag) => SUSPICIOUS.has(flag.code))) labels.push(policy.labels.flagged);
  return labels;
}
