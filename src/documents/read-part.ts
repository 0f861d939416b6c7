import type { Mail } from '../domain/index.js';
import { readLatex } from './formats/latex.js';
import { readHtml, readMarkdown, readPlain } from './formats/plain.js';
import { readTnef } from './formats/tnef.js';
import { readZip } from './formats/zip.js';
import type { ReaderLimits } from './limits.js';
import { parseMail } from './mail/parse-mail.js';
import { failed, toDocument } from './outcome.js';
import type { Part, PartResult, Reading } from './part.js';
import { messageOf } from './reasons.js';
import { type Sniffed, sniff } from './sniff.js';

/** Reads one file: finds its format and hands it to that format's reader. A container gives its files instead. Never throws. */
export async function readPart(part: Part, limits: ReaderLimits): Promise<PartResult> {
  if (part.refused !== undefined) {
    return only(part, failed(formatByName(part), part.refused.status, part.refused.reason), limits);
  }
  const found = await sniff(part.bytes, part.name);
  try {
    if (found.format === 'zip' || found.format === 'tnef') {
      const { parts, trouble } = found.format === 'zip' ? await readZip(part, limits) : readTnef(part, limits);
      return { ...nothing, children: parts, document: trouble === null ? null : toDocument(part, trouble, limits) };
    }
    if (found.format === 'eml') return await openMail(part, limits);
    return only(part, await readOne(part, found, limits), limits);
  } catch (error) {
    return only(part, failed(found.format, 'corrupt', `The file can't be read: ${messageOf(error)}.`), limits);
  }
}

const nothing: PartResult = { document: null, children: [], mail: null, wantsOcr: false };

function only(part: Part, read: Reading, limits: ReaderLimits): PartResult {
  const document = toDocument(
    part,
    mislabelled(part, read) ? { ...read, findings: [...read.findings, 'mislabelled'] } : read,
    limits,
  );
  return { ...nothing, document, wantsOcr: read.pictured && document.status !== 'encrypted' };
}

/** The format's reader; those with large libraries are loaded when first needed, so that a new thread starts quickly. */
async function readOne(part: Part, found: Sniffed, limits: ReaderLimits): Promise<Reading> {
  switch (found.format) {
    case 'pdf':
      return (await import('./formats/pdf.js')).readPdf(part.bytes, limits);
    case 'ooxml':
      return (await import('./formats/docx.js')).readDocx(part.bytes, limits);
    case 'html':
      return readHtml(part.bytes, limits);
    case 'markdown':
      return readMarkdown(part.bytes, limits);
    case 'text':
      return readPlain(part.bytes, limits);
    case 'latex':
      return readLatex(part.bytes, limits);
    case 'ole':
      return (await import('./formats/doc.js')).readOle(part.bytes, limits);
    case 'odt':
      return (await import('./formats/odt.js')).readOdt(part.bytes, limits);
    case 'rtf':
      return (await import('./formats/rtf.js')).readRtf(part.bytes, limits);
    case 'image':
      return failed('image', 'no-text', `This is ${found.label}; its text, if it has any, needs OCR.`, {
        pictured: true,
      });
    case 'enveloped':
      return failed('enveloped', 'encrypted', `This is ${found.label}; nobody but its addressee can open it.`);
    case 'signature':
      return failed('signature', 'unsupported', `This is ${found.label}.`);
    case 'empty':
      return failed(formatByName(part), 'corrupt', 'empty (0 bytes)');
    case 'executable':
      return failed('executable', 'unsafe', `This is ${found.label}; it was not opened.`, { findings: ['executable'] });
    default:
      return failed('unknown', 'unsupported', `This is ${found.label}, which can't be read.`);
  }
}

async function openMail(part: Part, limits: ReaderLimits): Promise<PartResult> {
  const { mail, parts } = await parseMail(Buffer.from(part.bytes), limits);
  const children = parts.map((child) => ({ ...child, name: `${part.name}/${child.name}` }));
  return { ...nothing, mail: mail satisfies Mail, children };
}

/** Endings and the formats that rightly bear them; other endings claim nothing. */
const claims: Readonly<Record<string, readonly string[]>> = {
  pdf: ['pdf'],
  docx: ['docx'],
  docm: ['docx'],
  doc: ['doc', 'rtf', 'html', 'docx'],
  odt: ['odt'],
  rtf: ['rtf'],
  txt: ['text', 'markdown', 'latex', 'html', 'eml'],
  html: ['html', 'text'],
  htm: ['html', 'text'],
  tex: ['latex', 'text'],
  md: ['markdown', 'text', 'html', 'latex'],
  eml: ['eml'],
  png: ['image'],
  jpg: ['image'],
  jpeg: ['image'],
};

/** True when the name claims one format and the bytes have another: a program called `cv.pdf`, a Word document called so. */
function mislabelled(part: Part, read: Reading): boolean {
  const claimed = claims[formatByName(part)];
  return claimed !== undefined && part.size > 0 && part.refused === undefined && !claimed.includes(read.format);
}

/** The format that a name claims, for files that were not opened. */
function formatByName(part: Part): string {
  return /\.([a-z0-9]{1,5})$/i.exec(part.name)?.[1]?.toLowerCase() ?? 'unknown';
}
