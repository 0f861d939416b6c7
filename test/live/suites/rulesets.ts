import { describe, expect, it } from 'vitest';
import type { StoreUnderTest } from './intake.js';

const files = (text: string) => [
  { path: 'topics/b.yaml', text },
  { path: 'policy.yaml', text: 'version: 1 # \0 and \ud800' },
];

/** What must hold of kept rulesets on every backend. */
export function rulesetsSuite(under: () => StoreUnderTest): void {
  describe('rulesets', () => {
    it('lets the first of two processes bring its rules, and both see the same', async () => {
      const { store, other } = under();
      expect(await store.rulesets.current()).toBeNull();
      const start = { files: files('first'), how: 'start' as const, unlessAny: true };
      const made = await Promise.all([
        store.rulesets.makeLive({ ...start, hash: 'aaaa1111', actor: 'one' }),
        other.rulesets.makeLive({ ...start, hash: 'aaaa2222', actor: 'two' }),
      ]);
      expect(made.filter((one) => one.changed)).toHaveLength(1);
      expect(made[0]?.live).toEqual(made[1]?.live);
      expect(await other.rulesets.current()).toEqual(made[0]?.live);
      const kept = await store.rulesets.content(made[0]?.live.hash ?? '');
      expect(kept?.map((file) => file.path)).toEqual(['policy.yaml', 'topics/b.yaml']);
      expect(kept?.[1]?.text).toBe('first');
    });

    it('remembers what was live, by whom and why, and goes back without losing anything', async () => {
      const { store, other } = under();
      const before = (await store.rulesets.current())?.hash ?? '';
      const next = {
        hash: 'bbbb3333',
        files: files('second'),
        actor: 'ada',
        how: 'apply' as const,
        note: 'more causality',
      };
      expect((await store.rulesets.makeLive(next)).changed).toBe(true);
      expect((await other.rulesets.makeLive(next)).changed).toBe(false);
      const old = (await store.rulesets.content(before)) ?? [];
      await other.rulesets.makeLive({ hash: before, files: old, actor: 'bob', how: 'rollback' });
      expect((await store.rulesets.current())?.hash).toBe(before);
      const history = await store.rulesets.history();
      expect(history.map(({ hash, how, actor, note }) => [hash, how, actor, note]).slice(0, 2)).toEqual([
        [before, 'rollback', 'bob', null],
        ['bbbb3333', 'apply', 'ada', 'more causality'],
      ]);
      expect(await store.rulesets.history(1)).toHaveLength(1);
      expect(await store.rulesets.find('bbbb')).toEqual(['bbbb3333']);
      expect(await store.rulesets.find('%')).toEqual([]);
      expect(await store.rulesets.content('nothing')).toBeNull();
      const events = await store.events.list({ newest: true, limit: 5 });
      expect(events.find((event) => event.code === 'ruleset-live')).toMatchObject({ actor: 'bob', reason: 'rollback' });
    });
  });
}
