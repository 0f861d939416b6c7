import type { JudgementCard } from '../../domain/index.js';
import type { Explanation } from '../../pipeline/index.js';
import type { Mask } from '../blind.js';
import { Said } from './text.js';
import { bandTitles, words } from './words.js';

/** What lifted or capped the score besides topics, and what would have made another band. */
export function Adjustments(props: {
  judgement: JudgementCard;
  explanation: Explanation;
  titles: ReadonlyMap<string, string>;
}) {
  const { judgement, explanation, titles } = props;
  const { better } = explanation;
  const levers = better?.levers.slice(0, 3) ?? [];
  return (
    <ul class="list small">
      <li>
        By topics alone <b>{explanation.topical.toFixed(0)}</b>
      </li>
      {judgement.scorecard.adjustments.map((one) => (
        <li key={one.code}>
          {words(one.code)}: <Said text={spaced(one.detail)} most={200} />
        </li>
      ))}
      {better === null || levers.length === 0 ? null : (
        <li>
          {bandTitles[better.band]} would have needed{' '}
          {levers
            .map(
              ({ topic, now, needed }) =>
                `${titles.get(topic) ?? words(topic)} at ${needed} instead of ${now.toFixed(0)}`,
            )
            .join(', or ')}
        </li>
      )}
    </ul>
  );
}

/** Names that the rules write as one word, apart: `leadingVenue` → `leading venue`. */
const spaced = (text: string): string =>
  text.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (name) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));

/** What to look at before trusting the score, in words, with what was hidden. */
export function Flags({ judgement, mask }: { judgement: JudgementCard; mask: Mask }) {
  if (judgement.flags.length === 0) return null;
  return (
    <>
      <h2>Flags</h2>
      <ul class="list flags">
        {judgement.flags.map((flag) => (
          <li key={flag.code}>
            <span class="chip flag">{words(flag.code)}</span> <Said text={mask.text(flag.detail)} most={400} />
          </li>
        ))}
      </ul>
    </>
  );
}
