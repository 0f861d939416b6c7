import { describe, expect, it } from 'vitest';
import { createBackoff, pause } from '../../src/mailbox/backoff.js';

const timing = { baseMs: 1000, maxMs: 60_000, stableMs: 30_000 };

describe('backoff', () => {
  it('doubles up to its limit, half of it by chance', () => {
    const longest = createBackoff(timing, () => 1);
    expect(Array.from({ length: 8 }, () => longest.failed(0))).toEqual([
      1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000,
    ]);
    const shortest = createBackoff(timing, () => 0);
    expect(Array.from({ length: 3 }, () => shortest.failed(0))).toEqual([500, 1000, 2000]);
  });

  it('starts over only after a connection that held', () => {
    const backoff = createBackoff(timing, () => 1);
    for (let i = 0; i < 5; i += 1) backoff.failed(0);
    expect(backoff.failed(29_999)).toBe(32_000);
    expect(backoff.failed(30_000)).toBe(1000);
    expect(backoff.failed(0)).toBe(2000);
  });

  it('waits at least as long as the server has asked for', () => {
    expect(createBackoff(timing, () => 1).failed(0, 300_000)).toBe(300_000);
  });

  it('stays at its limit after a thousand failures', () => {
    const backoff = createBackoff(timing, () => 1);
    for (let i = 0; i < 2000; i += 1) backoff.failed(0);
    expect(backoff.failed(0)).toBe(60_000);
  });
});

describe('pause', () => {
  it('ends at once when the signal is aborted, before and meanwhile', async () => {
    const controller = new AbortController();
    const waiting = pause(3_600_000_000_000, controller.signal);
    controller.abort();
    await waiting;
    await pause(60_000, controller.signal);
  });
});
