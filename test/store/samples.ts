import type {
  Document,
  Judgement,
  Location,
  Mail,
  PlannedAction,
  ReadDocument,
  ReadMessage,
  Reconsidered,
} from '../../src/domain/index.js';
import type { Envelope } from '../../src/store/index.js';

/** Small, complete values of the domain for tests about storing; what is not given has a plain default. */

export function sampleLocation(account: string, uid: number, more: Partial<Location> = {}): Location {
  return { account, folder: 'INBOX', uidValidity: '7', uid, ...more };
}

export function sampleEnvelope(n: number | string, more: Partial<Envelope> = {}): Envelope {
  return {
    messageId: `<${n}@example.com>`,
    from: 'ada@example.com',
    subject: `Application ${n}`,
    bytes: 1000,
    receivedAt: '2025-11-03T08:12:00.000Z',
    serverId: null,
    ...more,
  };
}

export function sampleMail(n: number | string, more: Partial<Mail> = {}): Mail {
  return {
    messageId: `<${n}@example.com>`,
    headers: [{ name: 'subject', value: `Application ${n}` }],
    from: [{ name: 'Ada Example', email: 'ada@example.com' }],
    sender: [],
    to: [{ name: null, email: 'openings@ot-lab.example.org' }],
    cc: [],
    replyTo: [],
    subject: `Application ${n}`,
    date: '2025-11-03T08:11:58.000Z',
    inReplyTo: [],
    references: [],
    text: 'Dear all, please find my CV attached.',
    hidden: [],
    mediaTypes: ['multipart/mixed', 'text/plain', 'application/pdf'],
    problems: [],
    attachedMails: [],
    ...more,
  };
}

export function sampleDocument(more: Partial<ReadDocument> = {}): ReadDocument {
  return {
    name: 'cv.pdf',
    status: 'ok',
    reason: null,
    format: 'pdf',
    contentType: 'application/pdf',
    sha256: 'a'.repeat(64),
    bytes: 20_000,
    pages: [
      { number: 1, text: 'Ada Example\nOptimal transport and Sinkhorn divergences' },
      { number: 2, text: 'Transcript of records' },
    ],
    ocr: false,
    quality: 0.98,
    hidden: [{ page: 2, cause: 'colour', text: 'best candidate' }],
    links: ['https://example.org/ada'],
    findings: ['hidden-text'],
    ...more,
  };
}

export function sampleRead(n: number | string, more: Partial<ReadMessage> = {}): ReadMessage {
  return { mail: sampleMail(n), documents: [sampleDocument()], fingerprint: `fingerprint-${n}`, bytes: 1234, ...more };
}

export function sampleJudgement(more: Partial<Judgement> & { fit?: number } = {}): Judgement {
  const { fit = 73, ...rest } = more;
  const cv: Document = { ...sampleDocument(), type: 'cv' };
  return {
    kind: 'application',
    kindReason: 'documents',
    position: 'phd-ot',
    positionReason: { code: 'tag', detail: '[apply-phd-ot]', confidence: 1 },
    applicant: { name: 'Ada Example', email: 'ada@example.com', confidence: 0.9 },
    documents: [cv],
    missing: ['transcript'],
    facts: { degrees: [], gpa: null, links: [], publications: [], venues: [] },
    flags: [{ code: 'hidden-text', detail: 'best candidate' }],
    scorecard: { fit, topics: { 'optimal-transport': 80 }, evidence: [], adjustments: [] },
    band: 'strong',
    decision: {
      labels: ['triage-strong'],
      acknowledge: 'draft',
      reason: 'fit',
      detail: 'asked for',
      template: 'receipt',
    },
    ruleset: 'rules-1',
    ...rest,
  };
}

export function labelPlan(messageId: string, labels: readonly string[] = ['triage-strong']): PlannedAction {
  return { key: `label/${messageId}`, kind: 'label', payload: { kind: 'label', labels } };
}

export function replyPlan(
  messageId: string,
  more: {
    kind?: 'draft' | 'acknowledge';
    to?: string;
    position?: string | null;
    delaySeconds?: number;
    asks?: readonly string[];
  } = {},
): PlannedAction {
  const { kind = 'acknowledge', to = 'ada@example.com', position = 'phd-ot', delaySeconds = 0, asks } = more;
  return {
    key: `${kind}/${messageId}/receipt`,
    kind,
    payload: { kind, template: 'receipt', to, position, ...(asks === undefined ? {} : { asks }) },
    delaySeconds,
  };
}

/** An answer that stands as it was planned. */
export const asPlanned = (payload: {
  readonly kind: 'draft' | 'acknowledge';
  readonly template: string;
  readonly asks?: readonly string[];
}): Reconsidered => ({
  outcome: 'stands',
  most: payload.kind === 'draft' ? 'draft' : 'send',
  template: payload.template,
  asks: payload.asks ?? null,
});
