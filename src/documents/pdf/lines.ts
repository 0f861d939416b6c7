import type { Block } from './columns.js';
import type { Segment } from './segments.js';

/** A line of text in a block. */
interface Line {
  segments: Segment[];
  base: number;
  size: number;
}

/** The text of a block: lines from top to bottom, a blank line where there is more room than between lines. */
export function blockText(block: Block): string {
  const lines = toLines(block);
  const steps = lines.slice(1).map((line, index) => line.base - (lines[index]?.base ?? 0));
  const usual = typical(steps.filter((step) => step > 0));
  const out: string[] = [];
  lines.forEach((line, index) => {
    const step = steps[index - 1] ?? 0;
    const before = lines[index - 1];
    if (before !== undefined && step > 1.45 * Math.max(usual, line.size, before.size)) out.push('');
    out.push(lineText(line));
  });
  return out.join('\n');
}

/** Groups segments that stand on one line; raised and lowered ones (indices, footnote marks) join the line they touch. */
function toLines(block: Block): Line[] {
  const lines: Line[] = [];
  const bySize = [...block].sort((a, b) => b.size - a.size || a.base - b.base);
  for (const segment of bySize) {
    const line = lines.find((candidate) => belongs(segment, candidate));
    if (line === undefined) lines.push({ segments: [segment], base: segment.base, size: segment.size });
    else line.segments.push(segment);
  }
  return lines.sort((a, b) => a.base - b.base);
}

function belongs(segment: Segment, line: Line): boolean {
  const off = Math.abs(segment.base - line.base);
  if (off < 0.2 * Math.min(segment.size, line.size) + 0.3) return true;
  if (off > 0.45 * line.size || segment.size > 0.9 * line.size || segment.text.length > 8) return false;
  return line.segments.some(
    (other) => segment.left < other.right + 0.6 * line.size && segment.right > other.left - 0.6 * line.size,
  );
}

function lineText(line: Line): string {
  const sorted = line.segments.sort((a, b) => a.left - b.left);
  let text = '';
  let last: Segment | null = null;
  for (const segment of sorted) {
    text += (last === null ? '' : joint(last, segment)) + segment.text;
    if (last === null || segment.right > last.right) last = segment;
  }
  return leftToRight(text);
}

/** What stands between two segments of a line: nothing, a space, or a wide gap as two spaces. */
function joint(before: Segment, after: Segment): string {
  const size = Math.min(before.size, after.size);
  const gap = after.left - before.right;
  if (gap > 1.5 * Math.max(before.size, after.size)) return '  ';
  // Strings that lie over one another were not drawn as one word.
  if (gap > 0.12 * size || gap < -0.3 * size) return ' ';
  // A footnote's mark is no part of the word that it stands at.
  const raised = Math.abs(after.base - before.base) > 0.12 * size && /\d$/.test(before.text) !== /^\d/.test(after.text);
  return raised && (/\p{L}{3}$/u.test(before.text) || /^\p{L}{2}/u.test(after.text)) ? ' ' : '';
}

/** Text that is written from right to left was gathered as it is seen; each of its runs is turned round to be read. */
function leftToRight(text: string): string {
  if (!/[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/.test(text)) return text;
  return text.replace(
    /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC](?:[\s\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC.,:;!?'"-]*[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC])?/g,
    (run) => [...run].reverse().join(''),
  );
}

/** The usual step from line to line: the lower quartile, because paragraphs' gaps are wider. */
function typical(steps: readonly number[]): number {
  const sorted = [...steps].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 3)] ?? 0;
}
