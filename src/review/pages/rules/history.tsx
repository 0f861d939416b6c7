import { isKeeper } from '../../auth/viewer.js';
import { Layout, type PageFrame } from '../../parts/layout.js';
import { ApplyForm } from '../../parts/rules/apply-form.js';
import { Diff } from '../../parts/rules/diff.js';
import { RescoreProgress } from '../../parts/rules/standing.js';
import { RulesTabs } from '../../parts/rules/tabs.js';
import { howWords, inGroups } from '../../parts/rules/words.js';
import { Said, visible } from '../../parts/text.js';
import { Age, moment } from '../../parts/time.js';
import type { LiveVersion, RulesChange, RulesStanding, RuleText } from '../../rules-desk.js';

/** What was live, since when, by whom and why. */
export function RulesHistoryPage(props: {
  frame: PageFrame;
  versions: readonly LiveVersion[];
  standing: RulesStanding;
  drafted: number;
}) {
  const { frame, versions, standing, drafted } = props;
  const { rescore, live, folder } = standing;
  return (
    <Layout frame={frame} title="History of the rules" scripts={['rules-progress.js']}>
      <div class="heading">
        <h1>History</h1>
        {live === null ? null : (
          <a class="small" href={`/rules/files/${live.hash}.zip`}>
            Download the live rules (zip)
          </a>
        )}
      </div>
      <RulesTabs tab="history" drafted={drafted} />
      {live !== null && folder.hash !== null && folder.hash !== live.hash ? (
        <p class="notice">
          The rules folder on disk holds other rules than the live ones.{' '}
          <a href="/rules/draft#folder">How they relate</a>
        </p>
      ) : null}
      <section aria-label="Past mail" data-progress>
        {rescore === null ? (
          live === null || !isKeeper(frame.viewer) ? null : (
            <details class="rejudge">
              <summary class="small">Past mail keeps its judgement until it is judged again</summary>
              <form action="/rules/rescore" method="post" class="buttons">
                <input type="hidden" name="_csrf" value={frame.csrf} />
                <label class="check">
                  <input type="checkbox" name="labels" value="yes" /> Labels in the mailboxes follow
                </label>
                <button type="submit">Judge what other rules have judged</button>
              </form>
            </details>
          )
        ) : (
          <RescoreProgress rescore={rescore} />
        )}
      </section>
      {versions.length === 0 ? (
        <p class="empty">No ruleset was live yet: the rules folder goes live at the first start.</p>
      ) : (
        <table class="blocks">
          <caption class="hidden">Rulesets that were live</caption>
          <thead>
            <tr>
              <th scope="col">Live since</th>
              <th scope="col">Ruleset</th>
              <th scope="col">How</th>
              <th scope="col">By</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version, index) => (
              <tr key={version.id}>
                <th scope="row">
                  <a href={`/rules/history/${version.id}`}>{moment(version.at)}</a>
                  {index === 0 ? <span class="state shortlist">live</span> : null}
                </th>
                <td data-label="Ruleset">
                  <code>{version.hash}</code>
                </td>
                <td data-label="How">{howWords(version.how)}</td>
                <td data-label="By">
                  <bdi>{version.actor}</bdi>
                </td>
                <td data-label="Why">
                  <Said text={version.note ?? ''} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Layout>
  );
}

/** One ruleset that is or was live: what it changed, its files, and the way back to it. */
export function RulesVersionPage(props: {
  frame: PageFrame;
  version: LiveVersion;
  files: readonly RuleText[];
  /** Against the one that was live before; null for the first. */
  changes: RulesChange | null;
  live: LiveVersion;
  drafted: number;
}) {
  const { frame, version, files, changes, live, drafted } = props;
  const { hash } = version;
  return (
    <Layout frame={frame} title={`Ruleset ${hash}`}>
      <p class="way">
        <a href="/rules/history">History</a>
        <a href={`/rules/files/${hash}.zip`}>Download all files (zip)</a>
      </p>
      <div class="heading">
        <h1>
          Ruleset <code>{hash}</code>
        </h1>
        {hash === live.hash ? <p class="state shortlist">live</p> : null}
      </div>
      <RulesTabs tab="history" drafted={drafted} />
      <p class="lead">
        Live since {moment(version.at)} (<Age at={version.at} now={frame.now} />
        ), {howWords(version.how)} by <bdi>{version.actor}</bdi>
        {version.note === null ? null : (
          <>
            : <Said text={version.note} most={300} />
          </>
        )}
      </p>
      <section aria-labelledby="changed">
        <h2 id="changed">What it changed</h2>
        {changes === null ? (
          <p class="muted">It was the first.</p>
        ) : (
          <>
            {changes.files.length === 0 ? <p class="muted">Nothing.</p> : null}
            <ul class="list changed-keys">
              {changes.words.slice(0, 60).map((words) => (
                <li key={words}>{visible(words)}</li>
              ))}
            </ul>
            {changes.files.slice(0, 30).map((diff) => (
              <Diff key={diff.path} diff={diff} />
            ))}
          </>
        )}
      </section>
      <details class="apart">
        <summary>Single files</summary>
        <div class="file-groups">
          {inGroups(files).map(({ title, files: own }) => (
            <section key={title} aria-label={title}>
              <h2>{title}</h2>
              <ul class="list">
                {own.map(({ path }) => (
                  <li key={path}>
                    <a href={`/rules/file/${hash}/${path}`}>{path}</a>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      </details>
      {hash === live.hash ? null : (
        <>
          <p class="apart">
            <a href={`/rules/preview?of=${hash}`}>See what going back would change</a>
          </p>
          <ApplyForm frame={frame} hash={hash} live={live.hash} of={hash} />
        </>
      )}
    </Layout>
  );
}
