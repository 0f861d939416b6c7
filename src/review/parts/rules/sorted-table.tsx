import type { ComponentChildren } from 'preact';

/** A column of a table that can be sorted by it. */
export interface SortColumn<T> {
  readonly id: string;
  readonly title: string;
  /** What it says, for who hovers and for who can't see. */
  readonly about: string;
  /** What is compared: numbers fall, texts rise; null comes last. Null itself: not sortable. */
  readonly value: ((row: T) => number | string | null) | null;
  readonly cell: (row: T) => ComponentChildren;
}

/** A table whose columns' titles are links that sort it; a row each on a wide screen, a block each on a telephone. */
export function SortedTable<T>(props: {
  caption: string;
  columns: readonly SortColumn<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** The column that is asked for; the first when there is none of that name. */
  sort: string | undefined;
  /** Address of the same table sorted by a column. */
  href: (sort: string) => string;
}) {
  const { caption, columns, rows, keyOf, href } = props;
  const sorted = columns.find((column) => column.id === props.sort && column.value !== null) ?? columns[0];
  const measure = sorted?.value ?? (() => null);
  const inOrder = [...rows].sort((a, b) => compared(measure(a), measure(b)));
  return (
    <table class="blocks">
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ id, title, about, value }) => {
            const here = id === sorted?.id;
            return (
              <th key={id} scope="col" aria-sort={here ? directionOf(rows, measure) : undefined} title={about}>
                {value === null ? title : <a href={href(id)}>{title}</a>}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {inOrder.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ id, title, cell }, index) =>
              index === 0 ? (
                <th key={id} scope="row">
                  {cell(row)}
                </th>
              ) : (
                <td key={id} data-label={title}>
                  <div>{cell(row)}</div>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Numbers from the greatest, texts from A; what says nothing comes last. */
function compared(a: number | string | null, b: number | string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return b - a;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

function directionOf<T>(rows: readonly T[], value: (row: T) => number | string | null): 'ascending' | 'descending' {
  const [first] = rows;
  return first !== undefined && typeof value(first) === 'string' ? 'ascending' : 'descending';
}
