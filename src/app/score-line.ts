import { charsOf, type Judgement, textOf } from '../domain/index.js';

/** A part of a merged file: `all.pdf#p3-5`. The line names the file, and the pages beside it. */
const PART = /#(p\d+(?:-\d+)?)$/;

/** The line that `triage score` prints for a message: the offline contract, and nothing that is not in it. */
export function scoreLine(
  source: string,
  messageId: string | null,
  judgement: Judgement,
  withText: boolean,
): Record<string, unknown> {
  const { applicant, scorecard, decision, facts } = judgement;
  const application = judgement.kind === 'application';
  return {
    source,
    messageId,
    kind: judgement.kind,
    kindReason: judgement.kindReason,
    position: judgement.position,
    applicant: applicant === null ? null : { name: applicant.name, email: applicant.email },
    score: application ? Math.round(scorecard.fit * 10) / 10 : 0,
    band: judgement.band,
    topics: scorecard.topics,
    documents: judgement.documents.map((document) => ({
      name: document.name.replace(PART, ''),
      ...(PART.test(document.name) ? { part: PART.exec(document.name)?.[1] } : {}),
      type: document.type,
      status: document.status,
      format: document.format,
      pages: document.pages.length,
      chars: charsOf(document),
      ocr: document.ocr,
      ...(document.reason === null ? {} : { reason: document.reason }),
      ...(withText ? { text: textOf(document) } : {}),
    })),
    missing: judgement.missing,
    facts: {
      degrees: facts.degrees.map(({ places: _, ...degree }) => degree),
      ...(facts.gpa === null ? {} : { gpa: facts.gpa }),
      links: facts.links.map((link) => link.url),
      publications: facts.publications.length,
      venues: facts.venues,
    },
    flags: [...new Set(judgement.flags.map((flag) => flag.code))],
    evidence: scorecard.evidence
      .filter((one) => one.points > 0)
      .map(({ topic, rule, term, points, document, page, quote }) => ({
        topic,
        rule,
        term,
        points,
        document,
        page,
        quote,
      })),
    decision: {
      labels: decision.labels,
      acknowledge: decision.acknowledge,
      reason: decision.reason,
      ...(decision.template === undefined || decision.acknowledge === 'no' ? {} : { template: decision.template }),
    },
    ruleset: judgement.ruleset,
  };
}
