import type { ReaderLimits } from '../limits.js';
import { failed, onePage, reading } from '../outcome.js';
import type { Reading } from '../part.js';
import { messageOf } from '../reasons.js';
import { normalise } from '../text/normalise.js';
import { extractSeen } from './doc-seen.js';

/**
 * An OLE compound file: Word 97-2003 through word-extractor; what else comes in such files is named. Streams are told by
 * their names in the directory, which are UTF-16 ([MS-CFB] §2.6.1).
 */
export async function readOle(bytes: Uint8Array, limits: ReaderLimits): Promise<Reading> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (name: string) => buffer.includes(Buffer.from(name, 'utf16le'));
  if (has('EncryptedPackage')) return failed('docx', 'encrypted', 'The document asks for a password.');
  const findings = has('_VBA_PROJECT') || has('Macros') ? ['macro'] : [];
  if (has('__substg1.0_') || has('__nameid_version1.0')) {
    return failed('msg', 'unsupported', 'This is an Outlook message file (.msg), which can’t be read; .eml can.', {
      findings,
    });
  }
  if (!has('WordDocument')) {
    const kind =
      has('Workbook') || has('Book')
        ? 'an Excel workbook'
        : has('PowerPoint Document')
          ? 'a PowerPoint presentation'
          : 'an OLE file of unknown kind';
    return failed('ole', 'unsupported', `This is ${kind}, which can’t be read.`, { findings });
  }
  if (isEncrypted(buffer)) return failed('doc', 'encrypted', 'The document asks for a password.', { findings });
  try {
    const { document, hidden } = await extractSeen(buffer);
    const parts = [
      document.getHeaders({ includeFooters: false }),
      document.getTextboxes(),
      document.getBody(),
      document.getFootnotes(),
      document.getEndnotes(),
      document.getFooters(),
    ];
    const text = normalise(
      parts
        .filter((part) => part.trim() !== '')
        .join('\n')
        .slice(0, limits.characters),
    );
    const reason = findings.length > 0 ? 'The document has macros; its text was read without them.' : null;
    return reading('doc', {
      pages: onePage(text.replace(/\t+/g, '  ')),
      hidden: hidden
        .map((entry) => ({ ...entry, page: 1, text: normalise(entry.text).slice(0, 5000) }))
        .filter(({ text: words }) => /[\p{L}\p{N}]/u.test(words)),
      findings,
      reason,
    });
  } catch (error) {
    return failed('doc', 'corrupt', `The Word document can't be read: ${messageOf(error)}.`, { findings });
  }
}

/** The FIB at the start of the WordDocument stream has wIdent 0xA5EC; bit 8 of its flags is fEncrypted ([MS-DOC] §2.5.2). */
function isEncrypted(buffer: Buffer): boolean {
  for (let at = 512; at + 12 < buffer.length; at += 512) {
    if (buffer.readUInt16LE(at) === 0xa5ec && buffer.readUInt16LE(at + 2) >= 0x00c1)
      return (buffer.readUInt16LE(at + 10) & 0x0100) !== 0;
  }
  return false;
}
