import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import type { ReaderLimits } from '../limits.js';
import { safeName } from '../mail/names.js';
import { failed } from '../outcome.js';
import type { Part } from '../part.js';
import type { Unpacked } from './zip.js';

/** Attributes of [MS-OXTNEF] §2.1.3 that hold what is wanted: id with its type in the upper half. */
const attribute = {
  attachRendData: 0x00069002,
  attachTitle: 0x00018010,
  attachData: 0x0006800f,
  attachment: 0x00069005,
  oemCodepage: 0x00069007,
  body: 0x0002800c,
} as const;
/** Properties of [MS-OXPROPS] inside `attachment`. */
const property = { longName: 0x3707, mime: 0x370e, dataObject: 0x3701 } as const;
const maxFiles = 200;

interface Attachment {
  title: string;
  longName: string;
  mime: string;
  data: Buffer | null;
}

/**
 * Unpacks a winmail.dat, as Outlook sends to those it takes for Outlook: a list of attributes, each with a level, an id, a
 * length, its data and a checksum ([MS-OXTNEF] §2.1.1). What lies beyond a broken attribute is not read.
 */
export function readTnef(part: Part, limits: ReaderLimits): Unpacked {
  const bytes = Buffer.from(part.bytes.buffer, part.bytes.byteOffset, part.bytes.byteLength);
  const attachments: Attachment[] = [];
  let codepage = 'windows-1252';
  let broken = false;
  let body: Buffer | null = null;
  let at = 6;
  while (at < bytes.length) {
    if (at + 9 > bytes.length) {
      broken = true;
      break;
    }
    const level = bytes.readUInt8(at);
    const id = bytes.readUInt32LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const start = at + 9;
    if ((level !== 1 && level !== 2) || start + length + 2 > bytes.length) {
      broken = true;
      break;
    }
    const data = bytes.subarray(start, start + length);
    if (id === attribute.attachRendData && attachments.length < maxFiles)
      attachments.push({ title: '', longName: '', mime: '', data: null });
    const current = attachments.at(-1);
    if (id === attribute.oemCodepage && length >= 4) codepage = codepageName(data.readUInt32LE(0), codepage);
    else if (id === attribute.body) body = data;
    else if (current !== undefined && id === attribute.attachTitle) current.title = ended(iconv.decode(data, codepage));
    else if (current !== undefined && id === attribute.attachData) current.data = data;
    else if (current !== undefined && id === attribute.attachment) addProperties(current, data, codepage);
    at = start + length + 2;
  }
  const parts = attachments.flatMap((entry, index) => toPart(part.name, entry, index + 1, limits));
  if (parts.length > 0 && !broken) return { parts, trouble: null };
  if (broken)
    return {
      parts,
      trouble: failed('tnef', 'corrupt', 'The winmail.dat file is damaged; what could be read of it was read.'),
    };
  const text = body === null ? '' : ended(iconv.decode(body, codepage));
  if (text.trim() !== '') {
    const content = Buffer.from(text);
    return { parts: [child(`${part.name}/message.txt`, 'text/plain', content)], trouble: null };
  }
  return { parts, trouble: failed('tnef', 'no-text', 'The winmail.dat file holds no attachments.') };
}

function codepageName(number: number, otherwise: string): string {
  const name = number === 65_001 ? 'utf-8' : `cp${number}`;
  return iconv.encodingExists(name) ? name : otherwise;
}

function ended(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function toPart(way: string, entry: Attachment, number: number, limits: ReaderLimits): Part[] {
  if (entry.data === null) return [];
  const given = safeName(entry.longName === '' ? entry.title : entry.longName);
  const name = `${way}/${given === '' ? `attachment-${number}` : given}`;
  const made = child(name, entry.mime.toLowerCase(), entry.data);
  if (entry.data.length <= limits.attachmentBytes) return [made];
  const reason = `The file has ${entry.data.length} bytes, more than the limit of ${limits.attachmentBytes}.`;
  return [{ ...made, bytes: Buffer.alloc(0), refused: { status: 'too-large', reason } }];
}

function child(name: string, contentType: string, data: Buffer): Part {
  return { name, contentType, bytes: data, size: data.length, sha256: createHash('sha256').update(data).digest('hex') };
}

/**
 * Reads MAPI properties ([MS-OXTNEF] §2.1.3.4): a count, then for each a type, an id, a name where the id is 0x8000 or
 * more, and one or several values, each padded to four bytes. Stops at what it does not understand.
 */
function addProperties(attachment: Attachment, data: Buffer, codepage: string): void {
  const reader = new Reader(data);
  const count = reader.u32();
  for (let index = 0; index < Math.min(count, 1000) && !reader.failed; index += 1) {
    const type = reader.u16();
    const id = reader.u16();
    if (id >= 0x8000) skipName(reader);
    const base = type & 0x0fff;
    const several = (type & 0x1000) !== 0;
    const variable = base === 0x001e || base === 0x001f || base === 0x0102 || base === 0x000d;
    const values = several || variable ? reader.u32() : 1;
    for (let value = 0; value < Math.min(values, 10_000) && !reader.failed; value += 1) {
      const bytes = reader.bytes(variable ? reader.u32() : fixedSize(base));
      reader.pad();
      const text = () => ended(base === 0x001f ? bytes.toString('utf16le') : iconv.decode(bytes, codepage));
      if (id === property.longName) attachment.longName = text();
      else if (id === property.mime) attachment.mime = text();
      // An embedded message: the interface's GUID, then a TNEF stream of its own.
      else if (id === property.dataObject && bytes.length > 16 && attachment.data === null)
        attachment.data = bytes.subarray(16);
    }
  }
}

function fixedSize(type: number): number {
  if (type === 0x0002 || type === 0x000b) return 2;
  if (type === 0x0005 || type === 0x0006 || type === 0x0007 || type === 0x0014 || type === 0x0040) return 8;
  return type === 0x0048 ? 16 : 4;
}

function skipName(reader: Reader): void {
  reader.bytes(16);
  if (reader.u32() === 0) reader.u32();
  else {
    reader.bytes(reader.u32());
    reader.pad();
  }
}

/** Reads numbers from a buffer; past its end everything is zero and `failed` is true. */
class Reader {
  failed = false;
  private at = 0;

  constructor(private readonly data: Buffer) {}

  u16(): number {
    const bytes = this.bytes(2);
    return bytes.length === 2 ? bytes.readUInt16LE(0) : 0;
  }

  u32(): number {
    const bytes = this.bytes(4);
    return bytes.length === 4 ? bytes.readUInt32LE(0) : 0;
  }

  bytes(count: number): Buffer {
    if (this.at + count > this.data.length) {
      this.failed = true;
      return Buffer.alloc(0);
    }
    const found = this.data.subarray(this.at, this.at + count);
    this.at += count;
    return found;
  }

  pad(): void {
    this.at = Math.min(this.data.length, (this.at + 3) & ~3);
  }
}
