import type { Document, DocumentType } from '../domain/index.js';
import { sentences } from '../language/index.js';

const word = (words: string): RegExp => new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, 'iu');

/** What a letter calls the documents that come with it, and which are asked for. */
const NAMES: readonly (readonly [DocumentType, RegExp])[] = [
  [
    'transcript',
    /成绩单|成績|성적|(?<!\p{L})(?:transcripts?|mark ?sheets?|grades?|marks|records|Zeugnis\p{L}*|Notenspiegel|Notenauszug|Leistungs\p{L}+|relevés?(?: de notes)?|expediente(?: académico)?|notas|certificado de notas|libretto|certificato degli esami|histórico(?: escolar)?|transkript|cijferlijst)(?!\p{L})/iu,
  ],
  [
    'thesis',
    word('thesis|dissertation|Masterarbeit|Abschlussarbeit|mémoire|tesis|tesi|dissertação|tese|TFM|学位论文|毕业论文'),
  ],
  ['cv', word('CV|curriculum(?: vitae)?|résumé|resume|Lebenslauf|hoja de vida|currículum|currículo|简历')],
];

const LATER =
  /\b(?:will (?:follow|send|be sent|come|arrive)|to follow|follows? (?:later|soon|by)|later|missing|not (?:yet )?(?:attached|available|ready)|cannot|can't|folgt|folgen|nachreichen|reiche .{0,40} nach|suivra|suivront|enverrai|enviaré|invierò|seguirà|seguirán|enviarei|on request)\b/i;

/**
 * Documents that nobody can read and whose name says nothing, with the type that the letter announces and that no other
 * document has: `The transcript is a scan` and a file `IMG_0003.pdf`. One type for one document, in the letter's order.
 */
export function withAnnounced(documents: readonly Document[], letter: string): readonly Document[] {
  if (!documents.some((document) => document.status !== 'ok' && document.type === 'other')) return documents;
  const lacking = announcedIn(letter).filter((type) => !documents.some((document) => document.type === type));
  return documents.map((document) => {
    const type =
      document.status !== 'ok' && document.status !== 'unsafe' && document.type === 'other'
        ? lacking.shift()
        : undefined;
    return type === undefined ? document : { ...document, type };
  });
}

function announcedIn(letter: string): DocumentType[] {
  const found: DocumentType[] = [];
  for (const { start, end } of sentences(letter.slice(0, 6_000))) {
    const sentence = letter.slice(start, end);
    if (LATER.test(sentence)) continue;
    const named = NAMES.flatMap(([type, names]) => {
      const at = names.exec(sentence)?.index;
      return at === undefined ? [] : [{ type, at }];
    });
    for (const { type } of named.sort((a, b) => a.at - b.at)) if (!found.includes(type)) found.push(type);
  }
  return found;
}
