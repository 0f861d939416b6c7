import { Layout, type PageFrame } from '../parts/layout.js';
import { visible } from '../parts/text.js';
import { words } from '../parts/words.js';

/** What was sent after the session had ended: to be sent now, or dropped. */
export function KeptPage(props: {
  frame: PageFrame;
  path: string;
  fields: Readonly<Record<string, string>>;
  next: string;
}) {
  const { frame, path, fields, next } = props;
  const said = Object.entries(fields).filter(
    ([name, value]) => value !== '' && !['back', 'revision', 'seen'].includes(name),
  );
  const application = /^\/applications\/(\d+)\//.exec(path)?.[1];
  return (
    <Layout frame={frame} title="Kept for you">
      <div class="heading">
        <h1>This was kept for you</h1>
      </div>
      <p>
        Your session had ended when you sent it
        {application === undefined ? '' : ', so it was not recorded for '}
        {application === undefined ? null : <a href={`/applications/${application}`}>application {application}</a>}
        {path.startsWith('/rules/edit/') ? (
          <>, so it is not in your draft of {visible(path.slice('/rules/edit/'.length))}</>
        ) : null}
        .
      </p>
      <dl class="facts kept">
        {said.map(([name, value]) => (
          <>
            <dt>{name === 'value' ? 'Verdict' : words(name)}</dt>
            <dd class="text">{visible(name === 'value' ? words(value) : value)}</dd>
          </>
        ))}
      </dl>
      <form action={path} method="post" class="buttons">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <button type="submit" class="primary">
          Send it now
        </button>
        <a href={next}>Drop it</a>
      </form>
    </Layout>
  );
}
