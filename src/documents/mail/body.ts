import type { HiddenText } from '../../domain/index.js';
import { normalise } from '../text/normalise.js';
import { visibleHtml } from '../text/visible-html.js';
import type { MimeNode } from './mime-reader.js';

/** What a mail says, and what it hides. */
export interface Body {
  readonly text: string;
  readonly hidden: readonly HiddenText[];
  /** Content ids that its HTML shows as images. */
  readonly cids: readonly string[];
}

/** The visible body: text/plain, else the visible text of text/html; several parts one after another. */
export function readBody(tree: MimeNode, maxCharacters: number): Body {
  const hidden: HiddenText[] = [];
  const cids: string[] = [];

  const textOf = (node: MimeNode): { text: string; html: boolean } => {
    if (node.contentType === 'multipart/alternative') return better(node.children.map(textOf));
    if (node.children.length > 0) {
      const parts = node.children.map(textOf).filter((part) => part.text !== '');
      return { text: parts.map((part) => part.text).join('\n\n'), html: parts.some((part) => part.html) };
    }
    const content = node.textContent ?? '';
    if (content === '') return { text: '', html: false };
    if (node.contentType !== 'text/html') return { text: normalise(content.slice(0, maxCharacters)), html: false };
    const page = visibleHtml(content, maxCharacters);
    hidden.push(...page.hidden);
    cids.push(...page.cids);
    return { text: page.text, html: true };
  };

  const { text } = textOf(tree);
  return { text: text.slice(0, maxCharacters), hidden, cids };
}

/** Of a mail's alternatives the plain one, unless it only says that there is another. */
function better(parts: readonly { text: string; html: boolean }[]): { text: string; html: boolean } {
  const plain = parts.find((part) => !part.html && part.text !== '');
  const html = parts.find((part) => part.html && part.text !== '');
  if (plain === undefined || html === undefined) return plain ?? html ?? { text: '', html: false };
  const onlyPointer = plain.text.length < 300 && html.text.length > 3 * plain.text.length;
  return onlyPointer ? html : plain;
}
