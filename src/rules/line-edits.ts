/** A run of lines that other lines stand in for. */
export interface LineEdit {
  /** First line of the text before that goes, from 0; where none goes, the line in front of which others come. */
  readonly at: number;
  /** How many lines go. */
  readonly removed: number;
  readonly added: readonly string[];
}

/** Texts that differ in more lines are taken as wholly different: nobody reads such a comparison line by line. */
const MOST_STEPS = 1500;

/** A text's lines; its last line break ends the last line. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The fewest edits that make one list of lines the other, in order (Myers, An O(ND) Difference Algorithm, 1986). Pure. */
export function lineEdits(before: readonly string[], after: readonly string[]): LineEdit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++;
  const old = before.slice(head, before.length - tail);
  const now = after.slice(head, after.length - tail);
  if (old.length === 0 && now.length === 0) return [];
  return editsBetween(matches(old, now), old, now, head);
}

/** What stands between lines that are the same in both. */
function editsBetween(
  same: readonly (readonly [number, number])[],
  old: readonly string[],
  now: readonly string[],
  offset: number,
): LineEdit[] {
  const edits: LineEdit[] = [];
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of [...same, [old.length, now.length] as const]) {
    if (nextX > x || nextY > y) edits.push({ at: x + offset, removed: nextX - x, added: now.slice(y, nextY) });
    [x, y] = [nextX + 1, nextY + 1];
  }
  return edits;
}

/** Pairs of lines that stay, in order. */
function matches(a: readonly string[], b: readonly string[]): [number, number][] {
  const most = Math.min(a.length + b.length, MOST_STEPS);
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let steps = 0; steps <= most; steps++) {
    trace.push(new Map(furthest));
    for (let k = -steps; k <= steps; k += 2) {
      const down = k === -steps || (k !== steps && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return [];
}

function walkBack(trace: readonly Map<number, number>[], endX: number, endY: number): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [endX, endY];
  for (let steps = trace.length - 1; steps >= 0; steps--) {
    const furthest = trace[steps] as Map<number, number>;
    const k = x - y;
    const down = k === -steps || (k !== steps && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = furthest.get(fromK) ?? 0;
    const fromY = fromX - fromK;
    while (x > Math.max(fromX, 0) && y > Math.max(fromY, 0) && (steps === 0 || x > (down ? fromX : fromX + 1)))
      pairs.push([--x, --y]);
    if (steps > 0) [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}

/** The text with the edits made. */
export function withEdits(lines: readonly string[], edits: readonly LineEdit[]): string[] {
  const made: string[] = [];
  let at = 0;
  for (const edit of edits) {
    made.push(...lines.slice(at, edit.at), ...edit.added);
    at = edit.at + edit.removed;
  }
  return [...made, ...lines.slice(at)];
}

/**
 * Both changes of one text together. Null where they touch the same lines, or lines side by side: a person must say then.
 */
export function mergedLines(base: string, mine: string, theirs: string): string | null {
  if (mine === theirs || theirs === base) return mine;
  if (mine === base) return theirs;
  const lines = linesOf(base);
  const [one, other] = [lineEdits(lines, linesOf(mine)), lineEdits(lines, linesOf(theirs))];
  const both: LineEdit[] = [];
  for (const edit of one) {
    const meets = other.filter((two) => edit.at <= two.at + two.removed && two.at <= edit.at + edit.removed);
    const [first] = meets;
    if (first === undefined) both.push(edit);
    else if (meets.length > 1 || !sameEdit(edit, first)) return null;
  }
  const merged = withEdits(
    lines,
    [...both, ...other].sort((a, b) => a.at - b.at),
  );
  return merged.map((line) => `${line}\n`).join('');
}

function sameEdit(one: LineEdit, other: LineEdit): boolean {
  const alike =
    one.added.length === other.added.length && one.added.every((line, index) => line === other.added[index]);
  return one.at === other.at && one.removed === other.removed && alike;
}
