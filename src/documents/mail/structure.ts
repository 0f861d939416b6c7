import libmime from 'libmime';
import type { MailProblem } from '../../domain/index.js';
import type { ReaderLimits } from '../limits.js';

/** The skeleton of a mail: found by looking for boundary lines only, before anything is decoded or built. */
export interface Structure {
  /** Media types of all parts in order, the top one first, with the parameters that say what a report or invitation is. */
  readonly mediaTypes: readonly string[];
  /** Offset at which the mail goes over a limit; the parser is given no more than what is before it. */
  readonly cutAt: number | null;
  readonly problems: readonly MailProblem[];
}

/** Parameters worth keeping: they tell delivery reports, calendar messages and signed mail apart (RFC 3462, 5546, 1847). */
const keptParameters = ['report-type', 'method', 'protocol', 'smime-type'];
const maxHeadBytes = 256 * 1024;

/**
 * Walks the boundaries of a message (RFC 2046 §5.1). Attached mails are not entered: they are read as mails of their own.
 * @param raw the whole message
 */
export function scanStructure(raw: Buffer, limits: ReaderLimits): Structure {
  const mediaTypes: string[] = [];
  const problems: MailProblem[] = [];
  /** Boundaries of the multiparts that stand open, outermost first. */
  const open: string[] = [];

  const enter = (start: number): number => {
    const head = readHead(raw, start);
    mediaTypes.push(head.mediaType);
    if (head.boundary !== null) open.push(head.boundary);
    return head.end;
  };

  let at = enter(0);
  while (open.length > 0) {
    const line = nextDashes(raw, at);
    if (line < 0) break;
    const lineEnd = endOfLine(raw, line);
    const text = raw.toString('latin1', line + 2, Math.min(lineEnd, line + 300)).trimEnd();
    at = lineEnd;
    const level = findBoundary(open, text);
    if (level === null) continue;
    open.length = level.closes ? level.index : level.index + 1;
    if (level.closes) continue;
    if (mediaTypes.length >= limits.mimeParts) {
      problems.push({
        code: 'too-many-parts',
        detail: `The mail has more than ${limits.mimeParts} parts; the rest was not read.`,
      });
      return { mediaTypes, cutAt: line, problems };
    }
    if (open.length > limits.mimeDepth) {
      problems.push({
        code: 'too-deep',
        detail: `Parts stand more than ${limits.mimeDepth} deep in one another; the inner ones were not read.`,
      });
      return { mediaTypes, cutAt: line, problems };
    }
    at = enter(lineEnd);
  }
  return { mediaTypes, cutAt: null, problems };
}

/** Which open boundary a line without its dashes names, innermost first. */
function findBoundary(open: readonly string[], text: string): { index: number; closes: boolean } | null {
  for (let index = open.length - 1; index >= 0; index -= 1) {
    if (text === open[index]) return { index, closes: false };
    if (text === `${open[index]}--`) return { index, closes: true };
  }
  return null;
}

function nextDashes(raw: Buffer, from: number): number {
  if (raw[from] === 0x2d && raw[from + 1] === 0x2d) return from;
  const found = raw.indexOf('\n--', Math.max(0, from - 1), 'latin1');
  return found < 0 ? -1 : found + 1;
}

function endOfLine(raw: Buffer, from: number): number {
  const found = raw.indexOf(0x0a, from);
  return found < 0 ? raw.length : found + 1;
}

interface Head {
  readonly mediaType: string;
  readonly boundary: string | null;
  /** Offset of the first byte after the empty line. */
  readonly end: number;
}

function readHead(raw: Buffer, start: number): Head {
  const end = headEnd(raw, start);
  const lines = raw
    .toString('latin1', start, Math.min(end, start + maxHeadBytes))
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  const line = lines.find((entry) => /^content-type[ \t]*:/i.test(entry));
  if (line === undefined) return { mediaType: 'text/plain', boundary: null, end };
  const { value, params } = libmime.parseHeaderValue(line.slice(line.indexOf(':') + 1).trim());
  const mediaType = value.toLowerCase().trim() || 'text/plain';
  const kept = keptParameters.flatMap((name) => {
    const parameter = params[name];
    return parameter === undefined ? [] : [`; ${name}=${parameter.toLowerCase()}`];
  });
  const boundary = params.boundary;
  const multipart = mediaType.startsWith('multipart/') && boundary !== undefined && boundary !== '';
  return { mediaType: mediaType + kept.join(''), boundary: multipart ? boundary.trimEnd() : null, end };
}

/** Where a part's head ends: after the first empty line. */
function headEnd(raw: Buffer, start: number): number {
  let at = start;
  while (at < raw.length) {
    const next = endOfLine(raw, at);
    if (next - at === 1 || (next - at === 2 && raw[at] === 0x0d)) return next;
    at = next;
  }
  return raw.length;
}
