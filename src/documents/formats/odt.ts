import type { HiddenText } from '../../domain/index.js';
import type { ReaderLimits } from '../limits.js';
import { failed, onePage, reading } from '../outcome.js';
import type { Reading } from '../part.js';
import { messageOf } from '../reasons.js';
import { alike, type Colour, parseColour, pixels } from '../text/css.js';
import { normalise } from '../text/normalise.js';
import { officeParts } from './office.js';
import { walkXml } from './xml.js';

interface Look {
  colour?: Colour;
  background?: Colour;
  tiny?: boolean;
  none?: boolean;
}

/** What a walk through one part gathers. */
interface Gathered {
  readonly lines: string[];
  readonly hidden: Map<HiddenText['cause'], string[]>;
  readonly links: string[];
}

const white: Colour = [255, 255, 255];
/** Elements whose text is not the document's: comments, deletions, what is only there for the program. */
const silent = new Set([
  'office:annotation',
  'text:tracked-changes',
  'svg:desc',
  'svg:title',
  'office:binary-data',
  'text:sequence-decls',
  'office:forms',
  'math:annotation',
  'table:desc',
]);

/** An OpenDocument text (ISO/IEC 26300): content.xml, and the headers and footers of styles.xml. */
export async function readOdt(bytes: Uint8Array, limits: ReaderLimits): Promise<Reading> {
  const office = await officeParts(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), limits);
  if (office.problem !== null) return failed('odt', office.problem.status, office.problem.reason);
  const manifest = office.parts.get('META-INF/manifest.xml')?.toString('utf8') ?? '';
  if (manifest.includes('encryption-data')) return failed('odt', 'encrypted', 'The document asks for a password.');
  const content = office.parts.get('content.xml')?.toString('utf8');
  if (content === undefined) return failed('odt', 'corrupt', 'The OpenDocument text has no content.');
  try {
    const styles = office.parts.get('styles.xml')?.toString('utf8') ?? '';
    const looks = new Map([...readLooks(styles), ...readLooks(content)]);
    const head = gather(styles, looks, 'style:header');
    const body = gather(content, looks, 'office:body');
    const foot = gather(styles, looks, 'style:footer');
    const all = [head, body, foot];
    return reading('odt', {
      pages: onePage(
        normalise(
          all
            .flatMap((part) => part.lines)
            .join('\n')
            .slice(0, limits.characters),
        ),
      ),
      links: all.flatMap((part) => part.links),
      hidden: all.flatMap((part) =>
        [...part.hidden].map(([cause, texts]) => ({ page: 1, cause, text: normalise(texts.join('')).slice(0, 5000) })),
      ),
      findings: office.names.some((name) => /^(Basic|Scripts)\//.test(name)) ? ['macro'] : [],
    });
  } catch (error) {
    return failed('odt', 'corrupt', `The OpenDocument text can't be read: ${messageOf(error)}.`);
  }
}

function readLooks(xml: string): Map<string, Look> {
  const looks = new Map<string, Look>();
  let name = '';
  walkXml(xml, {
    open(tag, attributes) {
      if (tag === 'style:style') {
        name = attributes['style:name'] ?? '';
        looks.set(name, { ...looks.get(attributes['style:parent-style-name'] ?? '') });
      }
      const look = looks.get(name);
      if (look === undefined || !/^style:(text|paragraph|table-cell|graphic)-properties$/.test(tag)) return;
      const size = pixels(attributes['fo:font-size'] ?? '');
      if (tag === 'style:text-properties') {
        if (size !== null) look.tiny = size < 2.7;
        if (attributes['text:display'] !== undefined) look.none = attributes['text:display'] === 'none';
        setColour(look, 'colour', attributes['fo:color']);
      }
      setColour(look, 'background', attributes['fo:background-color'] ?? attributes['draw:fill-color']);
    },
  });
  return looks;
}

function setColour(look: Look, key: 'colour' | 'background', value: string | undefined): void {
  const colour = value === undefined ? null : parseColour(value);
  if (colour !== null && colour !== 'transparent') look[key] = colour;
}

/** The lines inside every element called `root`. */
function gather(xml: string, looks: ReadonlyMap<string, Look>, root: string): Gathered {
  const gathered: Gathered = { lines: [], hidden: new Map(), links: [] };
  const stack: { name: string; look: Look; silent: boolean }[] = [];
  let inside = 0;
  let line = '';
  /** Rows that stand open, innermost last: each a list of cells, each cell its lines. */
  const rows: string[][][] = [];
  const endLine = () => {
    const cell = rows.at(-1)?.at(-1);
    (cell ?? gathered.lines).push(line);
    line = '';
  };
  const endRow = () => {
    const row = rows.pop() ?? [];
    const into = rows.at(-1)?.at(-1) ?? gathered.lines;
    into.push(...rowLines(row));
  };
  walkXml(xml, {
    open(name, attributes) {
      const above = stack.at(-1);
      const style =
        attributes['text:style-name'] ?? attributes['table:style-name'] ?? attributes['draw:style-name'] ?? '';
      stack.push({
        name,
        look: { ...above?.look, ...looks.get(style) },
        silent: above?.silent === true || silent.has(name),
      });
      if (name === root) inside += 1;
      if (inside === 0 || stack.at(-1)?.silent === true) return;
      if (name === 'text:s') line += ' '.repeat(Math.min(100, Number.parseInt(attributes['text:c'] ?? '1', 10) || 1));
      else if (name === 'text:tab') line += '  ';
      else if (name === 'text:line-break') line += '\n';
      else if (name === 'text:list-item') line += '• ';
      else if (name === 'table:table-row') rows.push([]);
      else if (name === 'table:table-cell') rows.at(-1)?.push([]);
      else if (name === 'text:a' && /^(https?|mailto):/i.test(attributes['xlink:href'] ?? ''))
        gathered.links.push(attributes['xlink:href'] ?? '');
      // A text box or a note stands inside a paragraph: what was begun before it is a line of its own.
      else if ((name === 'text:p' || name === 'text:h') && line.trim() !== '' && line !== '• ') endLine();
    },
    text(text) {
      const here = stack.at(-1);
      if (inside === 0 || here === undefined || here.silent || !isText(stack)) return;
      const cause = hiddenCause(here.look);
      if (cause === null) line += text;
      else gathered.hidden.set(cause, [...(gathered.hidden.get(cause) ?? []), text]);
    },
    close(name) {
      stack.pop();
      if (inside > 0 && (name === 'text:p' || name === 'text:h')) endLine();
      if (inside > 0 && name === 'table:table-row') endRow();
      if (name === root) inside -= 1;
    },
  });
  if (line.trim() !== '') endLine();
  return gathered;
}

/** A row of a table is one line; a row that is a layout (cells with several paragraphs) is read cell by cell. */
function rowLines(cells: readonly (readonly string[])[]): string[] {
  const filled = cells.map((lines) => lines.filter((text) => text.trim() !== '')).filter((lines) => lines.length > 0);
  return filled.every((lines) => lines.length === 1) ? [filled.flat().join('  ')] : filled.flat();
}

/** Only text in paragraphs counts; the rest is line ends between elements. */
function isText(stack: readonly { name: string }[]): boolean {
  return stack.some((element) => element.name === 'text:p' || element.name === 'text:h');
}

function hiddenCause(look: Look): HiddenText['cause'] | null {
  if (look.none === true) return 'style';
  if (look.tiny === true) return 'tiny';
  return look.colour !== undefined && alike(look.colour, look.background ?? white) ? 'colour' : null;
}
