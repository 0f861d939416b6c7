import { Layout, type PageFrame } from '../../parts/layout.js';
import { Diff } from '../../parts/rules/diff.js';
import { ReportStanding } from '../../parts/rules/report.js';
import { RulesTabs } from '../../parts/rules/tabs.js';
import { count } from '../../parts/rules/words.js';
import { Said, visible } from '../../parts/text.js';
import type { Proposal, Report, Suggestions } from '../../rules-desk.js';

const points = (share: number | null): string => (share === null ? 'unknown' : `${(share * 100).toFixed(1)} %`);

/** What verdicts ask of the rules: each edit alone, to be put into the draft or not. */
export function RulesSuggestionsPage(props: {
  frame: PageFrame;
  report: Report<Suggestions>;
  drafted: number;
  /** Whose quotations may be shown: of all mailboxes and with names, or none. */
  quotes: boolean;
}) {
  const { frame, report, drafted, quotes } = props;
  const found = report.result;
  return (
    <Layout frame={frame} title="Suggestions" scripts={['rules-progress.js']}>
      <div class="heading">
        <h1>Suggestions</h1>
      </div>
      <RulesTabs tab="suggestions" drafted={drafted} />
      <p class="lead">
        The numbers of the rules are fitted to what people decided, and words are looked for that separate shortlisted
        from declined applications. These are proposals: put into your draft what makes sense to you, then look at what
        it would change. Five verdicts of each kind are needed; forty say a good deal.
      </p>
      <div data-progress>
        <ReportStanding
          report={report}
          action="/rules/suggestions"
          here="/rules/suggestions"
          frame={frame}
          begin="Learn from the verdicts"
        />
        {found === null ? null : (
          <>
            <p>
              From {count(found.verdicts.shortlist, 'shortlisted', 'shortlisted')}, {found.verdicts.hold} held and{' '}
              {found.verdicts.decline} declined applications
              {found.notApplications > 0 ? ` (${found.notApplications} of them are none by these rules)` : ''}.
            </p>
            <section aria-labelledby="numbers">
              <h2 id="numbers">Numbers</h2>
              <p class="lead">
                How well the queue puts shortlisted applications first (average precision):{' '}
                {points(found.precision.before)}, with all edits {points(found.precision.after)}. On verdicts that were
                kept aside while fitting, which is what to expect of new mail: {points(found.heldOut.before)} →{' '}
                {points(found.heldOut.after)}.
              </p>
              {found.numbers.length === 0 ? (
                <p class="muted">No number should change: nothing holds beyond single verdicts.</p>
              ) : null}
              {found.numbers.map((proposal) => (
                <OneProposal key={proposal.id} proposal={proposal} frame={frame} quotes={quotes} />
              ))}
            </section>
            <section aria-labelledby="terms">
              <h2 id="terms">Terms that no rule knows</h2>
              {found.terms.length === 0 ? <p class="muted">None stands out.</p> : null}
              {found.terms.map((proposal) => (
                <OneProposal key={proposal.id} proposal={proposal} frame={frame} quotes={quotes} />
              ))}
            </section>
            {found.against.length === 0 ? null : (
              <section aria-labelledby="against">
                <h2 id="against">Words of declined applications</h2>
                <p class="lead">For `unless`, where a term means something else beside them.</p>
                <ul class="chips">
                  {found.against.map((one) => (
                    <li key={one.text} class="chip" title={`${one.declined} declined, ${one.shortlisted} shortlisted`}>
                      {visible(one.text)}
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </div>
    </Layout>
  );
}

function OneProposal({ proposal, frame, quotes }: { proposal: Proposal; frame: PageFrame; quotes: boolean }) {
  const { id, title, because, edit, diff, examples } = proposal;
  return (
    <article class="proposal">
      <h3>{visible(title)}</h3>
      <p class="small muted">{because}</p>
      {diff === null ? null : <Diff diff={diff} />}
      {examples.length === 0 || !quotes ? null : (
        <ul class="list small">
          {examples.map((example) => (
            <li key={example.id + example.text}>
              <a href={`/applications/${example.id}`}>Application {example.id}</a>: <Said text={example.text} />
            </li>
          ))}
        </ul>
      )}
      {edit === null ? (
        <p class="small muted">It fits no single place; write it where it belongs.</p>
      ) : (
        <form action="/rules/suggestions/take" method="post">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <input type="hidden" name="id" value={id} />
          <button type="submit">Put into my draft</button>
        </form>
      )}
    </article>
  );
}
