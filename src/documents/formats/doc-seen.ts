import { createRequire } from 'node:module';
import type WordExtractor from 'word-extractor';
import type { HiddenText } from '../../domain/index.js';
import { isDark, runCause } from './doc-runs.js';

/** A stretch of the text in the file: `startFilePos` and `size` in bytes, `bpc` bytes a character. */
interface Piece {
  text: string;
  readonly startFilePos: number;
  readonly size: number;
  readonly bpc: number;
}

/** What is used of word-extractor's inside: it reads the pieces, then their properties, then puts the text together. */
interface OleExtractor {
  readonly _pieces: Piece[];
  writeCharacterProperties(document: Buffer, table: Buffer): void;
  extract(reader: unknown): Promise<WordExtractor.Document>;
}

const require = createRequire(import.meta.url);
const WordOleExtractor = require('word-extractor/lib/word-ole-extractor.js') as new () => OleExtractor;
const BufferReader = require('word-extractor/lib/buffer-reader.js') as new (buffer: Buffer) => unknown;

/** Offsets in the file information block of the tables of formatted pages ([MS-DOC] §2.5.6). */
const tables = { characters: 0x00fa, paragraphs: 0x0102 } as const;
const pageSize = 512;

/** word-extractor, which leaves out what can't be seen as it leaves out what was deleted. */
class SeenExtractor extends WordOleExtractor {
  readonly hidden = new Map<HiddenText['cause'], string[]>();

  override writeCharacterProperties(document: Buffer, table: Buffer): void {
    super.writeCharacterProperties(document, table);
    const dark = [...pagesOf(document, table, tables.paragraphs)].some((page) =>
      [...paragraphRuns(page)].some((grpprl) => isDark(grpprl)),
    );
    for (const page of pagesOf(document, table, tables.characters)) {
      for (const { from, to, grpprl } of characterRuns(page)) {
        const cause = runCause(grpprl, dark);
        if (cause !== null) this.hide(cause, from, to);
      }
    }
  }

  /** Blanks the characters between two places of the file; control characters stay, because lines and cells end in them. */
  private hide(cause: HiddenText['cause'], from: number, to: number): void {
    for (const piece of this._pieces) {
      const first = Math.max(0, Math.floor((from - piece.startFilePos) / piece.bpc));
      const last = Math.min(piece.text.length, Math.ceil((to - piece.startFilePos) / piece.bpc));
      if (first >= last) continue;
      const words = piece.text.slice(first, last);
      const known = this.hidden.get(cause);
      if (known === undefined) this.hidden.set(cause, [words]);
      else known.push(words);
      piece.text = piece.text.slice(0, first) + words.replace(/[^\p{Cc}]/gu, blank) + piece.text.slice(last);
    }
  }
}

/** As many zeros as the character has code units: the length of a piece must not change. */
const blank = (character: string): string => '\0'.repeat(character.length);

/** The text of a Word 97-2003 document with what it hides kept apart. */
export async function extractSeen(
  buffer: Buffer,
): Promise<{ document: WordExtractor.Document; hidden: Omit<HiddenText, 'page'>[] }> {
  const extractor = new SeenExtractor();
  const document = await extractor.extract(new BufferReader(buffer));
  const hidden = [...extractor.hidden].map(([cause, texts]) => ({
    cause,
    // Control characters are line ends, cells and marks of fields.
    text: texts.join(' ').replace(/\p{Cc}+/gu, ' '),
  }));
  return { document, hidden };
}

/** The pages of formatted runs that a table lists: n + 1 offsets, then n numbers of pages. */
function* pagesOf(document: Buffer, table: Buffer, at: number): Generator<Buffer> {
  const start = document.readUInt32LE(at);
  const count = Math.floor((document.readUInt32LE(at + 4) - 4) / 8);
  for (let index = 0; index < count; index += 1) {
    const entry = start + (count + 1 + index) * 4;
    if (entry + 4 > table.length) return;
    const number = table.readUInt32LE(entry) & 0x3fffff;
    const page = document.subarray(number * pageSize, (number + 1) * pageSize);
    if (page.length === pageSize) yield page;
  }
}

/** Runs of characters with their properties ([MS-DOC] §2.9.33, ChpxFkp). */
function* characterRuns(page: Buffer): Generator<{ from: number; to: number; grpprl: Buffer }> {
  const count = page.readUInt8(pageSize - 1);
  if (count > 101) return;
  for (let index = 0; index < count; index += 1) {
    const at = page.readUInt8((count + 1) * 4 + index) * 2;
    if (at === 0) continue;
    const grpprl = page.subarray(at + 1, at + 1 + page.readUInt8(at));
    yield { from: page.readUInt32LE(index * 4), to: page.readUInt32LE((index + 1) * 4), grpprl };
  }
}

/** Properties of paragraphs, without the number of their style ([MS-DOC] §2.9.174, PapxFkp). */
function* paragraphRuns(page: Buffer): Generator<Buffer> {
  const count = page.readUInt8(pageSize - 1);
  if (count > 29) return;
  for (let index = 0; index < count; index += 1) {
    const at = page.readUInt8((count + 1) * 4 + index * 13) * 2;
    if (at === 0 || at + 2 > pageSize) continue;
    const short = page.readUInt8(at);
    const start = short === 0 ? at + 2 : at + 1;
    const length = short === 0 ? page.readUInt8(at + 1) * 2 : short * 2 - 1;
    yield page.subarray(start + 2, start + length);
  }
}
