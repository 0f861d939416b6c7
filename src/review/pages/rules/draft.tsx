import { Layout, type PageFrame } from '../../parts/layout.js';
import { Diff } from '../../parts/rules/diff.js';
import { Findings, findingCounts } from '../../parts/rules/findings.js';
import { FolderWords } from '../../parts/rules/standing.js';
import { RulesTabs } from '../../parts/rules/tabs.js';
import { count, editPath } from '../../parts/rules/words.js';
import { visible } from '../../parts/text.js';
import { Age } from '../../parts/time.js';
import type { RuleFinding, RulesChange, RulesStanding, Workspace } from '../../rules-desk.js';

/** All that an admin has changed and not applied. */
export function RulesDraftPage(props: {
  frame: PageFrame;
  workspace: Workspace;
  changes: RulesChange;
  findings: readonly RuleFinding[];
  standing: RulesStanding;
}) {
  const { frame, workspace, changes, findings, standing } = props;
  const drafted = workspace.files.filter((file) => file.state !== 'same');
  const errors = findings.filter((finding) => finding.severity === 'error');
  const grave = findings.filter((finding) => finding.severity !== 'info');
  return (
    <Layout frame={frame} title="Your draft of the rules">
      <div class="heading">
        <h1>Your draft</h1>
        {drafted.length === 0 ? null : (
          <p class="small muted">
            {count(drafted.length, 'file')}, saved <Age at={workspace.changedAt} now={frame.now} />
          </p>
        )}
      </div>
      <RulesTabs tab="draft" drafted={drafted.length} />
      {drafted.length === 0 ? (
        <p class="empty">
          You have changed nothing. <a href="/rules/edit">Open a file</a> to begin a draft.
        </p>
      ) : (
        <>
          {workspace.current ? null : <Overtaken standing={standing} frame={frame} />}
          <div class="buttons next-steps">
            {workspace.current && errors.length === 0 ? (
              <a class="button primary" href="/rules/preview">
                See what it would change
              </a>
            ) : null}
            <a href="/rules/files/draft.zip">Download all files (zip)</a>
          </div>
          {grave.length === 0 ? null : (
            <section aria-labelledby="checks">
              <h2 id="checks">{findingCounts(grave)}</h2>
              {errors.length === 0 ? null : <p>Rules with errors can’t go live.</p>}
              <Findings findings={grave.slice(0, 30)} />
            </section>
          )}
          <section aria-labelledby="changed">
            <h2 id="changed">What you changed</h2>
            {changes.words.length === 0 ? <p class="muted">Only comments and layout.</p> : null}
            <ul class="list changed-keys">
              {changes.words.slice(0, 60).map((words) => (
                <li key={words}>{visible(words)}</li>
              ))}
            </ul>
            {changes.words.length > 60 ? <p class="muted">and {changes.words.length - 60} more places</p> : null}
          </section>
          {changes.files.map((diff) => (
            <section key={diff.path} aria-label={diff.path} class="drafted">
              <Diff diff={diff} />
              <div class="buttons">
                <a href={editPath(diff.path)}>Edit</a>
                {diff.state === 'removed' ? null : <a href={`/rules/file/draft/${diff.path}`}>Download</a>}
                <form action="/rules/draft/revert" method="post">
                  <input type="hidden" name="_csrf" value={frame.csrf} />
                  <input type="hidden" name="path" value={diff.path} />
                  <button type="submit" class="quiet">
                    Undo
                  </button>
                </form>
              </div>
            </section>
          ))}
          <details class="apart">
            <summary>Throw the whole draft away</summary>
            <form action="/rules/draft/revert" method="post" class="buttons">
              <input type="hidden" name="_csrf" value={frame.csrf} />
              <label class="check">
                <input type="checkbox" name="sure" value="yes" required /> I am sure: it can’t be had back
              </label>
              <button type="submit">Throw it away</button>
            </form>
          </details>
        </>
      )}
      <section aria-labelledby="folder" class="apart">
        <h2 id="folder">The folder on disk</h2>
        <p class="lead">
          The live rules are kept in the program’s store. The rules folder is where people keep, edit and commit them;
          applying here does not write to it. <code>triage rules history</code> and <code>triage rules diff</code> see
          what is applied here.
        </p>
        <p>
          <FolderWords standing={standing} />
        </p>
        {standing.folder.hash === null || standing.folder.hash === standing.live?.hash ? null : (
          <form action="/rules/draft/folder" method="post" class="buttons">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            {drafted.length === 0 ? null : (
              <label class="check">
                <input type="checkbox" name="sure" value="yes" required /> In place of my draft
              </label>
            )}
            <button type="submit">Take the folder’s files into my draft</button>
          </form>
        )}
      </section>
    </Layout>
  );
}

/** Said when other rules went live since the draft was begun. */
function Overtaken({ standing, frame }: { standing: RulesStanding; frame: PageFrame }) {
  const { live } = standing;
  return (
    <div class="notice warning" role="alert">
      <p>
        Other rules went live since you began
        {live === null ? null : (
          <>
            : <bdi>{live.actor}</bdi>, <Age at={live.at} now={frame.now} />
            {live.note === null ? '' : `, “${visible(live.note)}”`} (
            <a href={`/rules/history/${live.id}`}>what they change</a>)
          </>
        )}
        . Bring your draft up to date before you apply it; your changes stay.
      </p>
      <form action="/rules/draft/update" method="post">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <button type="submit" class="primary">
          Bring it up to date
        </button>
      </form>
    </div>
  );
}
