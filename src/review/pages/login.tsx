import { maximumPasswordLength, minimumPasswordLength } from '../auth/password.js';
import { Plain } from '../parts/layout.js';

/** The login. `kept` says that something was about to be sent and will be offered again. */
export function LoginPage(props: {
  csrf: string;
  next: string;
  login?: string;
  problem?: string | null;
  kept?: boolean;
  oidc?: string | null;
}) {
  const { csrf, next, login = '', problem = null, kept = false, oidc = null } = props;
  return (
    <Plain title="Log in">
      {kept ? (
        <p class="notice warning" role="status">
          Your session had ended. What you sent is kept: it is offered to you again after you log in.
        </p>
      ) : null}
      {problem === null ? null : (
        <p class="notice warning" role="alert">
          {problem}
        </p>
      )}
      <form action="/login" method="post" class="stack">
        <input type="hidden" name="_csrf" value={csrf} />
        <input type="hidden" name="next" value={next} />
        <label>
          Name
          <input name="login" value={login} autocomplete="username" required maxLength={120} autofocus={login === ''} />
        </label>
        <label>
          Password
          <input
            type="password"
            name="password"
            autocomplete="current-password"
            required
            maxLength={maximumPasswordLength}
          />
        </label>
        <button type="submit" class="primary">
          Log in
        </button>
      </form>
      {oidc === null ? null : (
        <p class="apart">
          <a class="button" href={`/login/oidc?${new URLSearchParams({ next })}`}>
            {oidc}
          </a>
        </p>
      )}
    </Plain>
  );
}

/** The very first person, or somebody who sets a password by a link. */
export function PasswordPage(props: {
  csrf: string;
  action: string;
  title: string;
  text: string;
  /** Null: the person chooses a name. */
  login: string | null;
  problem?: string | null;
}) {
  const { csrf, action, title, text, login, problem = null } = props;
  return (
    <Plain title={title}>
      <p>{text}</p>
      {problem === null ? null : (
        <p class="notice warning" role="alert">
          {problem}
        </p>
      )}
      <form action={action} method="post" class="stack">
        <input type="hidden" name="_csrf" value={csrf} />
        <label>
          Name to log in with
          <input
            name="login"
            value={login ?? ''}
            readOnly={login !== null}
            autocomplete="username"
            required
            maxLength={120}
            pattern="[^\s]+"
          />
        </label>
        <label>
          Password
          <input
            type="password"
            name="password"
            autocomplete="new-password"
            required
            minLength={minimumPasswordLength}
            maxLength={maximumPasswordLength}
            aria-describedby="password-hint"
          />
        </label>
        <p id="password-hint" class="muted">
          At least {minimumPasswordLength} characters; a few words are easiest to keep.
        </p>
        <button type="submit" class="primary">
          {login === null ? 'Begin' : 'Set password'}
        </button>
      </form>
    </Plain>
  );
}

/** A link that logs somebody in: a button, because programs that look at links before people do would use it up. */
export function EnterPage({ csrf, action, name }: { csrf: string; action: string; name: string }) {
  return (
    <Plain title={`Log in as ${name}`}>
      <p>This link works once.</p>
      <form action={action} method="post" class="stack">
        <input type="hidden" name="_csrf" value={csrf} />
        <button type="submit" class="primary">
          Enter
        </button>
      </form>
    </Plain>
  );
}

/** Somebody without a session before anybody was added. */
export function SetupNeededPage() {
  return (
    <Plain title="Set-up">
      <p>Nobody can log in yet. Open the one-time link that the program printed when it started.</p>
      <p>
        A new one is printed at every start until the first person is there; or add somebody with{' '}
        <code>triage user add NAME --role admin</code>.
      </p>
    </Plain>
  );
}
