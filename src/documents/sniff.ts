import { fileTypeFromBuffer } from 'file-type';
import { decodeText } from './text/charset.js';

/** What a file is, found from its bytes; the name only decides between kinds of text. */
export interface Sniffed {
  readonly format: Format;
  /** What it is called in a sentence: `a RAR archive`. */
  readonly label: string;
}

export type Format =
  | 'pdf'
  | 'ooxml'
  | 'odt'
  | 'zip'
  | 'ole'
  | 'rtf'
  | 'html'
  | 'text'
  | 'markdown'
  | 'latex'
  | 'eml'
  | 'tnef'
  | 'image'
  | 'executable'
  | 'empty'
  | 'signature'
  | 'enveloped'
  | 'unknown';

const ascii = (bytes: Uint8Array, start: number, length: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, start + length);

/** Endings of files that run when opened; none of them is text that a recruiter wants. */
const scripts =
  /\.(bat|cmd|com|cpl|exe|hta|inf|iso|img|jar|js|jse|lnk|msi|msp|ps1|psm1|reg|scf|scr|sct|sh|url|vb|vbe|vbs|wsc|wsf|wsh|apk|app|dmg|dll|chm|xll|desktop|appx|vhd|vhdx|one)$/i;

/** Finds a file's format. Reads a few kilobytes, opens nothing. */
export async function sniff(bytes: Uint8Array, name: string): Promise<Sniffed> {
  if (bytes.length === 0) return { format: 'empty', label: 'an empty file' };
  const start = ascii(bytes, 0, 4096);
  const program = executable(bytes, start);
  if (program !== null) return { format: 'executable', label: program };
  if (start.startsWith('{\\rtf') || /^\s*\{\\rtf/.test(start)) return { format: 'rtf', label: 'an RTF document' };
  if (start.startsWith('\x78\x9f\x3e\x22')) return { format: 'tnef', label: 'a winmail.dat file' };
  if (start.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return { format: 'ole', label: 'an OLE file' };
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return sniffZip(start, bytes);
  // Readers accept a PDF whose header stands within the first kilobyte (ISO 32000-1, Annex H.3.4.1).
  if (start.slice(0, 1024).includes('%PDF-')) return { format: 'pdf', label: 'a PDF' };
  if (scripts.test(name))
    return { format: 'executable', label: `a file that runs (${name.slice(name.lastIndexOf('.'))})` };
  const pkcs7 = cms(start);
  if (pkcs7 !== null) return pkcs7;
  // Its directory may stand at the end, where file-type does not look.
  if (start.startsWith('II*\0') || start.startsWith('MM\0*')) return { format: 'image', label: 'a TIFF image' };
  if (utf16(bytes)) return sniffText(bytes, name);
  const known = await fileTypeFromBuffer(bytes.subarray(0, 8192)).catch(() => undefined);
  if (known !== undefined && !/^(text|application\/xml)/.test(known.mime)) {
    if (known.mime.startsWith('image/')) return { format: 'image', label: `a ${known.ext.toUpperCase()} image` };
    return { format: 'unknown', label: `a ${known.ext.toUpperCase()} file` };
  }
  return sniffText(bytes, name);
}

function executable(bytes: Uint8Array, start: string): string | null {
  if (start.startsWith('MZ') && bytes.length > 64) return 'a Windows program';
  if (start.startsWith('\x7fELF')) return 'a Linux program';
  if (['\xfe\xed\xfa\xce', '\xfe\xed\xfa\xcf', '\xce\xfa\xed\xfe', '\xcf\xfa\xed\xfe'].includes(start.slice(0, 4)))
    return 'a macOS program';
  if (start.startsWith('\xca\xfe\xba\xbe')) return 'a Java class or macOS program';
  if (start.startsWith('L\x00\x00\x00\x01\x14\x02\x00')) return 'a Windows shortcut';
  if (/^#!\s*\/\S*(sh|bash|zsh|python\d?|perl|node|ruby|env)\b/.test(start)) return 'a script';
  if (start.startsWith('CWS') || start.startsWith('FWS')) return 'a Flash film';
  if (bytes.length > 0x8006 && ascii(bytes, 0x8001, 5) === 'CD001') return 'a disk image';
  return null;
}

/** S/MIME's containers (RFC 5652): a sequence that begins with the object id of its kind. */
function cms(start: string): Sniffed | null {
  if (start[0] !== '\x30') return null;
  const head = start.slice(0, 40);
  if (head.includes('\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03'))
    return { format: 'enveloped', label: 'a mail encrypted with S/MIME' };
  if (head.includes('\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02'))
    return { format: 'signature', label: 'an S/MIME signature' };
  return null;
}

/** ZIP by what stands at its beginning; the readers look inside and correct this where it is wrong. */
function sniffZip(start: string, bytes: Uint8Array): Sniffed {
  if (start.includes('mimetypeapplication/vnd.oasis.opendocument.text'))
    return { format: 'odt', label: 'an OpenDocument text' };
  const tail = ascii(bytes, Math.max(0, bytes.length - 65_536), 65_536);
  const names = start + tail;
  if (/\[Content_Types\]\.xml|word\/document\.xml|xl\/workbook|ppt\/presentation/.test(names)) {
    return { format: 'ooxml', label: 'an Office document' };
  }
  // A program that packs an OpenDocument anew may compress its mark.
  if (names.includes('META-INF/manifest.xml') && names.includes('content.xml'))
    return { format: 'odt', label: 'an OpenDocument text' };
  if (/META-INF\/MANIFEST\.MF|classes\.dex|AndroidManifest\.xml/.test(names)) {
    return { format: 'executable', label: 'a Java or Android program' };
  }
  if (/mimetypeapplication\/vnd\.oasis\.opendocument/.test(start))
    return { format: 'unknown', label: 'an OpenDocument file that is no text' };
  if (/mimetypeapplication\/epub/.test(start)) return { format: 'unknown', label: 'an EPUB book' };
  if (/Index\/Document\.iwa|Index\/Tables|index\.apxl|Metadata\/BuildVersionHistory\.plist/.test(names)) {
    return { format: 'unknown', label: 'an Apple Pages, Numbers or Keynote file' };
  }
  return { format: 'zip', label: 'a ZIP archive' };
}

/** Kinds of text: HTML, LaTeX, Markdown, mail, or plain. */
function sniffText(bytes: Uint8Array, name: string): Sniffed {
  const sample = bytes.subarray(0, 16_384);
  if (!looksLikeText(sample)) return { format: 'unknown', label: 'a file of unknown format' };
  const text = decodeText(trimToCharacter(sample), null).text;
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (/^-----BEGIN PGP MESSAGE/m.test(text.slice(0, 500)))
    return { format: 'enveloped', label: 'a mail encrypted with PGP' };
  if (/^-----BEGIN PGP (SIGNATURE|PUBLIC)/m.test(text.slice(0, 500)) || /^(asc|sig|p7s|pgp)$/.test(ending)) {
    return { format: 'signature', label: 'a signature or key' };
  }
  if (/^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]{0,2000}?-->\s*)*<(!doctype\s+html|html|head|body)\b/i.test(text))
    return { format: 'html', label: 'an HTML page' };
  if (ending === 'eml' || looksLikeMail(text)) return { format: 'eml', label: 'a mail' };
  if (/\\documentclass|\\begin\{document\}|\\documentstyle/.test(text) || ending === 'tex')
    return { format: 'latex', label: 'LaTeX source' };
  if (/^html?$/.test(ending) || (text.match(/<(p|div|br|table|span|td|li|h[1-6])\b/gi)?.length ?? 0) > 5)
    return { format: 'html', label: 'an HTML page' };
  if (/^(md|markdown)$/.test(ending)) return { format: 'markdown', label: 'a Markdown text' };
  return { format: 'text', label: 'plain text' };
}

function looksLikeMail(text: string): boolean {
  const head = text.split(/\r?\n\r?\n/)[0] ?? '';
  const fields =
    head.match(/^(from|to|subject|date|message-id|mime-version|received|return-path|delivered-to)[ \t]*:/gim) ?? [];
  return (
    new Set(fields.map((field) => field.toLowerCase())).size >= 3 && /^([!-9;-~]+[ \t]*:|[ \t]|>?From )/.test(head)
  );
}

/** Text has hardly any control characters; UTF-16 is told by its mark or by zeros in every other place. */
function looksLikeText(sample: Uint8Array): boolean {
  if (utf16(sample)) return true;
  let control = 0;
  for (const byte of sample) {
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27) control += 1;
  }
  return control <= Math.max(2, sample.length / 200);
}

/** True for text with the byte order mark of UTF-16. */
function utf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe && bytes[2] !== 0) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** Without a UTF-8 character that the sample's end cut in two. */
function trimToCharacter(sample: Uint8Array): Uint8Array {
  let end = sample.length;
  while (end > 0 && end > sample.length - 4 && ((sample[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end > 0 && (sample[end - 1] ?? 0) >= 0xc0 ? sample.subarray(0, end - 1) : sample;
}
