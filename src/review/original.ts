import type { OriginalPart } from './interfaces.js';

/** What the program shows of a stranger's file, by its first bytes. Never HTML, SVG or XML, which hold scripts. */
const signatures: readonly { readonly type: string; readonly at: number; readonly bytes: readonly number[] }[] = [
  { type: 'application/pdf', at: 0, bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
];

/** What can be looked at here: a PDF drawn by the program, or a picture; null for a file that is only handed out. */
export function lookOf({ bytes }: Pick<OriginalPart, 'bytes'>): 'pdf' | 'picture' | null {
  const type = typeOf(bytes);
  if (type === null) return null;
  return type === 'application/pdf' ? 'pdf' : 'picture';
}

/** The same by what reading made of the file; its first bytes decide when it is opened. */
export const mayLook = (format: string): boolean => format === 'pdf' || format === 'image';

function typeOf(bytes: Buffer): string | null {
  const found = signatures.find(({ at, bytes: wanted }) => wanted.every((byte, index) => bytes[at + index] === byte));
  return found?.type ?? null;
}

/** A policy under which nothing of a file can run, fetch or reach a page, whatever a browser takes it for. */
const locked = "default-src 'none'; frame-ancestors 'none'; sandbox";

const closed = {
  'content-security-policy': locked,
  'x-content-type-options': 'nosniff',
  'cache-control': 'private, no-store',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/**
 * The headers with which an attachment leaves: locked, without guessing of types, and as a file, unless it is a picture. A
 * PDF is a file as well: browsers' viewers do not open in a sandbox (whatwg/html#3958), so the program draws its pages.
 */
export function originalHeaders(part: OriginalPart): Record<string, string> {
  const picture = lookOf(part) === 'picture';
  return {
    ...closed,
    'content-type': (picture ? typeOf(part.bytes) : null) ?? 'application/octet-stream',
    'content-disposition': `${picture ? 'inline' : 'attachment'}; ${fileName(part.name)}`,
  };
}

/** The headers of a page that the program has drawn. */
export const pictureHeaders: Readonly<Record<string, string>> = { ...closed, 'content-type': 'image/png' };

/** The file's name for a header (RFC 6266, RFC 8187): plain for old programs, whole for all others, its way left out. */
function fileName(name: string): string {
  const last = (name.split('/').at(-1) ?? 'document').replace(/[\p{C}]/gu, '').slice(0, 150) || 'document';
  const plain = last.normalize('NFKD').replace(/[^\w. -]/g, '_');
  const whole = encodeURIComponent(last.replace(/\p{Cs}/gu, '_')).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${whole}`;
}
