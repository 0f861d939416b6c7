const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** How long ago, in one unit: `3 days ago`. */
export function age(at: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - Date.parse(at)) / 1000);
  for (const [name, size] of units) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${count} ${name}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}

/** A moment as its age, with the whole of it to hover over. */
export function Age({ at, now }: { at: string | null; now: Date }) {
  if (at === null) return <span class="muted">unknown</span>;
  return (
    <time dateTime={at} title={moment(at)}>
      {age(at, now)}
    </time>
  );
}

/** A moment in full, UTC. */
export const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
