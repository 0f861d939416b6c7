import { Layout, type PageFrame } from '../../parts/layout.js';
import { Diff } from '../../parts/rules/diff.js';
import { Findings, findingCounts } from '../../parts/rules/findings.js';
import { RulesTabs } from '../../parts/rules/tabs.js';
import { editPath } from '../../parts/rules/words.js';
import { Age } from '../../parts/time.js';
import { type DraftFile, type FileDiff, type RuleFinding, seenOf, type Workspace } from '../../rules-desk.js';

export interface EditorProps {
  readonly frame: PageFrame;
  readonly workspace: Workspace;
  readonly file: DraftFile;
  /** What stands in the field: the file's text, or what was not saved. */
  readonly text: string;
  /** Of the whole draft. */
  readonly findings: readonly RuleFinding[];
  /** What was written to this file in another window, when that is why it was not saved. */
  readonly other?: FileDiff | null;
  /** A term to show. */
  readonly at: string | undefined;
}

/** One file in a text field, with what the checks say beside it. */
export function RuleEditorPage({ frame, workspace, file, text, findings, other, at }: EditorProps) {
  const drafted = workspace.files.filter((one) => one.state !== 'same').length;
  const { path, state } = file;
  const lines = text.split('\n');
  const atLine =
    at === undefined ? -1 : lines.findIndex((line) => new RegExp(`\\bid: *["']?${escaped(at)}\\b`).test(line));
  return (
    <Layout frame={frame} title={path} scripts={['rules-editor.js']}>
      <p class="way">
        <a href="/rules/edit">All files</a>
        <a href={`/rules/file/draft/${path}`}>Download</a>
      </p>
      <div class="heading">
        <h1>{path}</h1>
        <EditorState state={state} changedAt={workspace.changedAt} frame={frame} />
      </div>
      <RulesTabs tab="edit" drafted={drafted} />
      {other === undefined ? null : (
        <div class="notice warning" role="alert">
          <p>
            This was <b>not saved</b>: the file was changed in another window since you opened it here. Below stands
            what you wrote. Saving again writes it over the other.
          </p>
          {other === null ? null : <Diff diff={other} label="from what is saved to what you wrote" />}
        </div>
      )}
      <form action={editPath(path)} method="post" class="editor" id="editor">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="seen" value={seenOf(file.text)} />
        <div class="writing">
          <label for="text" class="hidden">
            Text of {path}
          </label>
          <div class="code-field">
            {/* A line break right after the tag is not the text's own (HTML, 13.1.2.5). */}
            <textarea
              id="text"
              name="text"
              rows={Math.min(36, lines.length + 2)}
              spellcheck={false}
              autocapitalize="off"
              autocomplete="off"
              data-at={atLine < 0 ? undefined : atLine + 1}
            >
              {`\n${text}`}
            </textarea>
          </div>
          <div class="buttons save-bar">
            <button type="submit" class="primary">
              Save the draft and check
            </button>
            <span class="small muted" id="saved" role="status" />
            {drafted > 0 ? <a href="/rules/draft">See all of your draft</a> : null}
          </div>
        </div>
        <EditorFindings findings={findings} path={path} lines={lines} />
      </form>
      <div class="buttons apart">
        {state === 'same' ? null : (
          <form action="/rules/draft/revert" method="post">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <input type="hidden" name="path" value={path} />
            <button type="submit">Undo my changes to this file</button>
          </form>
        )}
        {state === 'removed' ? null : (
          <form action="/rules/draft/remove" method="post">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <input type="hidden" name="path" value={path} />
            <button type="submit" class="quiet">
              Take this file out of the rules
            </button>
          </form>
        )}
      </div>
    </Layout>
  );
}

function EditorState(props: { state: DraftFile['state']; changedAt: string | null; frame: PageFrame }) {
  const { state, changedAt, frame } = props;
  if (state === 'same') return <p class="small muted">As it is live</p>;
  const words = { changed: 'Changed in your draft', added: 'New in your draft', removed: 'Taken out in your draft' };
  return (
    <p class="small muted">
      {words[state]}; the draft was saved <Age at={changedAt} now={frame.now} />
    </p>
  );
}

/** What the checks say: about this file, with its lines, and in short about the others. Scripts ask for it again and again. */
export function EditorFindings(props: { findings: readonly RuleFinding[]; path: string; lines: readonly string[] }) {
  const { findings, path, lines } = props;
  const own = findings.filter((finding) => finding.file === path);
  const notes = own.filter((finding) => finding.severity === 'info');
  const elsewhere = findings.filter((finding) => finding.file !== path && finding.severity !== 'info');
  return (
    <section class="beside-lines" id="findings" aria-label="Findings" aria-live="polite">
      <p class="found">
        <b>{findingCounts(own.filter((finding) => finding.severity !== 'info'))}</b>
      </p>
      <Findings findings={own.filter((finding) => finding.severity !== 'info')} lines={lines} />
      {notes.length === 0 ? null : (
        <details>
          <summary class="small muted">{findingCounts(notes)} on what is of no use</summary>
          <Findings findings={notes} lines={lines} />
        </details>
      )}
      {elsewhere.length === 0 ? null : (
        <>
          <h2>In other files</h2>
          <Findings findings={elsewhere.slice(0, 20)} />
        </>
      )}
    </section>
  );
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
