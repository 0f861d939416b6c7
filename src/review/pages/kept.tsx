import type { KeptForm } from '../interfaces.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { visible } from '../parts/text.js';
import { Age } from '../parts/time.js';
import { words } from '../parts/words.js';

interface KeptProps {
  readonly frame: PageFrame;
  /** At least one. */
  readonly forms: readonly KeptForm[];
  readonly next: string;
}

/** What was sent after the session had ended: to be sent now, or dropped, one by one. */
export function KeptPage(props: KeptProps) {
  const { frame, forms, next } = props;
  return (
    <Layout frame={frame} title="Kept for you">
      <div class="heading">
        <h1>This was kept for you</h1>
      </div>
      <p>Your session had ended when you sent it, so it was not recorded.</p>
      {forms.map((form) => (
        <Kept key={form.id} {...props} form={form} />
      ))}
      <p>
        <a href={next}>Not now</a> <span class="muted">It is offered again when you log in, for two weeks.</span>
      </p>
    </Layout>
  );
}

function Kept({ frame, next, form }: KeptProps & { form: KeptForm }) {
  const { id, path, fields, at } = form;
  const said = Object.entries(fields).filter(
    ([name, value]) => value !== '' && !['back', 'revision', 'seen'].includes(name),
  );
  const [, application, what = ''] = /^\/applications\/(\d+)\/([a-z-]+)/.exec(path) ?? [];
  return (
    <section class="kept" id={`kept${id}`}>
      <h2>
        {application !== undefined ? (
          <>
            {words(what)}: <a href={`/applications/${application}`}>application {application}</a>
          </>
        ) : path.startsWith('/rules/edit/') ? (
          <>Your draft of {visible(path.slice('/rules/edit/'.length))}</>
        ) : (
          visible(path)
        )}{' '}
        <span class="small muted">
          <Age at={at} now={frame.now} />
        </span>
      </h2>
      <dl class="facts">
        {said.map(([name, value]) => (
          <>
            <dt>{name === 'value' ? 'Verdict' : words(name)}</dt>
            <dd class="text">{visible(name === 'value' ? words(value) : value)}</dd>
          </>
        ))}
      </dl>
      <div class="buttons">
        <form action={path} method="post">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <input type="hidden" name="kept" value={id} />
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <button type="submit" class="primary">
            Send it now
          </button>
        </form>
        <form action={`/kept/${id}/drop`} method="post">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <input type="hidden" name="next" value={next} />
          <button type="submit">Drop it</button>
        </form>
      </div>
    </section>
  );
}
