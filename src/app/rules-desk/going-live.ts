import { asTriageError } from '../../domain/index.js';
import {
  type Applied,
  type ApplyWish,
  type RuleFinding,
  type RulesAdmin,
  type RulesDesk,
  type RuleText,
  textsOf,
} from '../../review/rules-desk.js';
import type { LiveRuleset, Store } from '../../store/index.js';
import type { Config } from '../config.js';
import { requirePositions } from '../known-positions.js';
import { keptRules } from '../live-rules.js';
import { endDraft } from './drafts.js';

interface Parts {
  readonly store: Pick<Store, 'rulesets' | 'rescore' | 'review' | 'corrections'>;
  readonly config: Pick<Config, 'accounts'>;
  readonly desk: Pick<RulesDesk, 'workspace' | 'check'>;
  /** Hash of this machine's rules folder, or null. */
  readonly folderHash: () => Promise<string | null>;
}

/** What makes rules live: as `rules apply` and `rules rollback` do it, and only when nobody else did it meanwhile. */
export function goingLive({
  store,
  config,
  desk,
  folderHash,
}: Parts): Pick<RulesDesk, 'apply' | 'rollback' | 'rescore'> {
  async function live(
    admin: RulesAdmin,
    how: LiveRuleset['how'],
    rules: { readonly hash: string; readonly files: readonly RuleText[]; readonly onlyAfter: string },
    { note, rescore, labels }: ApplyWish,
  ): Promise<Applied> {
    const made = await store.rulesets.makeLive({ ...rules, actor: admin.login, how, note });
    if (!made.changed) return { outcome: made.live.hash === rules.hash ? 'same' : 'overtaken' };
    if (rescore) await store.rescore.ask({ hash: rules.hash, since: null, labels, actor: admin.login });
    return { outcome: 'live', hash: rules.hash, folderDiffers: (await folderHash()) !== rules.hash };
  }

  return {
    async apply(admin, seen, wish) {
      const workspace = await desk.workspace(admin);
      if (workspace === null || workspace.hash !== seen) return { outcome: 'changed' };
      if (!workspace.current) return { outcome: 'overtaken' };
      if (workspace.hash === workspace.base) return { outcome: 'same' };
      const files = textsOf(workspace);
      const findings = (await desk.check(files)).filter((finding) => finding.severity === 'error');
      if (findings.length > 0) return { outcome: 'unsound', findings };
      const { hash, base } = workspace;
      const applied = await live(admin, 'apply', { hash, files, onlyAfter: base }, wish);
      if (applied.outcome === 'live') await endDraft(store, admin, { hash, files });
      return applied;
    },

    async rollback(admin, hash, before, wish) {
      const files = await store.rulesets.content(hash);
      if (files === null) return { outcome: 'changed' };
      try {
        // Mails of examples may have changed since; what was live once need only fit this program and its accounts.
        requirePositions(config.accounts, await keptRules(store, hash));
      } catch (error) {
        return { outcome: 'unsound', findings: [inWords(error)] };
      }
      return live(admin, 'rollback', { hash, files, onlyAfter: before }, wish);
    },

    async rescore(admin, labels) {
      const now = await store.rulesets.current();
      if (now !== null) await store.rescore.ask({ hash: now.hash, since: null, labels, actor: admin.login });
    },
  };
}

function inWords(error: unknown): RuleFinding {
  const { code, message, help } = asTriageError(error);
  return { severity: 'error', code, file: '', line: 1, column: 1, message, suggestion: help };
}
