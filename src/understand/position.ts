import {
  type Degree,
  type Document,
  headerValues,
  type Mail,
  type Reason,
  type TriageContext,
} from '../domain/index.js';
import { tokenize } from '../language/index.js';
import { type OpenPosition, PhraseIndex, type Ruleset } from '../rules/index.js';
import { actsOf } from './acts.js';
import { entitles, opensCvSection } from './document-type.js';
import type { Letter } from './letter.js';
import { oncePer } from './memo.js';

/** The position that a mail is about, or null, with how it was found and how sure that is (0-1). */
export interface PositionFinding {
  readonly position: OpenPosition | null;
  readonly reason: Reason & { readonly confidence: number };
}

const indexes = oncePer((ruleset: Ruleset) => ({
  positions: ruleset.positions
    .filter((position) => position.open)
    .map((position) => ({
      position,
      wording: new PhraseIndex(position.wording),
      places: new PhraseIndex(position.places),
    })),
  topics: new Map(
    ruleset.topics.map((topic) => [
      topic.id,
      new PhraseIndex(topic.terms.filter((term) => term.weight >= 0.7 && !term.case).flatMap((term) => term.any)),
    ]),
  ),
}));

/** Whether an addressee names a position by one of its aliases: whole address, local part or +suffix. */
export function addressNames(email: string, aliases: readonly string[]): boolean {
  const lower = email.toLowerCase();
  const local = lower.slice(0, Math.max(0, lower.lastIndexOf('@')));
  const suffix = local.includes('+') ? local.slice(local.indexOf('+') + 1) : null;
  return aliases.some((alias) => {
    const name = alias.toLowerCase();
    return name.includes('@') ? name === lower : name === local || name === suffix;
  });
}

/**
 * Tag, then alias, then the account's setting, then the position that the person applied for before, unless a new mail
 * names another one, then wording, level and topics together.
 */
export function findPosition(
  mail: Mail,
  letter: Letter,
  documents: readonly Document[],
  degrees: readonly Degree[],
  context: TriageContext,
  ruleset: Ruleset,
): PositionFinding {
  const { positions, topics } = indexes(ruleset);
  const subject = `${mail.subject} ${letter.subject}`
    .toLowerCase()
    .replace(/[［【]/g, '[')
    .replace(/[］】]/g, ']')
    .replace(/\s+/g, ' ');
  for (const { position } of positions) {
    const tag = position.tags.find((word) =>
      subject.replace(/\[ ?| ?\]/g, (part) => part.trim()).includes(`[${word}]`),
    );
    if (tag !== undefined) return found(position, 'tag', `the subject holds [${tag}]`, 1);
  }
  const delivered = ['delivered-to', 'x-original-to', 'envelope-to'].flatMap((name) =>
    headerValues(mail, name).map((value) => value.trim().replace(/^<|>$/g, '')),
  );
  const addressees = [
    ...mail.to.map((address) => address.email),
    ...mail.cc.map((address) => address.email),
    ...delivered,
  ].map((email) => email.toLowerCase());
  for (const { position } of positions) {
    const by = addressees.find(
      (email) => context.aliases[email] === position.id || addressNames(email, position.aliases),
    );
    if (by !== undefined) return found(position, 'alias', `it was sent to ${by}`, 0.95);
  }
  const continued = positions.find(({ position }) => position.id === context.earlier?.position);
  const anew = continued === undefined ? null : namedAnew(mail, letter, continued.position, ruleset);
  if (continued !== undefined && anew === null)
    return found(continued.position, 'thread', 'it continues an application for this position', 0.9);

  const mailbox = tokenize(addressees.join(' , '));
  // Whoever passes a mail on says what it is about, too.
  const subjectTokens = tokenize(letter.forwarded ? `${letter.subject} / ${mail.subject}` : letter.subject);
  const letters = [
    wordsAboveCv(letter.text, documents, ruleset),
    ...(letter.note === null ? [] : [letter.note]),
    ...documents
      .filter((document) => document.type === 'cover-letter' && document.name !== 'body')
      .map((document) => document.pages[0]?.text ?? ''),
  ];
  const head = tokenize(letters.join('\n').slice(0, 2500));
  const all = tokenize(letters.join('\n').slice(0, 12_000));
  const cv = documents.find((document) => document.type === 'cv');
  const cvTokens =
    cv === undefined
      ? []
      : tokenize(
          cv.pages
            .map((page) => page.text)
            .join('\n')
            .slice(0, 12_000),
        );
  const works = documents
    .filter((document) => document.type === 'thesis' || document.type === 'paper')
    .flatMap((document) => tokenize((document.pages[0]?.text ?? '').slice(0, 2000)));
  const doctor = degrees.some((degree) => degree.level === 'doctorate');
  const doctorFinished = degrees.some((degree) => degree.level === 'doctorate' && degree.finished);
  const asksPhd =
    /\b(?:ph\.?\s?d\.?|doctora(?:l|te)|promotion|doctorando|thèse|doctorado)(?:\b|(?<=\.))[\s-]*(?:position|student position|studies|program|programme|opening|applicant|application|admission|stelle|candidate position|student in your|under|in your|with you)|\bPh\.?\s?D\b|dottorato|doutorado|读博|攻读博士|博士申请|Promotionsstelle|doctorat|doctorado/iu;
  // `Visiting PhD student` says who comes, not what for.
  const asksPhdSubject = asksPhd.test(letter.subject.replace(IS_STUDENT, ' '));
  const asksPhdText = asksPhd.test(letters.join('\n').slice(0, 2500).replace(IS_STUDENT, ' '));
  const stay = STAY.test(letters.join('\n').slice(0, 2500)) || STAY.test(letter.subject);
  const scored = positions.map(({ position, wording, places }) => {
    const inSubject = distinct(wording.find(subjectTokens));
    const inHead = distinct(wording.find(head));
    const later = distinct(wording.find(all)) - inHead;
    let points = Math.min(inSubject, 2) * 4 + Math.min(inHead, 3) * 1.8 + Math.min(later, 2) * 0.5;
    points += Math.min(distinct(places.find(all)) + distinct(places.find(subjectTokens)), 2) * 1.2;
    // `join@tml-lab.example.edu`: the mailbox's own name may be the place.
    if (places.has(mailbox)) points += 3;
    if (position.seeks === 'phd') {
      if (asksPhdSubject) points += 3;
      if (asksPhdText) points += 2;
      if (doctorFinished) points -= 4;
    }
    if (position.seeks === 'postdoc') {
      if (doctorFinished) points += 3.5;
      else if (doctor) points += 1;
      else points -= 1.5;
    }
    if (position.seeks === 'visit' && stay && !asksPhdText) points += 3;
    if (position.seeks === 'visit' && doctorFinished && inSubject + inHead === 0) points -= 2;
    // Topical fit separates openings of one level; it does not outweigh words.
    const weigh = (tokens: typeof head, factor: number): number =>
      position.topics.reduce(
        (sum, topic) => sum + Math.min(distinct(topics.get(topic.id)?.find(tokens) ?? []), 4) * topic.weight * factor,
        0,
      );
    const topical = Math.min(3.5, weigh(all, 0.35) + weigh(cvTokens, 0.25) + weigh(works, 0.3));
    return { position, points: points + topical, said: inSubject + inHead > 0, topical };
  });
  scored.sort((a, b) => b.points - a.points);
  const [first, second] = anew === null ? scored : scored.filter(({ position }) => anew.has(position.id));
  if (first === undefined) return nothing('there is no open position');
  const lead = first.points - (second?.points ?? 0);
  const detail = `${first.said ? 'its wording' : 'level and topics'} point there (${first.points.toFixed(1)} points, ${lead.toFixed(1)} ahead)`;
  if (first.points < 1.5) return nothing('neither tag, addressee nor wording names a position');
  const confidence = Math.max(0.3, Math.min(0.9, 0.4 + lead * 0.1));
  return found(first.position, first.said ? 'wording' : first.topical > 0 ? 'topics' : 'level', detail, confidence);
}

/** What a letter says before the CV that stands in it: an internship in the CV is no wish for one. */
function wordsAboveCv(text: string, documents: readonly Document[], ruleset: Ruleset): string {
  if (!documents.some((document) => document.name === 'body' && document.type === 'cv')) return text;
  let at = 0;
  for (const line of text.split('\n')) {
    if (at >= FEWEST_CHARS && opensCv(line, ruleset)) return text.slice(0, at);
    at += line.length + 1;
  }
  return text;
}

/** With less than this above it the whole mail is a CV. */
const FEWEST_CHARS = 80;

const opensCv = (line: string, ruleset: Ruleset): boolean =>
  opensCvSection(line, ruleset) || entitles([{ text: line }], 'cv', ruleset);

/** A reply goes on with its thread; a mail that only says `Re:` too. */
const REPLY = /^\s*(?:re|aw|sv|antw|antwort|res|rv|回复|答复)\s*(?:\[\d+\])?\s*[:：]/i;
/** What was applied for before. */
const FORMER =
  /\b(?:I (?:have )?(?:already )?applied|had applied|my (?:earlier|previous|former|last) (?:application|mail)|already (?:sent|submitted|applied)|habe mich (?:bereits|schon)|beworben hatte|j['’]ai (?:déjà )?(?:postulé|candidaté)|he (?:ya )?solicitado|ho già)\b|之前申请/iu;
const SEEKS_PHD =
  /(?:ph\.?\s?d\.?|doctora(?:l|te)|promotion|doctorado|doutorado|dottorato|doctorat|thèse)[\s-]*(?:position|student position|studies|program|programme|opening|stelle|candidate position|student in your|under|in your|with you|con usted|bei Ihnen|chez vous|avec vous)|(?:do|pursue|pursuing|start|begin|for) (?:a|my) (?:ph\.?\s?d|doctorate)|Promotionsstelle|bei Ihnen (?:zu )?promovieren|攻读博士|读博/iu;

/**
 * The positions that a new mail of a known person names in its subject or where it applies, other than the one that the
 * person applied for before; null where the mail goes on with that one.
 */
function namedAnew(mail: Mail, letter: Letter, continued: OpenPosition, ruleset: Ruleset): ReadonlySet<string> | null {
  if (mail.inReplyTo.length > 0 || REPLY.test(mail.subject)) return null;
  const acts = actsOf(letter.subject, letter.text, ruleset.kinds);
  const applying = acts.applying.filter((sentence) => !FORMER.test(sentence));
  if (applying.length === 0) return null;
  const said = [letter.subject, ...applying].map((text) => text.replace(IS_STUDENT, ' '));
  const tokens = said.map((text) => tokenize(text));
  const seeksPhd = said.some((text) => SEEKS_PHD.test(text));
  const named = indexes(ruleset).positions.filter(
    ({ position, wording }) =>
      tokens.some((list) => wording.has(list)) || (position.seeks === 'phd' && seeksPhd && continued.seeks !== 'phd'),
  );
  // `After my internship I would like to do a PhD with you` names both, and wants one.
  const others = named.filter(({ position }) => position !== continued);
  const both = others.length < named.length && !(seeksPhd && continued.seeks === 'visit');
  return others.length === 0 || both ? null : new Set(others.map(({ position }) => position.id));
}

/** Somebody who does a doctorate already. */
const IS_STUDENT =
  /\b(?:visiting|current(?:ly)?|(?:first|second|third|fourth|fifth|final|last|\d(?:st|nd|rd|th))[- ]year|(?:I am|I['’]m|as) an?|bin|je suis|soy|sono|sou)\s+(?:\w+\s+)?(?:Ph\.?\s?D\.?|doctoral)[- ](?:student|candidate|researcher|scholar|fellow)s?|\b(?:bin|als)\s+Doktorand(?:in)?\b|\bje suis doctorante?\b|\bsoy doctorand[oa]\b|\bsono (?:un |una )?dottorand[oa]\b/giu;
/** A stay of some months: dates within a year, or a number of months or weeks. */
const STAY =
  /\b(?:\d{1,2}|two|three|four|five|six|eight|ten|twelve|zwei|drei|vier|sechs|deux|trois|quatre|six|dos|tres|cuatro|seis)[- ](?:to[- ]\w+[- ])?(?:months?|weeks?|Monate|Wochen|mois|semaines|meses|semanas)\b|\b(?:May|June|July|Mai|Juni|Juli|juin|juillet|junio|julio)\b[^.\n]{0,20}\b(?:to|until|till|through|bis|au|à|a|hasta)\b[^.\n]{0,12}\b(?:July|August|September|October|Juli|Oktober|août|septembre|agosto|septiembre)\b|\b(?:summer|Sommer|été|verano) (?:of )?20\d\d\b|\d个月/i;

const distinct = (hits: readonly { phrase: string }[]): number => new Set(hits.map((hit) => hit.phrase)).size;

function found(position: OpenPosition, code: string, detail: string, confidence: number): PositionFinding {
  return { position, reason: { code, detail, confidence } };
}

function nothing(detail: string): PositionFinding {
  return { position: null, reason: { code: 'none', detail, confidence: 0 } };
}
