/** A link in a reply's text. */
export interface FoundLink {
  /** An error when opening it may do something or tell us who opened it; a warning for a plain page. */
  readonly severity: 'error' | 'warning';
  readonly index: number;
  readonly message: string;
  readonly help: string;
}

const LINK = /(?:https?|ftp):\/\/[^\s<>"')]*|\bwww\.[^\s<>"')]+|\b(?:mailto|data|javascript|tel):[^\s<>"')]+/giu;
const MARKUP = /<\/?(?:a|img|form|script|iframe|link|meta|object|area|base|button|input)\b/giu;
/** Parts of an address by which a visit does something, or tells who came. */
const ACTS =
  /unsub|subscribe|confirm|verif|activat|withdraw|accept|reject|decline|cancel|delete|remove|opt-?(?:in|out)|click|track|pixel|beacon|open\.(?:gif|png)|token|redirect|\bapi\b|action|vote|login|signin|auth/i;

/**
 * Links and markup in a reply (item 11 of the specification in docs/answering.md): mail scanners open every link, so one
 * that acts on a click acts by itself, and one that differs from reader to reader tells who read it. A plain page is only
 * pointed out.
 */
export function linksIn(text: string): FoundLink[] {
  const help = 'a receipt needs no link: scanners open every one';
  const markup = [...text.matchAll(MARKUP)].map((match): FoundLink => {
    const message = `\`${match[0]}\`: a reply is plain text`;
    return { severity: 'error', index: match.index, message, help };
  });
  const links = [...text.matchAll(LINK)].map((match): FoundLink => {
    const link = match[0].replace(/[.,;:!?]+$/, '');
    const shown = `\`${link.slice(0, 80)}\``;
    const why = whyNot(link);
    return why === null
      ? { severity: 'warning', index: match.index, message: `a link: ${shown}`, help }
      : { severity: 'error', index: match.index, message: `a link that ${why}: ${shown}`, help };
  });
  return [...markup, ...links].sort((a, b) => a.index - b.index);
}

function whyNot(link: string): string | null {
  if (/^(?:mailto|data|javascript|tel|ftp):/i.test(link)) return 'is no page';
  if (/\{\{|\{%/.test(link)) return 'differs from reader to reader';
  if (/[?#]/.test(link)) return 'carries a question or a mark';
  if (/@/.test(link)) return 'carries a name';
  if (ACTS.test(link)) return 'may act on a click';
  // Random letters in a path are how a reader is recognised.
  if (/[/=](?=[\w-]*\d)[\w-]{16,}/.test(link)) return 'differs from reader to reader';
  return null;
}
