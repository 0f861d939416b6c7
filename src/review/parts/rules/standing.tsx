import type { RulesStanding, Workspace } from '../../rules-desk.js';
import type { PageFrame } from '../layout.js';
import { Said } from '../text.js';
import { Age } from '../time.js';
import { count, howWords } from './words.js';

/** What is live, what lies in the folder, what went wrong, and what is being worked on. */
export function StandingOfRules(props: {
  standing: RulesStanding;
  workspace: Workspace | null;
  others: readonly { readonly name: string; readonly files: number; readonly changedAt: string }[];
  drafted: number;
  frame: PageFrame;
}) {
  const { standing, workspace, others, drafted, frame } = props;
  const { live, refused, proposal, rescore } = standing;
  const unsound = proposal !== null && !proposal.sound && proposal.hash !== live?.hash;
  return (
    <>
      {refused === null || refused.hash !== live?.hash ? null : (
        <div class="notice warning">
          <p>
            A running program could not take over the live rules and judges by those before. Go back to an earlier
            ruleset (<a href="/rules/history">History</a>), or update that program.
          </p>
          <p class="small">
            <Said text={refused.reason} most={600} />
          </p>
        </div>
      )}
      {unsound ? (
        <div class="notice warning">
          <p>
            The rules folder <code>{proposal.folder}</code> has errors, so it did not go live; the rules below stay.
            Found by <bdi>{proposal.holder}</bdi> <Age at={proposal.at} now={frame.now} />.
          </p>
          <ul class="small list">
            {proposal.problems.slice(0, 8).map((problem) => (
              <li key={problem}>
                <Said text={problem} most={400} />
              </li>
            ))}
          </ul>
          {proposal.problems.length > 8 ? <p class="small">and {proposal.problems.length - 8} more.</p> : null}
        </div>
      ) : null}
      <dl class="facts standing-rules">
        <dt>Live</dt>
        <dd>
          {live === null ? (
            'No ruleset yet: the rules folder goes live at the first start.'
          ) : (
            <>
              <a href={`/rules/history/${live.id}`}>
                <code>{live.hash}</code>
              </a>
              , <Age at={live.at} now={frame.now} />, {howWords(live.how)} by <bdi>{live.actor}</bdi>
              {live.note === null ? null : (
                <>
                  : <Said text={live.note} />
                </>
              )}
            </>
          )}
        </dd>
        <dt>Folder</dt>
        <dd>
          <FolderWords standing={standing} />
        </dd>
        <dt>Your draft</dt>
        <dd>
          {drafted === 0 || workspace === null ? (
            <>
              None. <a href="/rules/edit">Open a file</a> to begin one; nothing is live before you apply it.
            </>
          ) : (
            <>
              <a href="/rules/draft">{count(drafted, 'file')}</a>, changed{' '}
              <Age at={workspace.changedAt} now={frame.now} />
              {workspace.current ? '' : '; other rules went live since'}
            </>
          )}
        </dd>
        {others.length === 0 ? null : (
          <>
            <dt>Others’ drafts</dt>
            <dd>
              {others.map((one, index) => (
                <span key={one.name}>
                  {index === 0 ? '' : '; '}
                  <bdi>{one.name}</bdi>, {count(one.files, 'file')}, <Age at={one.changedAt} now={frame.now} />
                </span>
              ))}
            </dd>
          </>
        )}
        {rescore === null ? null : (
          <>
            <dt>Past mail</dt>
            <dd data-progress>
              <RescoreProgress rescore={rescore} />
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

/** How far judging past mail again is. */
export function RescoreProgress({ rescore }: { rescore: NonNullable<RulesStanding['rescore']> }) {
  const { done, total, actor } = rescore;
  return (
    <div class="report running" data-running="running">
      <p role="status">
        Being judged again: {done.toLocaleString('en')} of {total.toLocaleString('en')}. Asked for by <bdi>{actor}</bdi>
        ; {rescore.labels ? 'labels follow' : 'labels stay'}, and nobody is answered. A running{' '}
        <code>triage start</code> or <code>triage work</code> does it.
      </p>
      <progress value={done} max={Math.max(1, total)} aria-label="How far it is" />
    </div>
  );
}

/** How the folder on this machine stands to the live rules. */
export function FolderWords({ standing }: { standing: RulesStanding }) {
  const { folder, live } = standing;
  const path = <code>{folder.path}</code>;
  if (folder.hash === null) return <>{path} can’t be read on this machine.</>;
  if (folder.hash === live?.hash) return <>{path} holds the live rules.</>;
  return (
    <>
      {path} holds other rules than the live ones (<code>{folder.hash}</code>).{' '}
      {folder.reload === 'auto'
        ? 'With rulesReload: auto the next edit of a file there makes the whole folder live, and takes back what was applied here. '
        : 'They go live only when somebody applies them. '}
      If they are newer, <a href="/rules/draft#folder">take them into your draft</a>; if older,{' '}
      {live === null ? null : <a href={`/rules/files/${live.hash}.zip`}>download the live rules</a>} and commit them.
    </>
  );
}
