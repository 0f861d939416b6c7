import { Layout, type PageFrame } from '../../parts/layout.js';
import { Diff } from '../../parts/rules/diff.js';
import { RulesTabs } from '../../parts/rules/tabs.js';
import type { Clash } from '../../rules-desk.js';

/** Files that two people have changed in the same lines: one has to say what holds. */
export function RulesClashPage(props: { frame: PageFrame; clashes: readonly Clash[]; drafted: number }) {
  const { frame, clashes, drafted } = props;
  return (
    <Layout frame={frame} title="Changes that do not go together">
      <div class="heading">
        <h1>Changes that don’t go together</h1>
      </div>
      <RulesTabs tab="draft" drafted={drafted} />
      <p class="lead">
        You and whoever applied rules meanwhile have changed the same lines. Say for each file what your draft shall
        hold; you can edit it afterwards. Everything else is put together by itself.
      </p>
      <form action="/rules/draft/update" method="post">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        {clashes.map(({ path, mine, theirs }, index) => (
          <fieldset key={path} class="clash">
            <legend>{path}</legend>
            <input type="hidden" name={`path${index}`} value={path} />
            <div class="two">
              <div>
                <label class="check">
                  <input type="radio" name={`choice${index}`} value="mine" required /> Keep mine
                </label>
                {mine === null ? null : <Diff diff={mine} label="what you did" />}
              </div>
              <div>
                <label class="check">
                  <input type="radio" name={`choice${index}`} value="theirs" required /> Take what is live
                </label>
                {theirs === null ? null : <Diff diff={theirs} label="what is live now" />}
              </div>
            </div>
          </fieldset>
        ))}
        <div class="buttons">
          <button type="submit" class="primary">
            Bring the draft up to date
          </button>
          <a href="/rules/draft">Not now</a>
        </div>
      </form>
    </Layout>
  );
}
