import { Layout, type PageFrame } from '../../parts/layout.js';
import { findingCounts } from '../../parts/rules/findings.js';
import { RulesTabs } from '../../parts/rules/tabs.js';
import { editPath, inGroups } from '../../parts/rules/words.js';
import type { RuleFinding, Workspace } from '../../rules-desk.js';

const states = { same: null, changed: 'changed', added: 'new', removed: 'taken out' } as const;

/** Kinds of files that an admin can begin here. */
export const newKinds = [
  { id: 'topic', title: 'a topic' },
  { id: 'position', title: 'a position' },
  { id: 'advert', title: 'the advert of a position' },
  { id: 'reply', title: 'a reply' },
] as const;
export type NewKind = (typeof newKinds)[number]['id'];

/** All files of the rules, as the admin's draft has them. */
export function RuleFilesPage(props: { frame: PageFrame; workspace: Workspace; findings: readonly RuleFinding[] }) {
  const { frame, workspace, findings } = props;
  const drafted = workspace.files.filter((file) => file.state !== 'same').length;
  return (
    <Layout frame={frame} title="Files of the rules">
      <div class="heading">
        <h1>Files</h1>
        <a class="small" href="/rules/files/draft.zip">
          Download all (zip)
        </a>
      </div>
      <RulesTabs tab="edit" drafted={drafted} />
      <p class="lead">
        Open a file to change it. What you write is kept as your draft, for you alone; nothing is live before you have
        seen what it would change and applied it.
      </p>
      <div class="file-groups">
        {inGroups(workspace.files).map(({ title, files }) => (
          <section key={title} aria-label={title}>
            <h2>{title}</h2>
            <ul class="list">
              {files.map(({ path, state }) => {
                const own = findings.filter((finding) => finding.file === path && finding.severity !== 'info');
                return (
                  <li key={path}>
                    <a href={editPath(path)}>{path}</a>{' '}
                    {states[state] === null ? null : <span class={`state ${state}`}>{states[state]}</span>}{' '}
                    {own.length === 0 ? null : <span class="small alarm">{findingCounts(own)}</span>}
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
        <section aria-label="New file">
          <h2>New file</h2>
          <form action="/rules/new" method="post" class="stack">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <label>
              What it is
              <select name="kind">
                {newKinds.map(({ id, title }) => (
                  <option key={id} value={id}>
                    {title}
                  </option>
                ))}
              </select>
            </label>
            <label>
              Its name
              <input
                name="name"
                required
                maxLength={60}
                pattern="[a-z][a-z0-9\-]*(\.[a-z]{2})?"
                title="Small letters, digits and hyphens, as federated-learning; a reply may end in a language, as receipt.de"
                placeholder="federated-learning"
              />
            </label>
            <div>
              <button type="submit">Begin it</button>
            </div>
          </form>
        </section>
      </div>
    </Layout>
  );
}
