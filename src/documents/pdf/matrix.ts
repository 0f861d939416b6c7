/** An affine map as PDF writes it: x' = a·x + c·y + e, y' = b·x + d·y + f (ISO 32000-1 §8.3.3). */
export type Matrix = readonly [number, number, number, number, number, number];

/** A box in page units, y downwards: left, top, right, bottom. */
export type Box = readonly [number, number, number, number];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];
export const everywhere: Box = [-Infinity, -Infinity, Infinity, Infinity];

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  return [
    outer[0] * inner[0] + outer[2] * inner[1],
    outer[1] * inner[0] + outer[3] * inner[1],
    outer[0] * inner[2] + outer[2] * inner[3],
    outer[1] * inner[2] + outer[3] * inner[3],
    outer[0] * inner[4] + outer[2] * inner[5] + outer[4],
    outer[1] * inner[4] + outer[3] * inner[5] + outer[5],
  ];
}

/** A matrix from what an operator list carries; the identity where it is none. */
export function toMatrix(value: unknown): Matrix {
  const list = numbers(value);
  const [a, b, c, d, e, f] = list;
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined || f === undefined)
    return identity;
  return [a, b, c, d, e, f];
}

/** The numbers of an array or typed array; a value that is no finite number counts as 0. */
export function numbers(value: unknown): number[] {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return [];
  return Array.from(value as ArrayLike<unknown>, (entry) =>
    typeof entry === 'number' && Number.isFinite(entry) ? entry : 0,
  );
}

/** The box around a mapped box, or null where there is none. */
export function mapBox(matrix: Matrix, value: unknown): Box | null {
  const [x0, y0, x1, y1] = numbers(value);
  if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) return null;
  const corners = [
    [x0, y0],
    [x1, y0],
    [x0, y1],
    [x1, y1],
  ] as const;
  const xs = corners.map(([x, y]) => matrix[0] * x + matrix[2] * y + matrix[4]);
  const ys = corners.map(([x, y]) => matrix[1] * x + matrix[3] * y + matrix[5]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export function intersect(a: Box, b: Box): Box {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
}

/** True when the point lies in the box, up to a tolerance in page units. */
export function holds(box: Box, x: number, y: number, tolerance = 0): boolean {
  return x >= box[0] - tolerance && x <= box[2] + tolerance && y >= box[1] - tolerance && y <= box[3] + tolerance;
}
