import type { Document, Mail } from '../domain/index.js';
import type { Understanding } from '../understand/index.js';

/** Words that an office's, a team's or a service's address is made of; a person's has a name (RFC 2142 has some). */
const ROLES = new Set(
  'admin administration admissions admission alumni billing bewerbung bibliothek board boss career careers committee conference contact coordination coordinator cpo dean dekanat department dept desk direction director directory doctoral-school ecole editor editorial editors einkauf enquiries event events faculty fakultaet finance graduate-office graduateschool hello help helpdesk hiring hr human-resources humanresources info international it job jobs kontakt library mail mailbox management marketing media news office onboarding orders partner partners payroll personal personalabteilung personalbuero personnel placement placements press presse program programme prorektorat pruefungsamt pr recruiter recruiting recruitment registrar registry rektorat research-office rh sales scholarships scolarite secretaria secretariat secretary segreteria sekretariat service services staff staffing studienbuero studierendensekretariat studiensekretariat student-services studentservices studies support survey talent team training ufficio update verwaltung visa webmaster welcome workshop'.split(
    ' ',
  ),
);

/** Whether an address is an office's: each word of its local part is one. `hr-international@`, `personal@`, `jobs.eu@`. */
export function isRole(email: string): boolean {
  const local = email.slice(0, Math.max(0, email.lastIndexOf('@'))).toLowerCase();
  if (ROLES.has(local)) return true;
  const [first = '', ...rest] = local.split(/[-._+]/);
  return ROLES.has(first) && (rest.length === 0 || rest.some((word) => ROLES.has(word)) || first.length <= 2);
}

/** So much of a CV says whose it is. */
const HEAD_CHARS = 300;

/**
 * Why the application seems to be another person's than the sender's, or null: the CV's head has neither the From name nor
 * the address, but an address of another. A professor who passes a student's mail on, an agency, an office.
 */
export function writtenForAnother(mail: Mail, { documents, kind }: Understanding): string | null {
  if (kind !== 'application') return null;
  const from = mail.from[0];
  const cv = documents.find((document) => document.type === 'cv' && document.status === 'ok');
  if (from === undefined || cv === undefined || cv.name === 'body') return null;
  const email = from.email.toLowerCase();
  const text = textOf(cv);
  if (text.includes(email)) return null;
  const words = wordsOf(`${from.name ?? ''} ${email.slice(0, email.lastIndexOf('@'))}`);
  const head = new Set(wordsOf(text.slice(0, HEAD_CHARS)));
  const joined = text.slice(0, HEAD_CHARS).replace(/[^\p{L}]/gu, '');
  if (words.some((word) => head.has(word) || (word.length >= 5 && joined.includes(word)))) return null;
  const [other] = /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+/.exec(text) ?? [];
  return other === undefined ? null : `${cv.name} is ${other}'s, not the sender's; a person should look`;
}

const textOf = (document: Document): string =>
  fold(
    document.pages
      .map((page) => page.text)
      .join('\n')
      .slice(0, 20_000),
  );

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 3 || /\p{Script=Han}{1,2}/u.test(word));
