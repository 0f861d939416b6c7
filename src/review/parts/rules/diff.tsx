import type { DiffLine, FileDiff } from '../../rules-desk.js';
import { visible } from '../text.js';

const states = { changed: 'changed', added: 'new', removed: 'taken out' } as const;
const signs = { same: ' ', gone: '−', come: '+' } as const;
const names = { same: '', gone: 'Removed: ', come: 'Added: ' } as const;
/** More lines of one file nobody reads here. */
const most = 400;

/** The differences of one file, line by line. */
export function Diff({ diff, label }: { diff: FileDiff; label?: string }) {
  const lines = diff.hunks.reduce((sum, hunk) => sum + hunk.length, 0);
  const shown: (readonly DiffLine[])[] = [];
  let room = most;
  for (const hunk of diff.hunks) {
    if (room <= 0) break;
    shown.push(hunk.slice(0, room));
    room -= hunk.length;
  }
  return (
    <figure class="diff">
      <figcaption class="small">
        <b>{diff.path}</b> <span class="muted">{label ?? states[diff.state]}</span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section class="diff-lines" tabIndex={0} aria-label={`${diff.path}, ${label ?? states[diff.state]}`}>
        {shown.map((hunk) => (
          <ol key={`${hunk[0]?.before}-${hunk[0]?.after}`}>
            {hunk.map((line) => (
              <li key={`${line.before}-${line.after}`} class={line.kind}>
                <span class="number" aria-hidden="true">
                  {line.before ?? ''}
                </span>
                <span class="number" aria-hidden="true">
                  {line.after ?? ''}
                </span>
                <span class="sign" aria-hidden="true">
                  {signs[line.kind]}
                </span>
                <code>
                  <span class="hidden">{names[line.kind]}</span>
                  {visible(line.text)}
                </code>
              </li>
            ))}
          </ol>
        ))}
      </section>
      {lines > most ? <p class="small muted">{lines - most} more lines are not shown.</p> : null}
    </figure>
  );
}
