import { permanent } from '../../domain/index.js';
import {
  type BroughtUpToDate,
  type Clash,
  type DraftFile,
  type RulesAdmin,
  type RulesDesk,
  type RuleText,
  seenOf,
  type Workspace,
} from '../../review/rules-desk.js';
import { mergedLines, rulesetHash } from '../../rules/index.js';
import type { Store } from '../../store/index.js';
import { fileDiff } from './file-diffs.js';

type Drafted = { readonly path: string; readonly text: string | null };
type Files = ReadonlyMap<string, string>;

/** What admins write before it goes live. Nothing here has an effect on mail. */
export function drafts(
  store: Pick<Store, 'review' | 'rulesets'>,
  folder: () => Promise<readonly RuleText[]>,
): Pick<RulesDesk, 'workspace' | 'otherDrafts' | 'write' | 'revert' | 'takeFolder' | 'bringUpToDate'> {
  const { rulesDrafts } = store.review;

  async function contentOf(hash: string): Promise<Files> {
    const files = await store.rulesets.content(hash);
    if (files === null)
      throw permanent('no-such-ruleset', `The store has no ruleset ${hash}.`, 'Begin the draft again.');
    return new Map(files.map(({ path, text }) => [path, text]));
  }

  async function liveHash(): Promise<string> {
    const live = await store.rulesets.current();
    if (live === null)
      throw permanent(
        'no-such-ruleset',
        'No ruleset is live yet.',
        'Start the program once: its rules folder goes live.',
      );
    return live.hash;
  }

  return {
    async workspace(admin) {
      const [draft, live] = await Promise.all([rulesDrafts.get(admin.id), store.rulesets.current()]);
      const base = draft?.base ?? live?.hash;
      if (base === undefined) return null;
      return workspaceOf(
        base,
        base === live?.hash,
        await contentOf(base),
        draft?.files ?? [],
        draft?.changedAt ?? null,
      );
    },

    async otherDrafts(admin) {
      const all = await rulesDrafts.list();
      return all.filter((one) => one.reviewerId !== admin.id);
    },

    async write(admin, path, text, seen) {
      const live = await liveHash();
      const contents = new Map([[live, await contentOf(live)]]);
      const before = await rulesDrafts.get(admin.id);
      if (before !== null && !contents.has(before.base)) contents.set(before.base, await contentOf(before.base));
      let other: { readonly text: string | null } | undefined;
      await rulesDrafts.change(admin, (now) => {
        const base = now?.base ?? live;
        const under = contents.get(base);
        // Brought up to date in another window at this very moment: what was seen is what stands there no more.
        if (under === undefined) {
          other = { text: now?.files.find((file) => file.path === path)?.text ?? null };
          return now;
        }
        const drafted = now?.files.find((file) => file.path === path);
        const stands = drafted === undefined ? (under.get(path) ?? null) : drafted.text;
        if (seen !== null && seenOf(stands) !== seen && stands !== text) {
          other = { text: stands };
          return now;
        }
        if (stands === text) return now;
        return { base, files: withFile(now?.files ?? [], under, path, text) };
      });
      return other === undefined ? { outcome: 'written' } : { outcome: 'other', text: other.text };
    },

    async revert(admin, path) {
      await rulesDrafts.change(admin, (now) =>
        now === null || path === null ? null : { ...now, files: now.files.filter((file) => file.path !== path) },
      );
    },

    async takeFolder(admin) {
      const [base, found] = [await liveHash(), await folder()];
      const under = await contentOf(base);
      const there = new Map(found.map(({ path, text }) => [path, text]));
      const files = [
        ...found.filter(({ path, text }) => under.get(path) !== text),
        ...[...under.keys()].filter((path) => !there.has(path)).map((path) => ({ path, text: null })),
      ];
      await rulesDrafts.change(admin, () => ({ base, files }));
      return files.length;
    },

    async bringUpToDate(admin, choices) {
      const draft = await rulesDrafts.get(admin.id);
      const live = await liveHash();
      if (draft === null || draft.base === live) return { outcome: 'nothing', live, clashes: [] };
      const [under, over] = await Promise.all([contentOf(draft.base), contentOf(live)]);
      const { files, clashes } = rebased(draft.files, under, over, choices);
      if (clashes.length > 0) return { outcome: 'clash', live, clashes };
      const kept = await rulesDrafts.change(admin, (now) =>
        now?.changedAt === draft.changedAt ? { base: live, files } : now,
      );
      // Edited in another window meanwhile: then it is looked at once more.
      return { outcome: kept === null || kept.base === live ? 'done' : 'clash', live, clashes: [] };
    },
  };
}

function workspaceOf(
  base: string,
  current: boolean,
  under: Files,
  drafted: readonly Drafted[],
  changedAt: string | null,
): Workspace {
  const files = new Map<string, DraftFile>(
    [...under].map(([path, text]) => [path, { path, text, state: 'same' as const }]),
  );
  for (const { path, text } of drafted) {
    const before = under.get(path);
    if (before === text || (before === undefined && text === null)) continue;
    files.set(path, { path, text, state: text === null ? 'removed' : before === undefined ? 'added' : 'changed' });
  }
  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const whole = sorted.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]));
  return { base, current, hash: rulesetHash(whole), changedAt, files: sorted };
}

/** The draft's files with one written; what is as in the base is no change. */
function withFile(files: readonly Drafted[], under: Files, path: string, text: string | null): Drafted[] {
  const others = files.filter((file) => file.path !== path);
  return (under.get(path) ?? null) === text ? others : [...others, { path, text }];
}

/** The draft upon another base: what goes together is put together, the rest is for a person. */
function rebased(
  files: readonly Drafted[],
  under: Files,
  over: Files,
  choices: Readonly<Record<string, 'mine' | 'theirs'>>,
): { files: Drafted[]; clashes: BroughtUpToDate['clashes'] } {
  const kept: Drafted[] = [];
  const clashes: Clash[] = [];
  for (const { path, text } of files) {
    const [before, theirs] = [under.get(path) ?? null, over.get(path) ?? null];
    if (text === theirs) continue;
    const merged =
      before === theirs
        ? text
        : before !== null && text !== null && theirs !== null
          ? mergedLines(before, text, theirs)
          : undefined;
    if (merged !== undefined && (merged !== null || text === null)) kept.push({ path, text: merged });
    else if (choices[path] === 'mine') kept.push({ path, text });
    else if (choices[path] !== 'theirs')
      clashes.push({ path, mine: fileDiff(path, before, text), theirs: fileDiff(path, before, theirs) });
  }
  return { files: kept, clashes };
}

/** What is left of a draft after its rules went live: nothing, or what was written in another window meanwhile. */
export async function endDraft(
  store: Pick<Store, 'review'>,
  admin: RulesAdmin,
  live: { readonly hash: string; readonly files: readonly RuleText[] },
): Promise<void> {
  const texts = new Map(live.files.map(({ path, text }) => [path, text]));
  await store.review.rulesDrafts.change(admin, (now) => {
    if (now === null) return null;
    const files = now.files.filter(({ path, text }) => (texts.get(path) ?? null) !== text);
    return files.length === 0 ? null : { base: live.hash, files };
  });
}
