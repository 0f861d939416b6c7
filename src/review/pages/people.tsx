import { type Reviewer, reviewRoles } from '../../domain/index.js';
import { isKeeper } from '../auth/viewer.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { Said, visible } from '../parts/text.js';
import { words } from '../parts/words.js';

type Person = Reviewer & { readonly hasPassword: boolean };

interface PeopleProps {
  readonly frame: PageFrame;
  readonly people: readonly Person[];
  /** Ids of the configured mailboxes. */
  readonly accounts: readonly string[];
  /** A one-time link that was just made: it is shown this once. */
  readonly link: { readonly name: string; readonly url: string } | null;
}

/** Everybody who may log in, and what an admin can change about it. */
export function PeoplePage(props: PeopleProps) {
  const { frame, people, link } = props;
  const mayChange = isKeeper(frame.viewer);
  return (
    <Layout frame={frame} title="People">
      <div class="heading">
        <h1>People</h1>
      </div>
      {link === null ? null : (
        <div class="notice" role="status">
          <p>
            Give this link to <Said text={link.name} most={80} />, by a way that nobody else reads. It works once, for
            three days, and is not shown again.
          </p>
          <p>
            <code class="one-time">{link.url}</code>
          </p>
        </div>
      )}
      <ul class="persons">
        {people.map((one) => (
          <li key={one.id}>
            <div>
              <p class="name">
                <Said text={one.name} most={80} />
                {one.name === one.login ? null : (
                  <span class="muted">
                    {' '}
                    <Said text={one.login} most={80} />
                  </span>
                )}
              </p>
              <p class="small muted">
                {words(one.role)} · {one.accounts === null ? 'all mailboxes' : one.accounts.join(', ')} ·{' '}
                {one.hasPassword ? 'logs in by password' : 'logs in by single sign-on, proxy or link'}
                {one.id === frame.viewer.id ? ' · you' : ''}
              </p>
            </div>
            {mayChange ? <Changes {...props} one={one} /> : null}
          </li>
        ))}
      </ul>
      {mayChange ? (
        <details class="add" open={people.length === 1}>
          <summary>Add somebody</summary>
          <form action="/people" method="post" class="stack">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <label>
              Name to log in with
              <input name="login" required maxLength={120} pattern="[^\s]+" autocomplete="off" />
            </label>
            <label>
              Name that the others see
              <input name="name" maxLength={120} autocomplete="off" />
            </label>
            <Rights {...props} one={null} />
            <p class="small muted">
              You get a one-time link by which they set a password. For single sign-on, the name to log in with is what
              the university sends (an address, mostly); then nobody needs the link.
            </p>
            <p>
              <button type="submit" class="primary">
                Add
              </button>
            </p>
          </form>
        </details>
      ) : (
        <p class="muted">Only an admin of all mailboxes can change this.</p>
      )}
    </Layout>
  );
}

function Changes(props: PeopleProps & { one: Person }) {
  const { frame, one } = props;
  const csrf = <input type="hidden" name="_csrf" value={frame.csrf} />;
  return (
    <details>
      <summary aria-label={`Change ${one.login}`}>Change</summary>
      <form action={`/people/${one.id}/change`} method="post" class="stack">
        {csrf}
        <Rights {...props} one={one} />
        <p>
          <button type="submit">Save</button>
        </p>
      </form>
      <div class="buttons">
        <form action={`/people/${one.id}/link`} method="post">
          {csrf}
          <button type="submit">New link for a password</button>
        </form>
        {one.id === frame.viewer.id ? null : (
          <form action={`/people/${one.id}/remove`} method="post">
            {csrf}
            <button type="submit" class="danger">
              Remove
            </button>
          </form>
        )}
      </div>
    </details>
  );
}

/** Mailboxes that can be given to a person: those that are configured, and what they may see already. */
export function choosable(accounts: readonly string[], one: Pick<Reviewer, 'accounts'> | null): readonly string[] {
  return [...new Set([...accounts, ...(one?.accounts ?? [])])];
}

function Rights({ accounts, one }: PeopleProps & { one: Person | null }) {
  const some = choosable(accounts, one);
  // With one mailbox there is nothing to choose for somebody new.
  const all = one === null ? some.length < 2 : one.accounts === null;
  return (
    <>
      <label>
        Role
        <select name="role">
          {reviewRoles.map((role) => (
            <option key={role} value={role} selected={role === one?.role}>
              {words(role)}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>Mailboxes</legend>
        <label class="check">
          <input type="radio" name="sees" value="all" checked={all} required />
          All mailboxes, also those that come later
        </label>
        {some.length === 0 ? null : (
          <label class="check">
            <input type="radio" name="sees" value="some" checked={one !== null && one.accounts !== null} />
            Only these:
          </label>
        )}
        {some.map((account) => (
          <label key={account} class="check under">
            <input type="checkbox" name="account" value={account} checked={one?.accounts?.includes(account) === true} />
            {visible(account)}
            {accounts.includes(account) ? null : <span class="muted"> (not configured now)</span>}
          </label>
        ))}
      </fieldset>
    </>
  );
}
