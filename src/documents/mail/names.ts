import type { Part } from '../part.js';

/** Endings for files that came without a name. */
const endings: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf',
  'application/msword': '.doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
  'application/vnd.oasis.opendocument.text': '.odt',
  'application/rtf': '.rtf',
  'text/rtf': '.rtf',
  'application/zip': '.zip',
  'text/plain': '.txt',
  'text/html': '.html',
  'text/calendar': '.ics',
  'message/rfc822': '.eml',
  'message/delivery-status': '.txt',
  'image/png': '.png',
  'image/jpeg': '.jpg',
};

/**
 * A file name that can be shown and put after a way: no folders, no control or direction characters (U+202E makes
 * `cv\u202Efdp.exe` look like a PDF), at most 200 characters with the ending kept.
 */
export function safeName(name: string): string {
  const plain = name
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
    .replace(/[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const base =
    plain
      .split(/[/\\]/)
      .filter((part) => part !== '' && part !== '.' && part !== '..')
      .at(-1) ?? '';
  if (base.length <= 200) return base;
  const dot = base.lastIndexOf('.');
  const ending = dot > 0 && base.length - dot <= 10 ? base.slice(dot) : '';
  return base.slice(0, 200 - ending.length) + ending;
}

/** A name for a file that has none. */
export function madeUpName(contentType: string, number: number): string {
  return `attachment-${number}${endings[contentType] ?? ''}`;
}

/** Makes names unique in one container: a second `cv.pdf` becomes `cv (2).pdf`, so that evidence can name its document. */
export function uniqueNames(parts: readonly Part[]): Part[] {
  const taken = new Set<string>();
  return parts.map((part) => {
    let name = part.name;
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = numbered(part.name, number);
    taken.add(name.toLowerCase());
    return name === part.name ? part : { ...part, name };
  });
}

function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const cut = dot > name.lastIndexOf('/') + 1 ? dot : name.length;
  return `${name.slice(0, cut)} (${number})${name.slice(cut)}`;
}
