import type { ActionState, LogCounts, LogRow } from '../../domain/index.js';
import { reasonWords, stateTitles } from './outcomes.js';

const lanes = [
  { id: '', title: 'Everything', href: '/log', count: null },
  { id: 'left-alone', title: 'Left alone', href: '/log?lane=left-alone', count: null },
  { id: 'unreadable', title: 'CV unread', href: '/log?lane=unreadable', count: 'unreadable' },
  { id: 'quarantine', title: 'Quarantine', href: '/log?lane=quarantine', count: 'quarantine' },
  { id: 'answers', title: 'Answers', href: '/log/answers', count: 'waiting' },
] as const;

/** The lanes of the inbox log. */
export function LogTabs({ lane, counts }: { lane: string; counts: LogCounts }) {
  return (
    <nav class="tabs" aria-label="Lanes">
      <ul>
        {lanes.map(({ id, title, href, count }) => (
          <li key={id}>
            <a href={href} aria-current={id === lane ? 'true' : undefined}>
              {title}
              {count === null ? null : <span class="count"> {counts[count]}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const effects = { label: 'Label', draft: 'Draft', acknowledge: 'Answer' } as const;

/** What an effect is and how it stands, in a few words. */
export function EffectWords({ effect }: { effect: LogRow['actions'][number] }) {
  const odd = (['held', 'failed', 'uncertain'] as ActionState[]).includes(effect.state);
  return (
    <span class={odd ? 'effect odd' : 'effect'} title={reasonWords(effect.reason) ?? undefined}>
      {effects[effect.kind]} {stateTitles[effect.state]}
    </span>
  );
}
