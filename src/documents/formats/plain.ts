import type { ReaderLimits } from '../limits.js';
import { onePage, reading } from '../outcome.js';
import type { Reading } from '../part.js';
import { decodeText } from '../text/charset.js';
import { normalise } from '../text/normalise.js';
import { visibleHtml } from '../text/visible-html.js';

const bareUrl = /https?:\/\/[^\s<>"'()[\]{}]{3,500}/g;

/** Plain text in whatever character set. */
export function readPlain(bytes: Uint8Array, limits: ReaderLimits): Reading {
  const text = decoded(bytes, limits);
  return reading('text', { pages: onePage(text), links: urls(text) });
}

/** Markdown: its marks say nothing to a matcher, so headings, emphasis, links and tables lose theirs. */
export function readMarkdown(bytes: Uint8Array, limits: ReaderLimits): Reading {
  const source = decoded(bytes, limits);
  const text = source
    .replace(/^(```|~~~).*$/gm, '')
    .replace(/^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$/gm, '$1')
    .replace(/^(=+|-{3,}|\*{3,}|_{3,})[ \t]*$/gm, '')
    .replace(/!?\[([^\]\n]{0,500})\]\(<?[^)\s>]{0,1000}>?(?:[ \t]+"[^"\n]*")?\)/g, '$1')
    .replace(/^ {0,3}>[ \t]?/gm, '')
    .replace(/^[ \t]*\|?[ \t:|-]{3,}\|[ \t:|-]*$/gm, '')
    .replace(/^\|(.*)\|[ \t]*$/gm, (_, row: string) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .join('  '),
    )
    .replace(/(\*\*|__)(?=\S)([^\n]{1,500}?\S)\1/g, '$2')
    .replace(/(?<![\w*])\*(?=\S)([^*\n]{1,500}?\S)\*(?![\w*])/g, '$1')
    .replace(/`([^`\n]{1,500})`/g, '$1');
  const comments = [...text.matchAll(/<!--([\s\S]{1,5000}?)-->/g)].map((match) => (match[1] ?? '').trim());
  return reading('markdown', {
    pages: onePage(normalise(text.replace(/<!--[\s\S]{1,5000}?-->/g, ''))),
    links: urls(source),
    hidden: comments
      .filter((comment) => comment !== '')
      .map((comment) => ({ page: 1, cause: 'style' as const, text: comment })),
  });
}

/** An HTML page: what a browser would show of it. */
export function readHtml(bytes: Uint8Array, limits: ReaderLimits): Reading {
  const sample = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  const declared = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,40})/i.exec(sample)?.[1] ?? null;
  const page = visibleHtml(decodeText(bytes, declared).text, limits.characters);
  return reading('html', { pages: onePage(page.text), hidden: page.hidden, links: page.links });
}

function decoded(bytes: Uint8Array, limits: ReaderLimits): string {
  return normalise(decodeText(bytes.subarray(0, limits.characters * 4), null).text);
}

/** Addresses of web pages that stand in a text. */
export function urls(text: string): string[] {
  return [...text.matchAll(bareUrl)].map(([url]) => url.replace(/[.,;:!?]+$/, ''));
}
