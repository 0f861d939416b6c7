import type { RuleFinding } from '../../rules-desk.js';
import { visible } from '../text.js';
import { count, editPath } from './words.js';

const titles = { error: 'Error', warning: 'Warning', info: 'Note' } as const;

/** How many findings of each kind, in words. */
export function findingCounts(findings: readonly RuleFinding[]): string {
  const of = (severity: RuleFinding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const parts = [
    of('error') > 0 ? count(of('error'), 'error') : null,
    of('warning') > 0 ? count(of('warning'), 'warning') : null,
    of('info') > 0 ? count(of('info'), 'note') : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'Nothing to complain about' : parts.join(', ');
}

/** Findings, each with its place, the line that it is about, and what to write instead. */
export function Findings(props: {
  findings: readonly RuleFinding[];
  /** The lines of the file that they are about; without, findings name their file. */
  lines?: readonly string[];
}) {
  const { findings, lines } = props;
  if (findings.length === 0) return null;
  return (
    <ol class="findings">
      {findings.map((finding, index) => (
        <li
          key={`${finding.file}:${finding.line}:${finding.column}:${index}`}
          class={finding.severity}
          data-line={finding.line}
          data-column={finding.column}
        >
          <Finding finding={finding} line={lines?.[finding.line - 1]} own={lines !== undefined} />
        </li>
      ))}
    </ol>
  );
}

function Finding({ finding, line, own }: { finding: RuleFinding; line: string | undefined; own: boolean }) {
  const { severity, file, message, suggestion } = finding;
  const place = `line ${finding.line}, column ${finding.column}`;
  return (
    <>
      <p class="place small">
        <b>{titles[severity]}</b>{' '}
        {own ? (
          <span class="where">{place}</span>
        ) : (
          <>
            <a href={`${editPath(file)}#finding`}>{file}</a>, {place}
          </>
        )}
      </p>
      <p>{visible(message)}</p>
      {line === undefined || line.trim() === '' ? null : (
        <code class="line-text">{visible(line.trim().slice(0, 160))}</code>
      )}
      {suggestion === null ? null : <p class="muted">{visible(suggestion)}</p>}
    </>
  );
}
