import type { Mail } from '../domain/index.js';
import { ownerElsewhere, type Understanding } from '../understand/index.js';

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

/**
 * Why the application seems to be another person's than the sender's, or null: the CV's head has neither the From name nor
 * the address, but an address of another. A professor who passes a student's mail on, an agency, an office.
 */
export function writtenForAnother(mail: Mail, { documents, kind }: Understanding): string | null {
  if (kind !== 'application') return null;
  const from = mail.from[0];
  const cv = documents.find((document) => document.type === 'cv' && document.status === 'ok');
  if (from === undefined || cv === undefined || cv.name === 'body') return null;
  const other = ownerElsewhere(cv, from);
  return other === null ? null : `${cv.name} is ${other}'s, not the sender's; a person should look`;
}
