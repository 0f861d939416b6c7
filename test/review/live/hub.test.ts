import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Change, createLiveHub, type LiveClient, type LiveHub } from '../../../src/review/live/hub.js';

/** A record of events whose rows appear when a test says so. */
function source() {
  const events: Change[] = [];
  let looks = 0;
  return {
    events,
    looks: () => looks,
    newest: async () => {
      looks += 1;
      return events.reduce((top, { id }) => (BigInt(id) > BigInt(top) ? id : top), '0');
    },
    since: async (id: string, limit: number) => {
      looks += 1;
      return events
        .filter((event) => BigInt(event.id) > BigInt(id))
        .sort((one, other) => Number(BigInt(one.id) - BigInt(other.id)))
        .slice(0, limit);
    },
  };
}

function client(accounts: readonly string[] | null = null, reviewerId = '1') {
  const told: string[] = [];
  const state = { told, beats: 0, ended: false };
  const one: LiveClient = {
    reviewerId,
    accounts,
    changed: (revision) => void told.push(revision),
    beat: () => {
      state.beats += 1;
    },
    end: () => {
      state.ended = true;
    },
  };
  return { ...one, state };
}

describe('the hub of live updates', () => {
  let hub: LiveHub;
  let record: ReturnType<typeof source>;
  beforeEach(() => {
    vi.useFakeTimers();
    record = source();
    const options = { everyMs: 1000, heartbeatMs: 20_000, most: 3, mostOfOne: 2, now: () => Date.now() };
    hub = createLiveHub(record, { ...options, onError: () => {} });
  });
  afterEach(async () => {
    await hub.close();
    vi.useRealTimers();
  });
  const happen = (id: number, accounts: readonly string[] | null = ['lab']) =>
    record.events.push({ id: String(id), accounts });

  it('does not look while nobody does, and asks once for everybody', async () => {
    await vi.advanceTimersByTimeAsync(5000);
    expect(record.looks()).toBe(0);
    const leave = hub.join(client());
    hub.join(client(null, '2'));
    await vi.advanceTimersByTimeAsync(3500);
    expect(record.looks()).toBe(4);
    leave?.();
    expect(hub.size).toBe(1);
  });

  it('tells whom it concerns, once', async () => {
    happen(1);
    const all = client();
    const lab = client(['lab'], '2');
    const other = client(['other'], '3');
    for (const one of [all, lab, other]) hub.join(one);
    await vi.advanceTimersByTimeAsync(1500);
    expect(all.state.told).toEqual([]);
    happen(2);
    happen(3);
    await vi.advanceTimersByTimeAsync(5000);
    expect([all.state.told, lab.state.told, other.state.told]).toEqual([['3'], ['3'], []]);
  });

  it('sees what was begun earlier and committed later', async () => {
    const one = client();
    hub.join(one);
    await vi.advanceTimersByTimeAsync(500);
    happen(10);
    await vi.advanceTimersByTimeAsync(2000);
    happen(9);
    await vi.advanceTimersByTimeAsync(2000);
    expect(one.state.told).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(one.state.told).toHaveLength(2);
    expect(one.state.beats).toBe(3);
  });

  it('takes no more than it may, and ends all when it closes', async () => {
    const clients = [client(), client(), client(), client(null, '2'), client(null, '3')];
    expect(clients.map((one) => hub.join(one) !== null)).toEqual([true, true, false, true, false]);
    await hub.close();
    expect(clients.map((one) => one.state.ended)).toEqual([true, true, false, true, false]);
    expect(hub.join(client())).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });
});
