const digits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const accents: Readonly<Record<string, string>> = {
  acute: '\u0301',
  grave: '\u0300',
  circumflex: '\u0302',
  dieresis: '\u0308',
  tilde: '\u0303',
  caron: '\u030C',
  ring: '\u030A',
  breve: '\u0306',
  hungarumlaut: '\u030B',
  dotaccent: '\u0307',
  macron: '\u0304',
  cedilla: '\u0327',
  ogonek: '\u0328',
  commaaccent: '\u0327',
};
const signs: Readonly<Record<string, string>> = {
  period: '.',
  comma: ',',
  hyphen: '-',
  endash: '–',
  emdash: '—',
  colon: ':',
  semicolon: ';',
  slash: '/',
  parenleft: '(',
  parenright: ')',
  bracketleft: '[',
  bracketright: ']',
  percent: '%',
  ampersand: '&',
  plus: '+',
  equal: '=',
  at: '@',
  question: '?',
  exclam: '!',
  quoteright: '’',
  quoteleft: '‘',
  quotedblleft: '“',
  quotedblright: '”',
  quotesingle: "'",
  quotedbl: '"',
  bullet: '•',
  numbersign: '#',
  dollar: '$',
  Euro: '€',
  underscore: '_',
  space: ' ',
  germandbls: 'ß',
  ae: 'æ',
  AE: 'Æ',
  oe: 'œ',
  OE: 'Œ',
  oslash: 'ø',
  Oslash: 'Ø',
  lslash: 'ł',
  Lslash: 'Ł',
  dotlessi: 'ı',
};

/**
 * What a glyph's name says it stands for, by the rules of the Adobe Glyph List Specification: suffixes (`one.os`, `a.sc`)
 * are dropped, `_` joins the parts of ligatures, `uni` and `u` give code points. Only names of letters, digits and common
 * signs are known here; pdf.js has read the whole list already and calls this for what it does not take apart.
 */
export function textOfGlyphName(name: string): string | null {
  const base = name.split('.')[0] ?? '';
  if (base === '') return null;
  const parts = base.split('_').map(textOfPart);
  return parts.every((part) => part !== null) ? parts.join('') : null;
}

function textOfPart(name: string): string | null {
  const digit = digits.indexOf(name.replace(/(oldstyle|superior|inferior)$/, ''));
  if (digit >= 0) return String(digit);
  if (/^[A-Za-z]$/.test(name)) return name;
  const small = /^([A-Z])small$/.exec(name)?.[1];
  if (small !== undefined) return small;
  if (Object.hasOwn(signs, name)) return signs[name] ?? null;
  if (/^f[fijlt]{1,2}$/.test(name)) return name;
  const code = /^(?:uni([0-9A-F]{4})|u([0-9A-F]{4,6}))$/.exec(name);
  if (code !== null) return fromCode(Number.parseInt(code[1] ?? code[2] ?? '', 16));
  const accented = /^([A-Za-z])([a-z]+)$/.exec(name);
  const mark = accented?.[2] === undefined || !Object.hasOwn(accents, accented[2]) ? undefined : accents[accented[2]];
  return mark === undefined ? null : ((accented?.[1] ?? '') + mark).normalize('NFC');
}

function fromCode(code: number): string | null {
  return code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : null;
}
