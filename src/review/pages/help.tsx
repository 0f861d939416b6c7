import { Layout, type PageFrame } from '../parts/layout.js';

const keys = [
  ['j', 'next application'],
  ['k', 'previous application'],
  ['Enter', 'open it'],
  ['s', 'shortlist'],
  ['h', 'hold'],
  ['d', 'decline'],
  ['u', 'undo your last verdict on it'],
  ['n', 'write a note (on an application)'],
  ['e', 'next piece of evidence, and its place (E: the one before)'],
  ['f', 'next place of what you searched for (F: the one before)'],
  ['.', 'show what has come meanwhile'],
  ['/', 'search'],
  ['g', 'back to the queue'],
  ['?', 'this page'],
] as const;

/** The keys, and what the words on the pages mean. */
export function HelpPage({ frame }: { frame: PageFrame }) {
  return (
    <Layout frame={frame} title="Keys and help">
      <div class="heading">
        <h1>Keys and help</h1>
      </div>
      <h2>Keys</h2>
      <dl class="keys">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h2>Words</h2>
      <dl class="facts">
        <dt>Score</dt>
        <dd>0 to 100: how well the documents fit the position by its rules. Every point has a place in a document.</dd>
        <dt>Band</dt>
        <dd>Strong, possible, weak or off topic: ranges of the score, set in the rules.</dd>
        <dt>CV unread</dt>
        <dd>The CV could not be read, so there is no score that means anything: look at the original.</dd>
        <dt>Flag</dt>
        <dd>Something to look at before you trust the score: hidden text, a list of keywords, a mail to many.</dd>
        <dt>Conflict</dt>
        <dd>Two reviewers decided differently.</dd>
      </dl>
    </Layout>
  );
}
