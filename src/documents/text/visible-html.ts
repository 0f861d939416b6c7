import { type DomNode, htmlToText } from 'html-to-text';
import { Parser } from 'htmlparser2';
import type { HiddenText } from '../../domain/index.js';
import { alike, type Colour, declarations, hiddenBy, parseColour } from './css.js';
import { normalise } from './normalise.js';

/** What a reader of an HTML page sees, what it hides from him, and where its links go. */
export interface VisibleHtml {
  readonly text: string;
  readonly hidden: readonly HiddenText[];
  readonly links: readonly string[];
  /** Values of `cid:` references: images that belong to the page and are no documents. */
  readonly cids: readonly string[];
}

interface Element {
  readonly name: string;
  /** Why nothing of it is seen; inherited by everything inside. */
  readonly cause: HiddenText['cause'] | null;
  readonly colour: Colour | 'transparent';
  readonly background: Colour;
  /** Its text is no text of the page: script, style, head's title. */
  readonly silent: boolean;
}

const voidElements = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const silentElements = new Set(
  'script style title noscript template svg math object iframe select datalist'.split(' '),
);
/** Deeper elements keep their text and lose their tags, so that no recursion after this one can overflow. */
const maxDepth = 200;
const maxRules = 500;

/**
 * Splits a page into what is seen and what style hides (display, visibility, opacity, size, colour near the background's,
 * places outside the page). One pass without recursion; then html-to-text lays out the visible rest.
 */
export function visibleHtml(html: string, maxCharacters: number): VisibleHtml {
  const root: Element = { name: '', cause: null, colour: [0, 0, 0], background: [255, 255, 255], silent: false };
  const stack: Element[] = [root];
  const rules = new Map<string, Map<string, string>>();
  const kept: string[] = [];
  const hidden = new Map<HiddenText['cause'], string[]>();
  const links: string[] = [];
  const cids: string[] = [];
  let sheet: string[] | null = null;

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const parent = stack.at(-1) ?? root;
        const element = styled(name, attributes, parent, rules);
        for (const value of Object.values(attributes)) {
          if (/^cid:/i.test(value)) cids.push(value.slice(4));
        }
        if (!voidElements.has(name)) stack.push(element);
        if (name === 'style') sheet = [];
        if (element.cause !== null || element.silent) return;
        const href = attributes.href?.trim() ?? '';
        if (name === 'a' && /^(https?:|mailto:)/i.test(href)) links.push(href);
        if (stack.length <= maxDepth) kept.push(openTag(name, attributes));
      },
      ontext(text) {
        const element = stack.at(-1) ?? root;
        if (sheet !== null) sheet.push(text);
        if (element.silent) return;
        if (element.cause === null) kept.push(escapeText(text));
        else addTo(hidden, element.cause, text);
      },
      onclosetag(name) {
        if (name === 'style' && sheet !== null) {
          readSheet(sheet.join(''), rules);
          sheet = null;
        }
        if (voidElements.has(name)) return;
        const element = stack.length > 1 ? stack.pop() : undefined;
        if (element !== undefined && element.cause === null && !element.silent && stack.length < maxDepth) {
          kept.push(`</${name}>`);
        }
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(html.slice(0, maxCharacters * 4));
  parser.end();

  return {
    text: normalise(layOut(kept.join(''))),
    hidden: [...hidden]
      .map(([cause, texts]) => ({ page: 1, cause, text: normalise(texts.join('')).slice(0, 5000) }))
      .filter((entry) => /[\p{L}\p{N}]{2}/u.test(entry.text)),
    links,
    cids,
  };
}

function addTo(hidden: Map<HiddenText['cause'], string[]>, cause: HiddenText['cause'], text: string): void {
  const texts = hidden.get(cause);
  if (texts === undefined) hidden.set(cause, [text]);
  else texts.push(text);
}

function styled(
  name: string,
  attributes: Readonly<Record<string, string>>,
  parent: Element,
  rules: ReadonlyMap<string, Map<string, string>>,
): Element {
  const style = new Map<string, string>();
  const classes = (attributes.class ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((entry) => entry !== '');
  const selectors = [
    name,
    ...classes.flatMap((entry) => [`.${entry}`, `${name}.${entry}`]),
    `#${(attributes.id ?? '').toLowerCase()}`,
  ];
  for (const selector of selectors) for (const [key, value] of rules.get(selector) ?? []) style.set(key, value);
  for (const [key, value] of declarations(attributes.style ?? '')) style.set(key, value);
  const background = solid(
    style.get('background-color') ?? style.get('background')?.split(/\s+(?![^(]*\))/)[0] ?? attributes.bgcolor,
    parent.background,
  );
  const colourText = style.get('color') ?? (name === 'font' ? attributes.color : undefined);
  const colour = (colourText === undefined ? null : parseColour(colourText)) ?? parent.colour;
  const blind = colour === 'transparent' || alike(colour, background) ? ('colour' as const) : null;
  const inherited = parent.cause === 'colour' ? null : parent.cause;
  const own = attributes.hidden === undefined ? hiddenBy(style) : 'style';
  return {
    name,
    cause: inherited ?? own ?? blind,
    colour,
    background,
    silent: parent.silent || silentElements.has(name),
  };
}

function solid(value: string | undefined, otherwise: Colour): Colour {
  const colour = value === undefined ? null : parseColour(value);
  return colour === null || colour === 'transparent' ? otherwise : colour;
}

/** Rules with simple selectors (`p`, `.x`, `p.x`, `#x`) of a style sheet; media queries and the rest are left out. */
function readSheet(sheet: string, rules: Map<string, Map<string, string>>): void {
  const plain = sheet.slice(0, 200_000).replace(/\/\*[\s\S]*?\*\//g, '');
  let depth = 0;
  let start = 0;
  let selector = '';
  for (let at = 0; at < plain.length && rules.size < maxRules; at += 1) {
    if (plain[at] === '{') {
      if (depth === 0) selector = plain.slice(start, at);
      depth += 1;
      start = at + 1;
    } else if (plain[at] === '}') {
      depth = Math.max(0, depth - 1);
      if (depth === 0 && !selector.includes('@')) addRule(selector, plain.slice(start, at), rules);
      start = at + 1;
    }
  }
}

function addRule(selectors: string, body: string, rules: Map<string, Map<string, string>>): void {
  const style = declarations(body);
  for (const selector of selectors.split(',')) {
    const name = selector.trim().toLowerCase();
    if (/^[\w.#-]+$/.test(name)) rules.set(name, new Map([...(rules.get(name) ?? []), ...style]));
  }
}

function openTag(name: string, attributes: Readonly<Record<string, string>>): string {
  const spans = ['colspan', 'rowspan'].filter((key) => /^\d{1,2}$/.test(attributes[key] ?? ''));
  return `<${name}${spans.map((key) => ` ${key}="${attributes[key]}"`).join('')}>`;
}

function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Lines as a browser would show them: blocks apart, lists with bullets, the cells of a table's row in one line. */
function layOut(html: string): string {
  return htmlToText(html, {
    wordwrap: false,
    limits: { maxInputLength: 1 << 26, maxDepth: maxDepth + 50 },
    formatters: {
      row: (element, walk, builder) => {
        builder.openBlock({ leadingLineBreaks: 1 });
        const cells = element.children.filter((child) => child.name === 'td' || child.name === 'th');
        const table = cells.every((cell) => blocksIn(cell) <= 1);
        for (const cell of cells) {
          if (!table) builder.openBlock({ leadingLineBreaks: 1 });
          walk(table ? inlineContent(cell) : cell.children, builder);
          if (table) builder.addInline('\u00A0 ');
          else builder.closeBlock({ trailingLineBreaks: 1 });
        }
        builder.closeBlock({ trailingLineBreaks: 1 });
      },
    },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'hr', format: 'skip' },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      ...['table', 'tbody', 'thead', 'tfoot'].map((selector) => ({ selector, format: 'block' })),
      { selector: 'tr', format: 'row' },
      { selector: 'ul', options: { itemPrefix: '• ', leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      { selector: 'ol', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    ],
  });
}

const blockElements = new Set('p div h1 h2 h3 h4 h5 h6 ul ol li table blockquote pre section article'.split(' '));

/** Paragraphs and the like that stand in a cell; line breaks count as well. */
function blocksIn(cell: DomNode): number {
  const nodes = cell.children ?? [];
  const blocks = nodes.filter((node) => blockElements.has(node.name ?? '') || node.name === 'br');
  const deeper = nodes.reduce((most, node) => Math.max(most, (node.children?.length ?? 0) > 0 ? blocksIn(node) : 0), 0);
  return Math.max(blocks.length, deeper);
}

/** What stands in a cell's only block. */
function inlineContent(cell: DomNode): DomNode[] {
  return (cell.children ?? []).flatMap((node) => (blockElements.has(node.name ?? '') ? inlineContent(node) : [node]));
}
