import { type ActionPayload, asTriageError } from '../src/domain/index.js';
import { type ActDeps, type Attempt, type AttemptResult, failed, gateOf } from './attempt.js';
import type { OutgoingMail, SendResult } from './interfaces.js';

/** Writes the reply, and sends it or puts it into Drafts, whichever the claim was for. */
export async function applyReply(
  deps: ActDeps,
  attempt: Attempt,
  payload: Extract<ActionPayload, { kind: 'draft' | 'acknowledge' }>,
): Promise<AttemptResult> {
  let mail: OutgoingMail;
  try {
    mail = await compose(deps, attempt, payload);
  } catch (thrown) {
    // Here the mail itself is at fault, and would be at every try.
    const error = asTriageError(thrown);
    return failed(deps, attempt, error.errorClass === 'retryable', error.code, `${error.message} ${error.help}`);
  }
  const { account } = attempt.message;
  const itself = { messageId: mail.messageId, answers: attempt.message.rfcMessageId, recipient: mail.to };
  const standing = await deps.mailbox.standingAnswer(account, itself);
  const { decided, effect } = attempt;
  // Nobody told us that it had left: the program ended, another installation was faster, a person sent our draft. A person
  // who knows of it may have it sent again; a draft of it would be of no use to them.
  if (standing === 'sent' && !(decided && effect === 'send'))
    return { state: 'done', reason: 'found-in-sent', detail: mail.messageId };
  // Somebody has answered from their mail program since; what we wrote then would make them look absent-minded.
  if (standing === 'by-hand' && !decided)
    return { state: 'skipped', reason: 'answered-by-hand', detail: `a mail in Sent to ${mail.to} answers it` };
  // A draft that lies there already is a person's to send, also when the account may send by now.
  if (effect === 'send' && (decided || standing === null)) return send(deps, attempt, mail);
  return draft(deps, attempt, mail, standing === 'drafted');
}

async function compose(
  deps: ActDeps,
  { action, message, effect, review }: Attempt,
  payload: Extract<ActionPayload, { kind: 'draft' | 'acknowledge' }>,
): Promise<OutgoingMail> {
  const judged = await deps.store.read.judged(message.id);
  if (judged === null) throw new Error(`message ${message.id} has an action and no judgement`);
  const messageId = deps.replyMessageId(message.account, action.key);
  const mail = await deps.composeReply({
    form: effect === 'send' ? 'reply' : 'draft',
    account: message.account,
    payload: { ...payload, template: review?.stands.template ?? payload.template },
    message,
    mail: judged.read.mail,
    judgement: judged.judgement,
    meanwhile: review?.meanwhile ?? { later: [], missing: [], verdicts: [] },
    asks: review?.stands.asks ?? null,
    messageId,
  });
  // By this id a draft is found again and a send is reconciled: another one could be written or sent twice.
  if (mail.messageId !== messageId) throw new Error(`the mail bears ${mail.messageId} instead of ${messageId}`);
  return mail;
}

async function draft(deps: ActDeps, attempt: Attempt, mail: OutgoingMail, liesThere: boolean): Promise<AttemptResult> {
  const { action, message } = attempt;
  // One that lay there a moment ago, and does no more, was just sent or deleted by a person: looked at again.
  const gate = liesThere ? gateOf(deps, attempt, async () => false) : gateOf(deps, attempt);
  const place = await deps.mailbox.appendDraft(message.account, mail.raw, mail.messageId, gate.allowed);
  if (place === 'withheld') return gate.stopped();
  const known = { messageId: mail.messageId, answers: message.rfcMessageId, recipient: mail.to };
  await deps.store.drafts.written(action.id, known, place);
  const detail = `in ${place.folder}: ${written(attempt, mail)}`;
  // The rules would have it sent; the account's mode does not.
  return { state: 'done', reason: action.kind === 'acknowledge' ? 'drafted-instead' : null, detail };
}

async function send(deps: ActDeps, attempt: Attempt, mail: OutgoingMail): Promise<AttemptResult> {
  const { action, token, message } = attempt;
  let denied = false;
  let granted = false;
  let quiet = false;
  const gate = gateOf(deps, attempt, async () => {
    // They may have begun since the claim: a server can take minutes to say that it is ready.
    quiet = (deps.limits.quietUntil?.(await deps.store.read.now()) ?? null) !== null;
    if (quiet) return false;
    const may = await deps.store.ledger.beginSending(action.id, token, mail.messageId);
    granted ||= may;
    return may;
  });
  const allowed = async (): Promise<boolean> => {
    const may = await gate.allowed();
    denied ||= !may;
    return may;
  };
  const result = await deps.outbox.send(message.account, mail, allowed).catch((thrown: unknown): SendResult => {
    // Before it was granted nothing can have left; after that, only an answer would prove it.
    if (!granted) throw thrown;
    return { outcome: 'uncertain', detail: asTriageError(thrown).message };
  });
  if (result.outcome === 'accepted') {
    await keepCopy(deps, attempt, mail);
    return { state: 'done', reason: null, detail: `${written(attempt, mail)}; ${result.response}` };
  }
  if (result.outcome === 'uncertain') return { state: 'uncertain', reason: 'no-answer', detail: result.detail };
  if (quiet) return { state: 'held', reason: 'quiet-hours', retryInSeconds: 1 };
  if (denied) return gate.stopped();
  return failed(deps, attempt, result.retry, result.code ?? 'refused-by-server', result.response);
}

/** What an answer was, for the record that nothing changes: the action's own row may. */
function written({ action: { payload }, review }: Attempt, { to, messageId }: OutgoingMail): string {
  const template = review?.stands.template ?? (payload.kind === 'label' ? '' : payload.template);
  return `to ${to}, ${template}, ${messageId}`;
}

/** The mail has left; a missing copy in Sent is a pity and no reason to call the send failed. */
async function keepCopy(deps: ActDeps, { action, message }: Attempt, mail: OutgoingMail): Promise<void> {
  try {
    await deps.mailbox.appendSent(message.account, mail.raw, mail.messageId);
  } catch (thrown) {
    const reason = asTriageError(thrown).message;
    deps.logger.warn({ action: action.id, reason }, 'the sent mail could not be put into the Sent folder');
  }
}
