import type { ReplyRequest } from '../../workers/interfaces.js';
import { languageOf, renderReply, replyView, standingTemplate, withLater } from '../decide/index.js';
import { type Account, type Mail, permanent } from '../domain/index.js';
import { composeDraft, composeReply, type OutgoingMail } from '../outbox/index.js';
import type { Ruleset } from '../rules/index.js';

/**
 * The mail of a planned answer, as it leaves or becomes a draft. The worker and `triage ack preview` both call this, so
 * that a preview shows what will be sent.
 * @throws TriageError reply-recipient-not-from, template-missing, template-broken, and composeReply's
 */
export async function writeReply(
  request: Omit<ReplyRequest, 'message'>,
  account: Pick<Account, 'id' | 'identity'>,
  ruleset: Ruleset,
  now: Date,
): Promise<OutgoingMail> {
  const from = request.mail.from[0]?.email ?? '';
  if (request.mail.from.length !== 1 || from.toLowerCase() !== request.payload.to.toLowerCase()) {
    throw permanent(
      'reply-recipient-not-from',
      `The answer was planned to ${request.payload.to}, and the mail is from ${from || 'nobody'}.`,
      'Answer by hand if it is genuine.',
    );
  }
  const judgement = withLater(request.judgement, request.meanwhile, request.asks);
  const template = standingTemplate(ruleset, request.payload.template);
  const view = replyView(judgement, ruleset, signatureOf(account), languageOf(template, ruleset));
  return composeText(request, renderReply(ruleset, template, view), account, now);
}

/** The name below a reply. */
export function signatureOf({ identity }: Pick<Account, 'identity'>): string {
  return identity.name ?? identity.email;
}

/** A text as the answer to a mail. */
export function composeText(
  request: Pick<ReplyRequest, 'form' | 'messageId'> & {
    readonly payload: { readonly to: string };
    readonly mail: Pick<Mail, 'subject' | 'messageId' | 'references' | 'inReplyTo'>;
  },
  text: string,
  account: Pick<Account, 'id' | 'identity'>,
  now: Date,
): Promise<OutgoingMail> {
  const { mail } = request;
  const params = {
    account,
    messageId: request.messageId,
    to: request.payload.to,
    subject: mail.subject,
    text,
    inReplyTo: mail.messageId,
    references: mail.references.length > 0 ? mail.references : mail.inReplyTo,
    now,
  };
  return request.form === 'draft' ? composeDraft(params) : composeReply(params);
}
