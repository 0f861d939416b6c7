import type { Document, Kind, Mail, TriageContext } from '../domain/index.js';
import { bagOfWords, tokenize } from '../language/index.js';
import { type KindCues, PhraseIndex, type ReadingRules } from '../rules/index.js';
import { actsOf } from './acts.js';
import type { HeaderFinding } from './automated.js';
import { isFromInside } from './inside.js';
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
  self: new PhraseIndex(kinds.selfIntroduction),
  referral: new PhraseIndex(kinds.referral),
}));

const distinct = (hits: readonly { phrase: string }[]): number => new Set(hits.map((hit) => hit.phrase)).size;

const REPLY = /^\s*(?:re|aw|sv|antw|fwd?|wg)\s*(?:\[\d+\])?:/i;
/** An absence note quotes the subject of what it answers, our tags too. */
const AWAY =
  /^\s*(?:out of (?:the )?office|auto(?:matic|matische|mated)?[- ]?(?:reply|response|antwort)|abwesen\p{L}*|absence|absent|réponse automatique|respuesta automática|fuera de (?:la )?oficina|ausência|ausente|resposta automática|assenza|risposta automatica|afwezig\p{L}*|automatisch antwoord|nieobecno\p{L}*|frånvaro|fravær|poissa\p{L}*|távollét|nepřítomn\p{L}*|yokluk|отсутств\p{L}*|自动回复|自動返信)/iu;
/** Where an applicant's documents lie when they are not attached. */
const LINKED = /\b(?:CV|curriculum|r[eé]sum[eé]|Lebenslauf|documents|portfolio|homepage)\b[^\n]{0,80}\bhttps?:\/\//i;

/**
 * Application, inquiry or other. Header evidence first, then documents, then what the sentences want from whom; the
 * classifier only breaks ties, and what it alone decides is never answered.
 */
export function findKind(
  mail: Mail,
  letter: Letter,
  documents: readonly Document[],
  headers: readonly HeaderFinding[],
  context: TriageContext,
  ruleset: ReadingRules,
): KindFinding {
  const cues = cuesOf(ruleset.kinds);
  const text = tokenize(letter.text.slice(0, 20_000));
  const attached = documents.filter((document) => document.name !== 'body');
  const has = (type: Document['type']): boolean => documents.some((document) => document.type === type);
  const cv = has('cv');
  const acts = actsOf(letter.subject, letter.text, ruleset.kinds);
  const tag = ruleset.positions.some((position) =>
    position.tags.some((word) => letter.subject.toLowerCase().includes(`[${word}]`)),
  );
  const named = tag && !REPLY.test(mail.subject) && !AWAY.test(mail.subject);
  const seeks = acts.applies + acts.asks + acts.plans > 0 || acts.subjectSeeks || named;

  const decisive = headers.find((finding) => finding.kind !== null);
  if (decisive !== undefined) {
    // An application that came through a list or a university's web form is still one; robots and reports never are.
    const soft = ['list-header', 'precedence', 'list-return-path', 'refused-sender', 'spam'].includes(decisive.code);
    if (!(soft && cv && (seeks || (acts.mentions > 0 && acts.elsewhere === 0))))
      return other(decisive.kind ?? decisive.code, decisive.detail);
  }
  const about = cues.other
    .map((rule) => {
      const inSubject = distinct(rule.inSubject.find(tokenize(mail.subject)));
      return { rule, points: 1.5 * inSubject + distinct(rule.inBody.find(tokenize(mail.text.slice(0, 20_000)))) };
    })
    .filter(({ rule, points }) => points >= rule.need)
    .sort((a, b) => b.points / b.rule.need - a.points / a.rule.need)[0];
  const business = acts.elsewhere + (about === undefined ? 0 : about.points / about.rule.need);
  const elsewhere = business + acts.others;
  const something = (): KindFinding =>
    about === undefined ? other('unrelated', 'it wants something else') : other(about.rule.code, about.rule.detail);

  const self = distinct(cues.self.find(text));
  const referral = distinct(cues.referral.find(text)) + distinct(cues.referral.find(tokenize(letter.subject)));
  // An applicant may send the letter of a referee with other papers; a referee applies for nobody.
  const own = acts.applies > 0 && acts.others === 0 && (has('transcript') || has('thesis') || has('paper'));
  if (!letter.forwarded && referral > 0 && !cv && !own && (has('references') || (self < 2 && acts.applies < 2)))
    return other(has('references') ? 'reference-letter' : 'referral', 'somebody recommends another person');
  if (about?.rule.overridesCv === true && !letter.forwarded) return something();

  // Of our own house people send CVs, theses and records for many reasons; one who applies or asks says so.
  const saysSo = acts.applies > 0 || acts.subjectSeeks || named || (acts.asks > 0 && attached.length === 0);
  if (!saysSo && isFromInside(letter, context.ownAddresses))
    return other(
      about?.rule.code ?? 'colleague',
      about?.rule.detail ?? 'a member of our own house, who does not apply',
    );

  // A question with a CV beside it is still one where its writer says so.
  if (acts.asks > 0 && NO_APPLICATION.test(letter.text))
    return { kind: 'inquiry', code: 'asks', detail: 'it asks, and says that it is no application' };

  if (cv) {
    // Committees, agencies and grant offices send CVs too: not their own, and not to be considered.
    const others =
      (!seeks && business >= 1 && (acts.selfs === 0 || business >= 2)) ||
      // Nobody in it says `I`: what its subject names is our opening, which an agency wants to fill.
      (acts.selfs === 0 && acts.applies === 0 && business >= 2);
    if (letter.forwarded || !others) {
      return { kind: 'application', code: letter.forwarded ? 'forwarded-cv' : 'cv-given', detail: 'a CV came with it' };
    }
    return something();
  }
  // What completes an application may come from any office.
  const completes = attached.some((document) => PAPERS.has(document.type)) && REPLY.test(mail.subject);
  if (
    context.earlier !== null &&
    (completes || ((attached.length > 0 || acts.applies > 0) && elsewhere <= acts.applies + 1))
  )
    return { kind: 'application', code: 'follow-up', detail: 'it continues an application' };
  if (!named && elsewhere > 0 && elsewhere > acts.applies + acts.asks) return something();

  const papers = attached.some((document) => PAPERS.has(document.type));
  const unread = attached.some((document) => document.status !== 'ok');
  const announced = MINE.test(`${letter.subject}\n${letter.text}`) || (acts.titled && acts.papers > 1);
  if ((papers || unread) && (named || acts.subjectSeeks || acts.applies > 0 || announced) && acts.asks < 2)
    return { kind: 'application', code: 'documents-given', detail: 'it applies, with documents' };
  if (acts.applies > acts.asks && acts.plans <= acts.applies && (acts.selfs > 1 || self > 0 || acts.subjectSeeks))
    return { kind: 'application', code: 'applies-in-words', detail: 'it applies, without a CV' };
  if (seeks && acts.asks === 0 && LINKED.test(letter.text))
    return { kind: 'application', code: 'applies-in-words', detail: 'it applies, with links to its documents' };
  if (acts.asks > 0 && acts.asks > 2 * elsewhere)
    return { kind: 'inquiry', code: 'asks', detail: 'it asks about an opening without applying' };
  // Office mail speaks of theses, deadlines and positions too; only who wants something for himself is a candidate.
  if (acts.applies + acts.asks + acts.plans === 0 && !named)
    return other('unrelated', 'nobody in it applies or asks about an opening');
  const ranked = ruleset.kindClassifier().getClassifications(bagOfWords(kindText(letter)));
  // What the sentences rule out is no choice.
  const possible = ranked.filter(({ label }) => label !== 'application' || acts.applies > 0 || named);
  const label = possible.sort((a, b) => b.value - a.value)[0]?.label;
  const kind: Kind = label === 'application' || label === 'inquiry' ? label : 'other';
  return { kind, code: 'classifier', detail: 'headers and words leave it open; the trained classifier decided' };
}

/** What the classifier reads of a mail. */
export function kindText({ subject, text }: Pick<Letter, 'subject' | 'text'>): string {
  return `${subject}\n${text.slice(0, 4000)}`;
}

const PAPERS: ReadonlySet<Document['type']> = new Set(['transcript', 'thesis', 'cover-letter', 'paper', 'references']);
const NO_APPLICATION =
  /(?<!\p{L})(?:(?:this|it) (?:is|was) (?:not|no) (?:yet )?(?:an? )?(?:formal )?application|(?:this|it)(?:['’]s not| isn['’]t) (?:yet )?an? (?:formal )?application|(?:I am|I['’]m) not applying(?: yet| now)?|not (?:yet )?an application|keine Bewerbung|noch keine Bewerbung|(?:pas|point) (?:encore )?(?:une|de) candidature|no es (?:todavía |aún )?una (?:solicitud|candidatura)|non è (?:ancora )?una candidatura|não é (?:ainda )?uma candidatura)(?!\p{L})|不是申请|并非申请/iu;
/** An application of one's own, named. */
const MINE =
  /\b(?:my|mein\w*|mon|ma|mes|mi|mis|il mio|la mia|meu|minha)\s+(?:\w+['’]?s?\s+)?(?:application|bewerbung|candidature|candidatura|solicitud)\b|我的申请/i;

function other(code: string, detail: string): KindFinding {
  return { kind: 'other', code, detail };
}
