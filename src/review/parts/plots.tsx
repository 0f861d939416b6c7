import type { ComponentChildren } from 'preact';

/** One value of a stack: how much, and the class that colours it. */
export interface Part {
  readonly title: string;
  readonly value: number;
  readonly tone: string;
}

/** What the colours mean. */
export function Legend({ parts }: { parts: readonly Omit<Part, 'value'>[] }) {
  return (
    <ul class="legend small muted">
      {parts.map(({ title, tone }) => (
        <li key={title}>
          <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
            <rect class={`tone-${tone}`} width="10" height="10" rx="2" />
          </svg>
          {title}
        </li>
      ))}
    </ul>
  );
}

/** A stack lying on its side, as long as its share of the longest. */
export function Stack({ parts, longest, label }: { parts: readonly Part[]; longest: number; label: string }) {
  const unit = 100 / Math.max(1, longest);
  let at = 0;
  const said = parts.filter((part) => part.value > 0).map((part) => `${part.value} ${part.title.toLowerCase()}`);
  return (
    <svg
      class="stack-bar"
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${said.length === 0 ? 'none' : said.join(', ')}`}
    >
      {parts.map(({ title, value, tone }) => {
        const x = at;
        at += value * unit;
        return value === 0 ? null : (
          <rect key={title} class={`tone-${tone}`} x={x.toFixed(2)} width={(value * unit).toFixed(2)} height="10">
            <title>{`${title}: ${value}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}

/** The next number that is easy to read off an axis. */
function roundUp(value: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 4, 5, 10].map((step) => step * size).find((top) => top >= value) ?? value;
}

/** Stacked columns, one a day, with a table of the same numbers for who can't see them. */
export function Columns(props: {
  title: string;
  columns: readonly { readonly label: string; readonly parts: readonly Part[] }[];
  /** What the picture says, in a sentence. */
  summary: string;
}): ComponentChildren {
  const { title, columns, summary } = props;
  const sums = columns.map(({ parts }) => parts.reduce((sum, part) => sum + part.value, 0));
  const top = roundUp(Math.max(1, ...sums));
  const wide = 10;
  const [first] = columns;
  const last = columns.at(-1);
  const middle = columns[Math.floor(columns.length / 2)];
  return (
    <figure class="columns">
      <div class="plot">
        <p class="axis small muted" aria-hidden="true">
          <span>{top}</span>
          <span>{top % 2 === 0 ? top / 2 : ''}</span>
          <span>0</span>
        </p>
        <svg
          viewBox={`0 0 ${columns.length * wide} 100`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title}. ${summary}`}
        >
          {[0, 50, 100].map((y) => (
            <line key={y} class="grid" x1="0" x2={columns.length * wide} y1={y} y2={y} />
          ))}
          {columns.map(({ label, parts }, index) => {
            let under = 0;
            return (
              <g key={label}>
                <title>{`${label}: ${parts.map((part) => `${part.value} ${part.title.toLowerCase()}`).join(', ')}`}</title>
                {parts.map((part) => {
                  const height = (part.value / top) * 100;
                  under += height;
                  return part.value === 0 ? null : (
                    <rect
                      key={part.title}
                      class={`tone-${part.tone}`}
                      x={index * wide + 1.2}
                      width={wide - 2.4}
                      y={(100 - under).toFixed(2)}
                      height={height.toFixed(2)}
                    />
                  );
                })}
              </g>
            );
          })}
        </svg>
        <p class="days small muted" aria-hidden="true">
          <span>{first?.label}</span>
          <span>{middle?.label}</span>
          <span>{last?.label}</span>
        </p>
      </div>
      <figcaption>
        <Legend parts={first?.parts ?? []} />
        <details class="small">
          <summary>The numbers</summary>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Day</th>
                  {(first?.parts ?? []).map((part) => (
                    <th key={part.title} scope="col">
                      {part.title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {columns.map(({ label, parts }) => (
                  <tr key={label}>
                    <th scope="row">{label}</th>
                    {parts.map((part) => (
                      <td key={part.title}>{part.value}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      </figcaption>
    </figure>
  );
}
