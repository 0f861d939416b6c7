import { type Document, emptyContext, type Mail, type ReadMessage } from '../domain/index.js';
import type { Ruleset } from '../rules/index.js';
import { triage } from './triage.js';

/** An example inside a rule file that does not hold. */
export interface FailedExample {
  readonly topic: string;
  readonly text: string;
  /** Its place in the topic's list, from 0. */
  readonly index: number;
  /** What was wanted: points for the topic, or none. */
  readonly wanted: 'hit' | 'miss';
}

/** An applicant with nothing but a degree, so that an example's own words decide. */
const BACKGROUND =
  'Curriculum Vitae\n\nEducation\nMSc Mathematics and Computer Science, University of Examples, 2024\n\nResearch experience\n';

/** Judges every topic's examples as a line under "Research experience" of a CV. Pure; the judge is the live one. */
export function failedExamples(ruleset: Ruleset): FailedExample[] {
  return ruleset.topics.flatMap((topic) => {
    const points = (text: string): number =>
      triage(messageWith(text), emptyContext, ruleset).scorecard.topics[topic.id] ?? 0;
    return (['hit', 'miss'] as const).flatMap((wanted) =>
      topic.examples[wanted].flatMap((text, index) =>
        points(text) > 0 === (wanted === 'hit') ? [] : [{ topic: topic.id, text, index, wanted }],
      ),
    );
  });
}

function messageWith(line: string): ReadMessage {
  const mail: Mail = {
    messageId: '<example@example.org>',
    headers: [],
    from: [{ name: 'Ada Example', email: 'ada@example.org' }],
    sender: [],
    to: [],
    cc: [],
    replyTo: [],
    subject: 'Application for the PhD position',
    date: '2025-06-01T00:00:00Z',
    inReplyTo: [],
    references: [],
    text: 'Dear Professor, I would like to apply. My CV is attached.',
    hidden: [],
    mediaTypes: ['multipart/mixed'],
    problems: [],
    attachedMails: [],
  };
  const cv: Omit<Document, 'type'> = {
    name: 'cv.txt',
    status: 'ok',
    reason: null,
    format: 'text',
    contentType: 'text/plain',
    sha256: '',
    bytes: 0,
    pages: [{ number: 1, text: `${BACKGROUND}${line}\n` }],
    ocr: false,
    quality: 1,
    hidden: [],
    links: [],
    findings: [],
  };
  return { mail, documents: [cv], fingerprint: '', bytes: 0 };
}
