import type { Document } from '../domain/index.js';
import { tokenize } from '../language/index.js';
import type { ReadingRules } from '../rules/index.js';
import { isDatedEntry } from './cv-shape.js';
import type { Letter } from './letter.js';
import { passagesOf } from './lines.js';

/** `CV below`, `my resume (pasted …)`, `my CV in short:`, `简历如下`. */
const ANNOUNCED =
  /\b(?:cv|resume|résumé|curriculum(?: vitae)?|lebenslauf|background)\b[^.\n]{0,30}\b(?:below|pasted|follows?|such as it is|inline|in this (?:e-?mail|message)|unten|folgt|im Text|ci-dessous|suit|a continuación|abajo|di seguito|qui sotto|abaixo)\b|\b(?:cv|resume|résumé|curriculum(?: vitae)?|lebenslauf)\b[^.\n]{0,40}\b(?:in (?:the|this|my) (?:e-?mail|mail|message|text)|here (?:it is|below)|as text|in plain text|hier im Text|im Mailtext|dans (?:ce|le) (?:mail|message|courriel)|en (?:este|el) (?:correo|mensaje)|nel testo|no corpo)|\b(?:cv|resume|résumé|curriculum(?: vitae)?|lebenslauf)\b[^.\n]{0,14}(?:in (?:short|brief|a nutshell)|:\s*$)|^\s*(?:curriculum vitae|lebenslauf|résumé)\b[^.\n]{0,60}$|简历如下|如下是我的简历/im;
/** Its title, alone on a line. */
const TITLE =
  /^[\s=*#_-]*(?:curr[ií]culum(?: vit(?:ae|æ))?|CV|C\.V\.|résumé|resume|lebenslauf|hoja de vida|currículo|życiorys|özgeçmiş|životopis|önéletrajz|резюме|简历|履歴書)[\s=*:_-]*$/imu;
/** A heading in a frame of signs: `=== WROTE ===`, `-- Education --`, `## Work`. */
const FRAMED = /^\s*(?:[=*#~+-]{2,}\s*\p{L}[\p{L} &/,]{1,30}[\s=*#~+:-]*|\[\p{L}[\p{L} ]{1,30}\])\s*$/u;
/** An item of a list. */
const ITEM = /^\s*(?:[*•·–-]\s+|(?:19|20)\d{2}\b)\S/;
/** A line of a CV: it begins with a period of years, or is an entry that ends with one. */
const DATED =
  /^[\s*•·–|-]*(?:(?:\d{1,2}[./]|\p{L}{3,9}\.? )?(?:19|20)\d{2})(?:[./]\d{1,2})?\s?(?:[-–—~至]|to|bis)?|[,(|–-]\s?(?:19|20)\d{2}(?:\s?[-–—]\s?(?:(?:19|20)\d{2}|present|now|today|heute))?\)?\s*$/iu;
/** A degree as a CV has it, at the beginning of a short line; not a sentence about one. */
const DEGREE_LINE =
  /^[\s*•·–-]*(?:[\d./–—-]+\s+)?(?:B\.?\s?Sc|M\.?\s?Sc|B\.?S\.?|M\.?S\.?|B\.?A\.?|M\.?A\.?|B\.?\s?Tech|M\.?\s?Tech|Ph\.?D|Bachelor|Master|Diploma?|Licen[cs]e|Laurea|Grado|M[aá]ster|Mestrado|Bacharelado)\b.{4,100}$|^.{0,24}(?:硕士|学士|本科|博士)/u;

/**
 * The letter as a document named `body`; its type is `cv` where the CV was written into the mail: by its sections, or by
 * lines that look like one's entries where it has no headings.
 */
export function bodyDocument(letter: Letter, attached: readonly Document[], ruleset: ReadingRules): Document {
  const base = {
    name: 'body',
    status: 'ok' as const,
    reason: null,
    format: 'text',
    contentType: 'text/plain',
    sha256: '',
    bytes: letter.text.length,
    pages: [{ number: 1, text: letter.text }],
    ocr: false,
    quality: null,
    hidden: [],
    links: [],
    findings: [],
  };
  if (attached.some((document) => document.type === 'cv') || tokenize(letter.text.slice(0, 3000)).length < 60) {
    return { ...base, type: 'cover-letter' };
  }
  const headings = new Set(
    passagesOf({ ...base, name: 'cv-test', type: 'cv' }, ruleset.sections).flatMap((passage) =>
      passage.section === null ? [] : [passage.section],
    ),
  );
  const lines = letter.text.slice(0, 12_000).split('\n');
  const short = lines.filter((line) => line.trim() !== '' && line.length < 130);
  const dated = short.filter((line) => DATED.test(line) || isDatedEntry(line)).length;
  const degrees = short.filter((line) => DEGREE_LINE.test(line)).length;
  const said = ANNOUNCED.test(`${letter.subject}\n${letter.text}`);
  const titled = TITLE.test(letter.text);
  const framed = lines.filter((line) => FRAMED.test(line)).length;
  const points =
    Math.min(3, headings.size) +
    (dated >= 3 ? 1 : 0) +
    (dated >= 5 ? 0.5 : 0) +
    (degrees > 0 ? 0.5 : 0) +
    (said ? 1.5 : 0) +
    (titled ? 1.5 : 0) +
    (framed >= 3 ? 1.5 : 0) +
    (said && short.filter((line) => ITEM.test(line)).length >= 4 ? 1 : 0);
  return { ...base, type: points >= 3 || (dated >= 3 && degrees >= 2) ? 'cv' : 'cover-letter' };
}
