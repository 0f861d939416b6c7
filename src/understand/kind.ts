import type { Document, Kind, Mail, TriageContext } from '../domain/index.js';
import { bagOfWords, sentences, tokenize } from '../language/index.js';
import { type KindCues, PhraseIndex, type Ruleset } from '../rules/index.js';
import type { HeaderFinding } from './automated.js';
import type { Letter } from './letter.js';
import { oncePer } from './memo.js';

/** The kind of a mail with the code of what decided. */
export interface KindFinding {
  readonly kind: Kind;
  readonly code: string;
  readonly detail: string;
}

const cuesOf = oncePer((kinds: KindCues) => ({
  other: kinds.other.map((rule) => ({
    ...rule,
    inSubject: new PhraseIndex(rule.subject),
    inBody: new PhraseIndex(rule.body),
  })),
  application: new PhraseIndex(kinds.application),
  ask: new PhraseIndex(kinds.applicationAsk),
  inquiry: new PhraseIndex(kinds.inquiry),
  self: new PhraseIndex(kinds.selfIntroduction),
  referral: new PhraseIndex(kinds.referral),
}));

const distinct = (hits: readonly { phrase: string }[]): number => new Set(hits.map((hit) => hit.phrase)).size;

/**
 * Application, inquiry or other. Header evidence first, then documents, then words; the classifier only breaks ties.
 */
export function findKind(
  mail: Mail,
  letter: Letter,
  documents: readonly Document[],
  headers: readonly HeaderFinding[],
  context: TriageContext,
  ruleset: Ruleset,
): KindFinding {
  const cues = cuesOf(ruleset.kinds);
  const subject = tokenize(letter.subject);
  const text = tokenize(letter.text.slice(0, 20_000));
  const attached = documents.filter((document) => document.name !== 'body');
  const has = (type: Document['type']): boolean => documents.some((document) => document.type === type);
  const cv = has('cv');
  const tag = ruleset.positions.some((position) =>
    position.tags.some((word) => letter.subject.toLowerCase().includes(`[${word}]`)),
  );
  const application = distinct(cues.application.find(text)) + 2 * distinct(cues.application.find(subject));
  const ask = distinct(cues.ask.find(text)) + distinct(cues.ask.find(subject));
  const self = distinct(cues.self.find(text));
  const asked = hiringQuestions(letter, cues.inquiry);
  const questions = asked + 0.5 * distinct(cues.inquiry.find(subject));
  const referral = distinct(cues.referral.find(text)) + distinct(cues.referral.find(subject));

  const decisive = headers.find((finding) => finding.kind !== null);
  if (decisive !== undefined) {
    // An application that came through a list or a university's web form is still one; robots and reports never are.
    const soft = ['list-header', 'precedence', 'list-return-path', 'refused-sender', 'spam'].includes(decisive.code);
    if (!(soft && cv && application + ask > 0)) {
      return { kind: 'other', code: decisive.kind ?? decisive.code, detail: decisive.detail };
    }
  }
  const wordy = cues.other
    .map((rule) => {
      const inSubject = distinct(rule.inSubject.find(tokenize(mail.subject)));
      return { rule, points: 1.5 * inSubject + distinct(rule.inBody.find(tokenize(mail.text.slice(0, 20_000)))) };
    })
    .filter(({ rule, points }) => points >= rule.need)
    .sort((a, b) => b.points / b.rule.need - a.points / a.rule.need)[0];

  if (!letter.forwarded && referral > 0 && !cv && (has('references') || (self < 2 && application < 3))) {
    return {
      kind: 'other',
      code: has('references') ? 'reference-letter' : 'referral',
      detail: 'somebody recommends another person',
    };
  }
  if (wordy?.rule.overridesCv === true && !letter.forwarded) {
    return { kind: 'other', code: wordy.rule.code, detail: wordy.rule.detail };
  }
  if (cv && (wordy === undefined || application + ask + self > 0)) {
    const strongOther = wordy !== undefined && wordy.points >= 2 * wordy.rule.need && application + ask === 0;
    if (!strongOther) {
      return { kind: 'application', code: letter.forwarded ? 'forwarded-cv' : 'cv-given', detail: 'a CV came with it' };
    }
  }
  const reply = /^\s*(?:re|aw|sv|antw|fwd?|wg)\s*(?:\[\d+\])?:/i.test(mail.subject);
  const named = tag && !reply;
  if (wordy !== undefined && !named && (wordy.points > application + ask * 0.7 || (self === 0 && ask === 0))) {
    return { kind: 'other', code: wordy.rule.code, detail: wordy.rule.detail };
  }
  const papers = attached.some((document) => ['transcript', 'thesis', 'cover-letter', 'paper'].includes(document.type));
  if (context.earlier !== null && (attached.length > 0 || application > 1)) {
    return { kind: 'application', code: 'follow-up', detail: 'it continues an application' };
  }
  const unread = attached.some((document) => document.status !== 'ok');
  if (attached.length > 0 && (named || application + ask > 0) && (papers || unread || application > 1)) {
    return { kind: 'application', code: 'documents-given', detail: 'it applies, with documents' };
  }
  const words = text.length;
  const applying = application + ask * 0.8 + Math.min(self, 3) * 0.5 + (named ? 2 : 0) + (words > 220 ? 1 : 0);
  const asking = questions * 1.1;
  if (applying >= 2.5 && applying > asking + 0.8 && self > 0) {
    return { kind: 'application', code: 'applies-in-words', detail: 'it applies, without a CV' };
  }
  if (asked > 0) return { kind: 'inquiry', code: 'asks', detail: 'it asks about an opening without applying' };
  // Office mail speaks of theses, deadlines and positions too; only who wants something for himself is a candidate.
  const candidate = application + ask > 0 || (self > 0 && HIRING.test(`${letter.subject} ${letter.text}`));
  if (!candidate) return { kind: 'other', code: 'unrelated', detail: 'nobody in it applies or asks about an opening' };
  const ranked = ruleset
    .kindClassifier()
    .getClassifications(bagOfWords(`${letter.subject}\n${letter.text.slice(0, 4000)}`));
  const label = [...ranked].sort((a, b) => b.value - a.value)[0]?.label;
  const kind: Kind = label === 'application' || label === 'inquiry' ? label : 'other';
  return { kind, code: 'classifier', detail: 'headers and words leave it open; the trained classifier decided' };
}

/** Words of the hiring business, in the languages that applicants use. */
const HIRING =
  /\b(?:positions?|ph\.?\s?d|doctoral|post-?docs?|postdoctoral|intern(?:ship)?s?|visiting|openings?|vacanc(?:y|ies)|applications?|appl(?:y|ying|icants?)|funded|funding|stipends?|salary|scholarships?|gre|toefl|ielts|undergrads?|opportunit(?:y|ies)|stellen?|bewerb\w*|promotion|promotionsstelle|poste|candidatures?|thèse|bourses?|puestos?|solicitud\w*|doctora\w+|becas?|plazas?|aufenthalt|forschungsaufenthalt|praktik\w+|stage|séjour|estancias?)\b/i;
const OWN_PAPERS =
  /\b(?:my|mein\w*|mon|ma|mes|mi|mis)\s+(?:\w+['’]?s?\s+)?(?:transcripts?|cv|resume|thesis|documents?|degree|diploma|zeugnisse|unterlagen|masterarbeit|mémoire|relevés?|tesis)\b/i;

/**
 * How many sentences ask about an opening: they end in a question mark, or say that they ask, and speak of the hiring
 * business themselves or together with the subject.
 */
function hiringQuestions(letter: Letter, inquiry: PhraseIndex): number {
  const subject = HIRING.test(letter.subject);
  let count = 0;
  let before = '';
  for (const { start, end } of sentences(letter.text.slice(0, 20_000))) {
    const sentence = letter.text.slice(start, end);
    const asks = /[?？]["')\]\s]*$/.test(sentence) || inquiry.has(tokenize(sentence));
    const about = (text: string): boolean =>
      HIRING.test(text) || OWN_PAPERS.test(text) || /[申请博士职位名额硕]/.test(text);
    if (asks && (about(sentence) || (subject && !/\b(?:we|our team|us)\b/i.test(sentence)) || about(before))) count++;
    before = sentence;
  }
  return count;
}
