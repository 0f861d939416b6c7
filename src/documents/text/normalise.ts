/** Presentation forms that stand for several letters (ff, fi, fl, ffi, ffl, long st, st, Armenian ligatures). */
const ligatures = /[\uFB00-\uFB06\uFB13-\uFB17\u0132\u0133\u01C4-\u01CC]/g;
/** An accent as a character of its own, between letters: pdfTeX's OT1 fonts draw it before or after its letter. */
const spacingAccents: Readonly<Record<string, string>> = {
  '\u00B4': '\u0301',
  '\u0060': '\u0300',
  '\u00A8': '\u0308',
  '\u02C6': '\u0302',
  '\u02DC': '\u0303',
  '\u02C7': '\u030C',
  '\u02DA': '\u030A',
  '\u02D8': '\u0306',
  '\u02DD': '\u030B',
  '\u02D9': '\u0307',
  '\u00AF': '\u0304',
  '\u00B8': '\u0327',
  '\u02DB': '\u0328',
};

/** The combining mark for a spacing accent, or null. */
export function combiningFor(character: string): string | null {
  return spacingAccents[character] ?? null;
}

/**
 * Text as every later stage wants it: ligatures opened, accents composed (NFC), control and invisible characters gone,
 * one kind of space and of line end, at most one blank line in a row.
 */
export function normalise(text: string): string {
  return (
    text
      .replace(ligatures, (character) => character.normalize('NFKC'))
      .normalize('NFC')
      .replace(/\r\n?|\u2028|\u2029|\u0085/g, '\n')
      // Soft hyphen, zero-width characters, bidi controls and the byte order mark show nothing, and break words in two.
      .replace(/[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]/g, '')
      .replace(/\u{E0000}|[\u{E0020}-\u{E007F}]/gu, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
      .replace(/[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u0084\u0086-\u009F]/g, '')
      .replace(/[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g, ' ')
      .replace(/[ \t]+(?=\n)/g, '')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  );
}
