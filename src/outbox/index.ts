export {
  composeDraft,
  composeReply,
  isReplyMessageId,
  type OutgoingMail,
  type ReplyParams,
  replyMessageId,
} from './compose.js';
export { inspectSmtp, type SmtpReport } from './inspect.js';
export { createOutbox, type SendResult, type SmtpOutbox, withheld } from './send.js';
export { defaultSmtpTiming, type SmtpTiming } from './session.js';
