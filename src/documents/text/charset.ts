import chardet from 'chardet';
import iconv from 'iconv-lite';

/** Text from bytes, and whether the declared character set was of use. */
export interface Decoded {
  readonly text: string;
  /** Why the declared character set was not used; null where all is well. */
  readonly problem: string | null;
}

/**
 * Decodes bytes by their declared character set, else by byte order mark, UTF-8, or what their statistics look like. Never
 * throws: an unknown set is a problem to report, and the text is still shown as well as it can be.
 */
export function decodeText(bytes: Uint8Array, declared: string | null): Decoded {
  const marked = byMark(bytes);
  if (marked !== null) return { text: marked, problem: null };
  const name = declared?.trim().replace(/^["']|["']$/g, '') ?? '';
  if (name === '' || isUtf8(name)) {
    const text = strictUtf8(bytes);
    if (text !== null) return { text, problem: null };
    const guess = guessed(bytes);
    return {
      text: guess.text,
      problem: name === '' ? null : `the text is not ${name} as declared; it was read as ${guess.charset}`,
    };
  }
  if (/^(x-)?(iso-?2022-?jp|jis)/i.test(name)) return { text: decodeJapanese(bytes), problem: null };
  const known = supportedName(name);
  if (known !== null) return { text: iconv.decode(Buffer.from(bytes), known), problem: null };
  const utf8 = strictUtf8(bytes);
  const guess = utf8 === null ? guessed(bytes) : { text: utf8, charset: 'UTF-8' };
  return {
    text: guess.text,
    problem: `the character set “${name.slice(0, 60)}” is unknown; the text was read as ${guess.charset}`,
  };
}

function isUtf8(name: string): boolean {
  return ['ascii', 'usascii', 'utf8', 'unicode11utf8', 'ansix341968'].includes(
    name.toLowerCase().replace(/[^a-z0-9]/g, ''),
  );
}

/** Names that mail programs write and iconv-lite does not know. */
const aliases: Readonly<Record<string, string>> = {
  'iso-8859-8-i': 'iso-8859-8',
  'ks_c_5601-1987': 'cp949',
  'x-gbk': 'gb18030',
  'gb2312-80': 'gb18030',
  'unicode-1-1-utf-7': 'utf-7',
  'x-mac-roman': 'macroman',
};

/** The name under which iconv-lite knows a character set, or null. */
function supportedName(name: string): string | null {
  const lower = name.toLowerCase();
  const candidates = [
    name,
    aliases[lower] ?? '',
    lower.replace(/^(cs|x-)/, ''),
    lower.replace(/^(win|cp)-?(?=125\d$)/, 'windows-'),
  ];
  return candidates.find((candidate) => candidate !== '' && iconv.encodingExists(candidate)) ?? null;
}

function byMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return new TextDecoder('utf-8').decode(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return iconv.decode(Buffer.from(bytes), 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return iconv.decode(Buffer.from(bytes), 'utf-16be');
  return null;
}

function strictUtf8(bytes: Uint8Array): string | null {
  if (bytes.includes(0x1b)) {
    const text = decodeJapanese(bytes);
    if (text.length < bytes.length) return text;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** ISO-2022-JP, which iconv-lite does not know; the platform's decoder does. */
function decodeJapanese(bytes: Uint8Array): string {
  return new TextDecoder('iso-2022-jp').decode(bytes);
}

/** Reads by statistics; a sample is enough, and a whole attachment would take long. */
function guessed(bytes: Uint8Array): { text: string; charset: string } {
  const sample = bytes.subarray(0, 64 * 1024);
  const names = chardet.analyse(sample).map((match) => match.name);
  const charset =
    names.find((name) => name !== 'UTF-8' && name !== 'ASCII' && iconv.encodingExists(name)) ?? 'windows-1252';
  // chardet's ISO-8859-1 stands for what Windows writes: the same letters and the quotes and dashes besides.
  const used = charset === 'ISO-8859-1' ? 'windows-1252' : charset;
  return { text: iconv.decode(Buffer.from(bytes), used), charset: used };
}
