import type { Reviewer } from '../../domain/index.js';
import { Layout, type PageFrame } from '../parts/layout.js';

/** Everybody who may log in. */
export function PeoplePage(props: {
  frame: PageFrame;
  people: readonly (Reviewer & { readonly hasPassword: boolean })[];
}) {
  const { frame, people } = props;
  return (
    <Layout frame={frame} title="People">
      <div class="heading">
        <h1>People</h1>
      </div>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Role</th>
              <th scope="col">Mailboxes</th>
              <th scope="col">Logs in by</th>
            </tr>
          </thead>
          <tbody>
            {people.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <bdi>{one.login}</bdi>
                </th>
                <td>{one.role}</td>
                <td>{one.accounts === null ? 'All' : one.accounts.join(', ')}</td>
                <td>{one.hasPassword ? 'Password' : 'Single sign-on, proxy or link'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="muted">
        Add somebody with <code>triage user add NAME</code>; it prints a link by which they set their password.
      </p>
    </Layout>
  );
}
