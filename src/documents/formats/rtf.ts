import iconv from 'iconv-lite';
import { Tokenize } from 'rtf-stream-parser';
import type { HiddenText } from '../../domain/index.js';
import type { ReaderLimits } from '../limits.js';
import { failed, onePage, reading } from '../outcome.js';
import type { Reading } from '../part.js';
import { messageOf } from '../reasons.js';
import { alike, type Colour } from '../text/css.js';
import { normalise } from '../text/normalise.js';

/** A token of rtf-stream-parser: 0 group start, 1 group end, 2 control, 3 text. */
interface Token {
  readonly type: number;
  readonly word?: string;
  readonly param?: number;
  readonly data?: Buffer;
}

/** What a group says of its text; inherited by the groups inside (RTF 1.9.1, “Groups”). */
interface Group {
  destination: 'text' | 'skip' | 'fonts' | 'colours' | 'field';
  vanish: boolean;
  colour: number;
  background: number;
  halfPoints: number;
  font: number;
  unicodeSkip: number;
}

/** Destinations that hold no text of the document. */
const skipped = new Set(
  'stylesheet info pict object objdata filetbl listtable listoverridetable revtbl rsidtbl generator themedata colorschememapping datastore latentstyles xmlnstbl nonshppict bkmkstart bkmkend atnid atnauthor annotation atrfstart atrfend mmathPr wgrffmtfilter pgdsctbl shpinst sp sn sv'.split(
    ' ',
  ),
);
/** Destinations that hold text although they may be marked as ignorable. */
const shown = new Set([
  'shptxt',
  'fldrslt',
  'footnote',
  'header',
  'headerf',
  'headerl',
  'headerr',
  'footer',
  'footerf',
  'footerl',
  'footerr',
  'listtext',
  'pntext',
]);
const characters: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  softline: '\n',
  row: '\n',
  nestrow: '\n',
  tab: '  ',
  cell: '  ',
  nestcell: '  ',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
  '~': ' ',
  _: '-',
  '{': '{',
  '}': '}',
  '\\': '\\',
};
/** Code pages of font character sets (RTF 1.9.1, “Font table”). */
const charsets: Readonly<Record<number, string>> = {
  0: 'windows-1252',
  77: 'macintosh',
  128: 'shift_jis',
  129: 'cp949',
  134: 'gbk',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
};
const deepest = 500;

/** An RTF document, split into tokens by rtf-stream-parser. */
export async function readRtf(bytes: Uint8Array, limits: ReaderLimits): Promise<Reading> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The tokenizer sets aside what \binN announces, however little follows.
  for (const [, size] of buffer.toString('latin1').matchAll(/\\bin(\d{1,12})/g)) {
    if (Number(size) > buffer.length)
      return failed('rtf', 'corrupt', 'The RTF document announces more data than it has.');
  }
  const writer = new RtfText(limits.characters);
  try {
    await tokenize(buffer, (token) => writer.take(token));
  } catch (error) {
    return failed('rtf', 'corrupt', `The RTF document can't be read: ${messageOf(error)}.`);
  }
  return reading('rtf', { pages: onePage(writer.text()), hidden: writer.hidden(), links: writer.links });
}

function tokenize(buffer: Buffer, take: (token: Token) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const tokenizer = new Tokenize();
    tokenizer.on('data', take);
    tokenizer.on('end', resolve);
    tokenizer.on('error', reject);
    tokenizer.end(buffer);
  });
}

class RtfText {
  readonly links: string[] = [];
  private readonly out: string[] = [];
  private readonly unseen = new Map<HiddenText['cause'], string[]>();
  private readonly fonts = new Map<number, string>();
  private readonly colours: (Colour | null)[] = [];
  private readonly channels = { red: 0, green: 0, blue: 0, set: false };
  private group: Group = {
    destination: 'text',
    vanish: false,
    colour: 0,
    background: 0,
    halfPoints: 24,
    font: -1,
    unicodeSkip: 1,
  };
  private readonly groups: Group[] = [];
  private codepage = 'windows-1252';
  private defaultFont = 0;
  private skip = 0;
  private ignorable = false;
  private pending: Buffer[] = [];
  private length = 0;
  private field = '';

  constructor(private readonly limit: number) {}

  take(token: Token): void {
    if (token.type === 0) this.open();
    else if (token.type === 1) this.close();
    else if (token.type === 3) this.bytes(token.data ?? Buffer.alloc(0));
    else this.control(token.word ?? '', token.param, token.data);
  }

  text(): string {
    this.flush();
    return normalise(this.out.join('').replace(/[ \t]+\n/g, '\n'));
  }

  hidden(): HiddenText[] {
    return [...this.unseen]
      .map(([cause, texts]) => ({ page: 1, cause, text: normalise(texts.join('')).slice(0, 5000) }))
      .filter((entry) => /[\p{L}\p{N}]/u.test(entry.text));
  }

  private open(): void {
    this.flush();
    if (this.groups.length < deepest) this.groups.push({ ...this.group });
  }

  private close(): void {
    this.flush();
    if (this.group.destination === 'field') {
      const target = /HYPERLINK\s+"?([^"\s]+)/i.exec(this.field)?.[1];
      if (target !== undefined && /^(https?|mailto):/i.test(target)) this.links.push(target);
      this.field = '';
    }
    this.group = this.groups.pop() ?? this.group;
    this.ignorable = false;
  }

  private control(word: string, param: number | undefined, data: Buffer | undefined): void {
    if (word === "'") {
      if (data !== undefined) this.bytes(data);
      return;
    }
    this.flush();
    if (word === 'u') {
      this.skip = 0;
      this.write(String.fromCharCode(((param ?? 0) + 65_536) % 65_536));
      this.skip = this.group.unicodeSkip;
      return;
    }
    if (this.skip > 0 && word !== '*') this.skip = Math.max(0, this.skip - (characters[word] === undefined ? 0 : 1));
    if (word === '*') {
      this.ignorable = true;
      return;
    }
    const wasIgnorable = this.ignorable;
    this.ignorable = false;
    if (!this.destination(word, wasIgnorable) && !this.format(word, param)) this.symbol(word);
  }

  /** Control words that begin a destination. */
  private destination(word: string, ignorable: boolean): boolean {
    if (word === 'fonttbl') this.group.destination = 'fonts';
    else if (word === 'colortbl') this.group.destination = 'colours';
    else if (word === 'fldinst') this.group.destination = 'field';
    else if (shown.has(word)) this.group.destination = 'text';
    else if (ignorable || skipped.has(word))
      this.group.destination = word === 'shppict' || word === 'shp' ? 'skip' : 'skip';
    else return false;
    // Headers and notes stand on lines of their own.
    if (shown.has(word) && !/^(fldrslt|listtext|pntext)$/.test(word)) this.write('\n');
    return true;
  }

  /** Control words that change how text looks or is coded. */
  private format(word: string, param: number | undefined): boolean {
    const value = param ?? 1;
    const { group } = this;
    if (word === 'plain') Object.assign(group, { vanish: false, colour: 0, background: 0, halfPoints: 24 });
    else if (word === 'v') group.vanish = value !== 0;
    else if (word === 'cf') group.colour = param ?? 0;
    else if (/^(cb|highlight|chcbpat)$/.test(word)) group.background = param ?? 0;
    else if (word === 'fs') group.halfPoints = value;
    else if (word === 'f') group.font = value;
    else if (word === 'deff') this.defaultFont = param ?? 0;
    else if (word === 'uc') group.unicodeSkip = Math.max(0, Math.min(10, param ?? 1));
    else if (word === 'ansicpg' && iconv.encodingExists(`cp${value}`)) this.codepage = `cp${value}`;
    else if (word === 'mac') this.codepage = 'macintosh';
    else if (word === 'fcharset') this.fonts.set(group.font, charsets[param ?? 0] ?? this.codepage);
    else if (word === 'red' || word === 'green' || word === 'blue')
      Object.assign(this.channels, { [word]: param ?? 0, set: true });
    else return false;
    return true;
  }

  private symbol(word: string): void {
    const character = characters[word];
    if (character === undefined) return;
    // A cell's last paragraph ends with the cell: a row of a table is one line.
    if (/cell$/.test(word)) while (this.out.at(-1) === '\n') this.out.pop();
    this.write(character);
  }

  /** Raw characters; a colour table's semicolons end its entries. */
  private bytes(data: Buffer): void {
    if (this.group.destination === 'colours') {
      for (const byte of data) if (byte === 0x3b) this.endColour();
      return;
    }
    let from = 0;
    const content = Buffer.from(data.filter((byte) => byte !== 0x0a && byte !== 0x0d));
    if (this.skip > 0) {
      from = Math.min(this.skip, content.length);
      this.skip -= from;
    }
    if (from < content.length) this.pending.push(content.subarray(from));
  }

  private endColour(): void {
    const { red, green, blue, set } = this.channels;
    this.colours.push(set ? [red, green, blue] : null);
    Object.assign(this.channels, { red: 0, green: 0, blue: 0, set: false });
  }

  private flush(): void {
    if (this.pending.length === 0) return;
    const bytes = Buffer.concat(this.pending);
    this.pending = [];
    const font = this.group.font < 0 ? this.defaultFont : this.group.font;
    this.write(iconv.decode(bytes, this.fonts.get(font) ?? this.codepage));
  }

  private write(text: string): void {
    if (this.group.destination === 'field') this.field = (this.field + text).slice(0, 4000);
    if (this.group.destination !== 'text') return;
    this.length += text.length;
    if (this.length > this.limit * 2) return;
    const cause = this.cause();
    if (cause === null || text === '\n') this.out.push(text);
    else this.unseen.set(cause, [...(this.unseen.get(cause) ?? []), text]);
  }

  private cause(): HiddenText['cause'] | null {
    const { group } = this;
    if (group.vanish) return 'style';
    if (group.halfPoints < 4) return 'tiny';
    const colour = this.colours[group.colour] ?? null;
    const background = this.colours[group.background] ?? ([255, 255, 255] as const);
    return colour !== null && alike(colour, background) ? 'colour' : null;
  }
}
