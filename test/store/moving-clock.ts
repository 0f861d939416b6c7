/** A clock that a test moves. */
export interface MovingClock {
  readonly now: () => Date;
  advance(seconds: number): void;
}

export function movingClock(start = '2025-11-03T09:00:00.000Z'): MovingClock {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    advance: (seconds) => {
      time += seconds * 1000;
    },
  };
}
