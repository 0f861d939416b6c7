import { planActions } from '../decide/index.js';
import { type Account, type AccountMode, type Judgement, permanent, type ReadMessage } from '../domain/index.js';
import { type OutgoingMail, replyMessageId } from '../outbox/index.js';
import {
  parseReply,
  positionOf,
  type Ruleset,
  renderParsed,
  replyWordsIn,
  sampleViews,
  templateIn,
  templateParts,
} from '../rules/index.js';
import { composeText, signatureOf, writeReply } from './write-reply.js';

/** What an answer would be. */
export type Preview =
  | { readonly form: 'reply' | 'draft'; readonly template: string; readonly mail: OutgoingMail }
  /** Nothing would leave, for this reason. */
  | { readonly form: 'none'; readonly code: string; readonly detail: string };

type Identity = Pick<Account, 'id' | 'identity'>;
const nothingSince = { later: [], missing: [], verdicts: [] };

/** The answer to a judged mail as it would leave, or why none would. Sends nothing and writes nothing down. */
export async function previewAnswer(
  message: ReadMessage,
  judgement: Judgement,
  account: Identity & { readonly mode: AccountMode },
  ruleset: Ruleset,
  now: Date,
): Promise<Preview> {
  const { decision } = judgement;
  if (decision.acknowledge === 'no') return { form: 'none', code: decision.reason, detail: decision.detail };
  if (account.mode === 'label' || account.mode === 'shadow')
    return { form: 'none', code: `mode-${account.mode}`, detail: `the account's mode is ${account.mode}` };
  const record = { id: 'preview', fingerprint: message.fingerprint };
  const action = planActions(judgement, record, account).find(({ kind }) => kind !== 'label');
  if (action === undefined || action.payload.kind === 'label' || action.payload.kind !== action.kind)
    return { form: 'none', code: 'no-address', detail: 'the mail names no address that could be answered' };
  const form = action.kind === 'acknowledge' ? 'reply' : 'draft';
  const request = {
    form: form as 'reply' | 'draft',
    account: account.id,
    payload: action.payload,
    mail: message.mail,
    judgement,
    meanwhile: nothingSince,
    asks: action.payload.asks ?? null,
    messageId: replyMessageId(action.key, account.identity),
  };
  const mail = await writeReply(request, account, ruleset, now);
  return { form: request.form, template: action.payload.template, mail };
}

/** Which sample is wanted; what is left out has a plain default. */
export interface SampleWish {
  readonly position?: string;
  readonly template?: string;
  readonly language?: string;
}

/**
 * A template filled with an invented applicant's data.
 * @throws TriageError `position-unknown`, `template-missing`
 */
export async function previewSample(
  wish: SampleWish,
  account: Identity,
  ruleset: Ruleset,
  now: Date,
): Promise<{ template: string; mail: OutgoingMail }> {
  const { defaultLanguage } = ruleset.policy.acknowledge;
  const position = wish.position === undefined ? (ruleset.positions[0] ?? null) : positionOf(ruleset, wish.position);
  if (position === null) {
    const known = ruleset.positions.map(({ id }) => id).join(', ');
    throw permanent('position-unknown', `There is no position ${wish.position ?? ''}.`, `There are ${known}.`);
  }
  const given = templateParts(wish.template ?? position.acknowledge.template);
  const language = wish.language ?? given.language ?? defaultLanguage;
  const found = templateIn(ruleset.replies, given.family, language, defaultLanguage);
  const { template } = found;
  const source = ruleset.replies.get(template);
  if (source === undefined || found.language !== language) {
    throw permanent(
      'template-missing',
      `There is no template ${given.family} in ${language}.`,
      `There are ${[...ruleset.replies.keys()].sort().join(', ')}.`,
    );
  }
  const samples = sampleViews(replyWordsIn(ruleset, language), position.title, signatureOf(account));
  const wanted = /\bmissing\b/.test(source) ? 'something is missing' : 'complete';
  const view = samples.find(({ name }) => name === wanted)?.view;
  if (view === undefined) throw new Error(`there is no sample "${wanted}"`);
  const request = {
    form: 'reply' as const,
    messageId: replyMessageId(`preview/${template}`, account.identity),
    payload: { to: 'ada@example.com' },
    mail: {
      subject: `Application: ${position.title}`,
      messageId: '<application-1@example.com>',
      references: [],
      inReplyTo: [],
    },
  };
  const text = renderParsed(parseReply(source, template), view);
  return { template, mail: await composeText(request, text, account, now) };
}

/** Every template of the rules, each in its language. */
export function allSamples(ruleset: Ruleset): SampleWish[] {
  return [...ruleset.replies.keys()].sort().map((template) => ({ template }));
}
