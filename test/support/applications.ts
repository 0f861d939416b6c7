import type { Judgement, ReadDocument, ReadMessage, TriageContext } from '../../src/domain/index.js';
import { triage } from '../../src/pipeline/index.js';
import type { Ruleset } from '../../src/rules/index.js';
import { labContext, type MailSketch, makeDocument, makeMessage } from './messages.js';
import { defaultRuleset } from './rules.js';

/** Sections of a CV: heading → its text. */
export type Sections = Readonly<Record<string, string>>;

/** The plain CV of a mathematician without a topic: what a test adds is all that can score. */
export const plainSections: Sections = {
  Education:
    'M.Sc. in Mathematics, University of Exampleton, 2021 - 2023\nB.Sc. in Mathematics, University of Exampleton, 2018 - 2021',
  Languages: 'English (fluent), Danish (native)',
};

/** The text of a CV with a name, an address and sections. */
export function cvText(sections: Sections, head = 'Ada Example\nada@example.com'): string {
  const parts = Object.entries(sections).map(([heading, text]) => `${heading}\n\n${text}`);
  return `${head}\n\n${parts.join('\n\n')}\n`;
}

/** A CV as a read PDF: the plain sections with others added or put in their place. */
export function makeCv(sections: Sections = {}, more: Partial<ReadDocument> = {}, head?: string): ReadDocument {
  return makeDocument('CV.pdf', cvText({ ...plainSections, ...sections }, head), more);
}

/** A letter that applies and says nothing about any topic. */
export const plainLetter =
  'Dear Professor,\n\nI would like to apply for the PhD position in your group. Please find attached my CV.\n\nBest regards\nAda Example\n';

/** A transcript with enough rows to be one. */
export const transcript: ReadDocument = makeDocument(
  'transcript.pdf',
  'Transcript of Records\n\nStudent: Ada Example\nStudent number 4711\n\nCourse title   Credits   Grade\n' +
    'Analysis I   9   1.3\nAnalysis II   9   1.7\nLinear Algebra I   9   1.0\nLinear Algebra II   9   2.0\n' +
    'Numerics   9   1.3\nAlgebra   9   1.7\nTopology   6   2.3\nGeometry   6   1.0\n\nRegistrar of the University of Exampleton\n',
);

/** A mail that applies to the PhD position in optimal transport by its tag, with these attachments. */
export function makeApplication(documents: readonly ReadDocument[] = [makeCv()], sketch: MailSketch = {}): ReadMessage {
  return makeMessage({ subject: '[apply-phd-ot] Application', text: plainLetter, ...sketch }, documents);
}

/** Judges with the default rules in the lab's mailbox. */
export function judge(
  message: ReadMessage,
  context: Partial<TriageContext> = {},
  ruleset: Ruleset = defaultRuleset,
): Judgement {
  return triage(message, { ...labContext, ...context }, ruleset);
}

/** Judges an application with a CV of these sections. */
export function judgeCv(sections: Sections, letter: string = plainLetter): Judgement {
  return judge(makeApplication([makeCv(sections)], { text: letter }));
}
