import type { Address, Applicant, Document, Mail, Place } from '../domain/index.js';
import { fold, similarity } from '../language/index.js';
import type { ReadingRules } from '../rules/index.js';
import { headingOf } from './headings.js';
import { linesOf } from './lines.js';
import { type Piece, placeAt, placeOf } from './places.js';

// Two to five words that begin with capitals, or two to four Han characters; no digits, no commas.
const PERSON =
  /^(?:(?:Dr|Mr|Ms|Mrs|Prof)\.? )?(?:\p{Lu}[\p{L}'’.-]*)(?:[ -](?:(?:de|da|di|do|das|del|della|dello|degli|delle|von|van|der|den|la|le|el|bin|bint|ibn|al|an|na|ap|ab|af|av|dos|du|des|y|e|i|zu|zum|zur|ter|ten|te|op) )*\p{Lu}[\p{L}'’.-]*){1,4}$|^\p{Script=Han}{2,4}(?: ?[(（][\p{L} ]+[)）])?$/u;
const NOT_A_PERSON =
  /\b(?:university|curriculum|vitae|resume|institute|department|address|phone|email|student|researcher|engineer|street|germany|page|applicant|candidate|transcript|master|bachelor|science|mathematics|thesis|letter|dear|professor|machine|learning|education|contact|profile|research|data|lebenslauf|universität|group|lab|office|team|position)\b|简历|个人|大学|教育/iu;

/** How people are addressed, and the degrees and professions that are put before a name in many countries. */
const TITLES =
  /^(?:(?:(?:Prof|Dr|Mr|Ms|Mrs|Miss|Herr|Frau|M|Mme|Mlle|Eng|Engr|Ing|Ir|Arch|Dott|Dott\.ssa|Sr|Sra|Srta|Sig|Mag|Dipl|Mgr|Bc|RNDr|PhDr|Doc|Adv|Ustad|Shri|Smt)\.?|Dr\.-Ing\.?|Dipl\.-(?:Ing|Math|Phys|Inform)\.?|Mag\.a)(?: rer\.? nat\.?| med\.?)? )+/iu;

/** The text as a person's name, or null when it does not look like one. All-capital names are set in title case. */
export function asPersonName(text: string): string | null {
  let name = text
    .slice(0, 200)
    .replace(/\s*[(（[][^)）\]]*[)）\]]\s*$/, '')
    .replace(/[\s ]+/g, ' ')
    .replace(/^["'(]+|["'),.;]+$/g, '')
    .replace(/,? (?:M\.?Sc\.?|B\.?Sc\.?|Ph\.?D\.?|MSc|BSc|PhD|M\.?S\.?)$/i, '')
    .trim();
  name = name.replace(TITLES, '');

  const turned = /^(\p{Lu}[\p{L}'’ -]+), (\p{Lu}[\p{L}'’. -]+)$/u.exec(name);
  if (turned !== null) name = `${turned[2]} ${turned[1]}`;
  if (name.length < 2 || name.length > 60 || NOT_A_PERSON.test(name)) return null;
  if (name === name.toUpperCase() && /\p{Lu}{3}/u.test(name)) {
    name = name
      .toLowerCase()
      .replace(/(^|[ '’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
  }
  return PERSON.test(name) ? name : null;
}

function nameFromAddress(email: string): string | null {
  const local = email.slice(0, email.lastIndexOf('@')).replace(/\+.*$/, '').replace(/\d+$/, '');
  const parts = local.split(/[._-]+/).filter((part) => /^\p{L}{2,}$/u.test(part));
  if (parts.length < 2 || parts.length > 3) return null;
  return asPersonName(parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(' '));
}

/** A name with where it stands. */
interface NameAt {
  readonly name: string;
  readonly at: Place | null;
}

/** The name at the head of a CV: the first line that looks like one, before the first section. */
function nameFromCv(document: Document, ruleset: ReadingRules): NameAt | null {
  const lines = linesOf(document)
    .filter((line) => line.text.trim() !== '')
    .slice(0, 12);
  for (const line of lines) {
    const text = line.text
      .trim()
      .replace(/^(?:name|nom|nombre|姓名)\s*[:：]\s*/i, '')
      .replace(/^#+\s*/, '')
      .replace(/\*+/g, '');
    const heading = headingOf(text, ruleset.sections);
    if (heading !== null && heading.kind !== 'personal') break;
    for (const part of [
      text,
      text.split(/\s{2,}|[|•·–—]|, /)[0] ?? '',
      text.replace(/^(?:curriculum vitae|cv|resume|lebenslauf)\s*(?:of|von|de|[-–—:])?\s*/i, ''),
    ]) {
      const name = asPersonName(part);
      if (name === null) continue;
      const piece: Piece = { document: document.name, ...line };
      return { name, at: placeOf(piece, part) ?? placeAt(piece, 0, line.text.length) };
    }
  }
  return null;
}

const SIGN_OFF =
  /^(?:(?:with )?(?:kind|best|warm|many)?\s*(?:regards|wishes|greetings|thanks)|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|respectfully|cheers|thank you(?: very much| so much| in advance| for .{4,40})?|(?:many )?thanks(?: a lot| so much| in advance)?|best|mit (?:freundlichen|besten|herzlichen) grüßen|(?:viele|beste|herzliche) grüße|cordialement|bien cordialement|respectueusement|atentamente|un (?:cordial )?saludo|saludos(?: cordiales)?|(?:cordiali|distinti|cari) saluti|grazie(?: mille)?|atenciosamente|(?:com )?os melhores cumprimentos|cumprimentos|obrigad[oa]|gracias|merci(?: d['’]avance)?|danke(?: im [vV]oraus)?|met vriendelijke groet(?:en)?|med vänlig(?:a)? hälsning(?:ar)?|(?:med )?venlig hilsen|(?:med )?vennlig hilsen|ystävällisin terveisin|z poważaniem|s pozdravem|üdvözlettel|saygılarımla|cu stimă|с уважением|з повагою|με εκτίμηση|敬具|よろしくお願いいたします|此致|敬礼|祝好)[\s,.!，。]*$/iu;

/** The name under the letter. */
export function nameFromSignature(text: string): string | null {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('>'));
  for (let i = lines.length - 1; i >= 0; i--) {
    if (!SIGN_OFF.test(lines[i] ?? '')) continue;
    for (const line of lines.slice(i + 1, i + 4)) {
      const name = asPersonName(line) ?? asPersonName(line.split(/[,|]/)[0] ?? '');
      if (name !== null) return name;
    }
  }
  const introduced =
    /\b(?:my name is|I am called|ich heiße|mein Name ist|je m'appelle|me llamo|mi nombre es)\s+((?:\p{Lu}[\p{L}'’-]+\s?){2,4})|我(?:叫|是)(\p{Script=Han}{2,4})[，,。]/u.exec(
      text,
    );
  return asPersonName(introduced?.[1] ?? introduced?.[2] ?? '');
}

/** A name as the last line, for letters that end without a greeting. */
function lastLineName(text: string): string | null {
  return asPersonName(text.trim().split('\n').at(-1)?.trim() ?? '');
}

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** Addresses named in a text. */
export function emailsIn(text: string): string[] {
  return [...text.matchAll(EMAIL)].map((match) => match[0].toLowerCase());
}

/** Where an address first stands in pieces of text, in whatever letter case. */
function emailPlace(pieces: readonly Piece[], email: string | null): Place | null {
  for (const piece of pieces) {
    const match = [...piece.text.matchAll(EMAIL)].find((one) => one[0].toLowerCase() === email?.toLowerCase());
    if (match !== undefined) return placeAt(piece, match.index, match.index + match[0].length);
  }
  return null;
}

/**
 * Who applies: the sender, or the inner sender of a forwarded mail; the name from the From header where it is a name,
 * else from the CV or the signature. Confidence grows with every source that agrees.
 */
export function findApplicant(
  sender: Address | null,
  mail: Pick<Mail, 'text'>,
  documents: readonly Document[],
  ruleset: ReadingRules,
): Applicant {
  const cv = documents.find(
    (document) => document.type === 'cv' && document.status === 'ok' && document.name !== 'body',
  );
  const named = sender === null ? emailsIn(mail.text)[0] : undefined;
  const email = sender?.email ?? named ?? (cv === undefined ? undefined : emailsIn(cv.pages[0]?.text ?? '')[0]) ?? null;
  const header = sender?.name ? asPersonName(sender.name) : null;
  const letter: Piece = { document: 'body', page: 1, start: 0, text: mail.text };
  const inLetter = (name: string | null): NameAt | null =>
    name === null ? null : { name, at: lastPlaceOf(letter, name) };
  const found = (name: string | null): NameAt | null => (name === null ? null : { name, at: null });
  const head = cv?.pages[0];
  const sources = [
    { from: found(header), confidence: 0.7, signed: false },
    { from: cv === undefined ? null : nameFromCv(cv, ruleset), confidence: 0.6 },
    { from: inLetter(nameFromSignature(mail.text)), confidence: 0.6, signed: true },
    { from: sender === null ? inLetter(lastLineName(mail.text)) : null, confidence: 0.5 },
    { from: found(email === null ? null : nameFromAddress(email)), confidence: 0.35 },
  ].flatMap(({ from, confidence, signed }) =>
    from === null ? [] : [{ ...from, confidence, signed: signed === true }],
  );
  const cvHead =
    cv === undefined || head === undefined ? [] : [{ document: cv.name, page: head.number, start: 0, text: head.text }];
  const emailAt = emailPlace([...cvHead, letter], email);
  const best = sources[0];
  if (best === undefined)
    return { name: sender?.name?.trim() || null, email, confidence: 0.1, places: { name: null, email: emailAt } };
  const agreeing = sources.slice(1).filter((source) => sameName(source.name, best.name));
  // The fullest form of the same name: `A. Novak` in the header, `Ana Novak` in the CV.
  // `Baek Goeun` in the header, `Goeun Baek` below the letter: people know the order of their own name.
  const turned =
    header === null
      ? undefined
      : agreeing.find(
          ({ name, signed }) =>
            signed && name !== header && !/\p{Lu}{3}/u.test(name) && sortedWords(name) === sortedWords(header),
        )?.name;
  const fullest =
    turned ?? header ?? [best, ...agreeing].sort((a, b) => b.name.length - a.name.length)[0]?.name ?? best.name;
  const written = [best, ...agreeing].filter(({ at }) => at !== null);
  return {
    name: fullest,
    email,
    confidence: Math.min(1, best.confidence + agreeing.length * 0.2),
    places: { name: (written.find(({ name }) => name === fullest) ?? written[0])?.at ?? null, email: emailAt },
  };
}

const sortedWords = (name: string): string => fold(name).split(/\s+/).sort().join(' ');

/** Where a signature's name stands: the last place, because a letter may begin with the name, too. */
function lastPlaceOf(piece: Piece, name: string): Place | null {
  let last: Place | null = null;
  for (let at = placeOf(piece, name); at?.span != null; at = placeOf(piece, name, at.span[1] - piece.start)) last = at;
  return last;
}

/** Whether two spellings are the same person's name, as far as spelling shows: order, accents and initials aside. */
export function sameName(a: string, b: string): boolean {
  const parts = (name: string): string[] =>
    fold(name)
      .split(/[^\p{L}]+/u)
      .filter((part) => part !== '')
      .sort();
  const [one, two] = [parts(a), parts(b)];
  if (one.join(' ') === two.join(' ')) return true;
  const fits = (part: string, others: readonly string[]): boolean =>
    others.some(
      (other) =>
        other === part ||
        (part.length === 1 && other.startsWith(part)) ||
        (other.length === 1 && part.startsWith(other)) ||
        (part.length > 5 && similarity(part, other) > 0.95),
    );
  const [short, long] = one.length <= two.length ? [one, two] : [two, one];
  return (
    short.length >= 2 &&
    short.every((part) => fits(part, long)) &&
    short.some((part) => part.length > 1 && long.includes(part))
  );
}
