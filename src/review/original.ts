import type { OriginalPart } from './interfaces.js';

/** What a browser may show of a stranger's file, by its first bytes: pictures and PDF. Never HTML, SVG or XML, which hold scripts. */
const signatures: readonly { readonly type: string; readonly at: number; readonly bytes: readonly number[] }[] = [
  { type: 'application/pdf', at: 0, bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
];

/** True for what the sender calls a PDF or a picture that browsers show; the bytes decide when it is opened. */
export const isInline = (contentType: string): boolean => signatures.some((one) => one.type === contentType);

/** The type under which the bytes may be shown, or null: then they are only handed out as a file. */
export function inlineType(bytes: Buffer): string | null {
  const found = signatures.find(({ at, bytes: wanted }) => wanted.every((byte, index) => bytes[at + index] === byte));
  return found?.type ?? null;
}

/**
 * The headers with which an attachment leaves: a policy of its own that lets it do nothing, no guessing of types, and as a
 * file unless it is a PDF or a picture. A PDF gets no sandbox, because Chromium's viewer does not open in one; the viewer
 * runs a PDF's scripts, if at all, where no page can be reached.
 */
export function originalHeaders({ name, bytes }: OriginalPart): Record<string, string> {
  const type = inlineType(bytes);
  const sandbox = type === 'application/pdf' ? '' : '; sandbox';
  return {
    'content-type': type ?? 'application/octet-stream',
    'content-disposition': `${type === null ? 'attachment' : 'inline'}; ${fileName(name)}`,
    'content-security-policy': `default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'${sandbox}`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    'cross-origin-resource-policy': 'same-origin',
  };
}

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
