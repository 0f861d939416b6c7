import type { Logger } from 'pino';
import { permanent } from '../../domain/index.js';
import type { Preview, RulesDesk, RuleText, Statistics, Suggestions, Which } from '../../review/rules-desk.js';
import { textsOf } from '../../review/rules-desk.js';
import { rulesetHash } from '../../rules/index.js';
import type { Store } from '../../store/index.js';
import type { Config } from '../config.js';
import { rulesState } from '../live-rules.js';
import { readRuleFiles } from '../read-rules.js';
import type { ReleaseStack } from '../release.js';
import { decidedInStore } from '../suggest.js';
import { createChecker } from './checker.js';
import { countInThread } from './counting-thread.js';
import { drafts } from './drafts.js';
import { changesBetween } from './file-diffs.js';
import { goingLive } from './going-live.js';
import { previewOf } from './preview.js';
import { withProposal } from './proposals.js';
import { createReports } from './reports.js';
import type { CountedApplication } from './thread-jobs.js';

interface DeskParts {
  readonly store: Store;
  readonly config: Config;
  readonly logger: Logger;
  readonly releases: ReleaseStack;
}

/** What the rules pages work with, out of the functions that the command line uses. */
export function createRulesDesk({ store, config, logger, releases }: DeskParts): RulesDesk {
  const checker = createChecker(config.rulesDir, config.accounts);
  releases.push('checking of rules', () => checker.close());
  const reports = createReports(store, logger);
  releases.push('reports on rules', () => reports.close());
  const folder = (): Promise<RuleText[]> => readRuleFiles(config.rulesDir);
  const folderHash = async (): Promise<string | null> => {
    const files = await folder().catch(() => null);
    return files === null ? null : rulesetHash(files);
  };
  const check: RulesDesk['check'] = (files, options) => checker.check(files, options);
  const draftParts = drafts(store, folder);

  async function liveRules(): Promise<{ readonly hash: string; readonly files: readonly RuleText[] }> {
    const live = await store.rulesets.current();
    const files = live === null ? null : await store.rulesets.content(live.hash);
    if (live === null || files === null)
      throw permanent(
        'no-such-ruleset',
        'No ruleset is live yet.',
        'Start the program once: its rules folder goes live.',
      );
    return { hash: live.hash, files };
  }

  async function rulesOf(which: Which): Promise<{ readonly hash: string; readonly files: readonly RuleText[] }> {
    if ('draftOf' in which) {
      const workspace = await draftParts.workspace(which.draftOf);
      return workspace === null ? liveRules() : { hash: workspace.hash, files: textsOf(workspace) };
    }
    const files = await store.rulesets.content(which.hash);
    if (files === null)
      throw permanent('no-such-ruleset', `The store has no ruleset ${which.hash}.`, 'The history lists them.');
    return { hash: which.hash, files };
  }

  const previewKey = (before: string, after: string): string => `${before} ${after}`;

  return {
    ...draftParts,
    ...goingLive({ store, config, desk: { workspace: draftParts.workspace, check }, folderHash }),
    check,
    changes: changesBetween,
    async standing() {
      const [state, hash, rescore] = await Promise.all([
        rulesState(store),
        folderHash(),
        store.review.rescoreStanding(),
      ]);
      return { ...state, rescore, folder: { path: config.rulesDir, hash, reload: config.rulesReload } };
    },
    history: (limit) => store.rulesets.history(limit),
    files: (hash) => store.rulesets.content(hash),

    async statistics() {
      const hash = (await store.rulesets.current())?.hash ?? null;
      return { ...(await reports.get<Statistics>('statistics', hash ?? '')), hash };
    },
    async computeStatistics(admin) {
      const { hash, files } = await liveRules();
      await reports.begin('statistics', hash, admin, async ({ progress, signal }) => {
        const pieces = applications(store, progress);
        return countInThread({ job: 'statistics', files }, pieces, { signal });
      });
    },

    async preview(which) {
      const [before, after] = [await store.rulesets.current(), await rulesOf(which)];
      return reports.get<Preview>('preview', previewKey(before?.hash ?? '', after.hash));
    },
    async computePreview(admin, which) {
      const [before, after] = [await liveRules(), await rulesOf(which)];
      await reports.begin('preview', previewKey(before.hash, after.hash), admin, (work) =>
        previewOf(store, config, { before, after }, check, work),
      );
    },

    async suggestions() {
      const hash = (await store.rulesets.current())?.hash ?? '';
      return reports.get<Suggestions>('suggestions', hash);
    },
    async computeSuggestions(admin) {
      const { hash, files } = await liveRules();
      const mailbox = {
        ownAddresses: config.accounts.flatMap((account) => account.ownAddresses),
        aliases: Object.fromEntries(config.accounts.flatMap((account) => Object.entries(account.positions))),
        authservIds: config.accounts.flatMap((account) => account.authservIds),
      };
      await reports.begin('suggestions', hash, admin, ({ progress, signal }) =>
        countInThread({ job: 'suggestions', files, mailbox }, inPieces(decidedInStore(store), 1), {
          signal,
          onShare: (share) => progress(Math.round(share * 100), 100),
        }),
      );
    },
    async takeProposal(admin, id) {
      const { hash, files } = await liveRules();
      const { result } = await reports.get<Suggestions>('suggestions', hash);
      const proposal = [...(result?.numbers ?? []), ...(result?.terms ?? [])].find((one) => one.id === id);
      if (proposal === undefined) return false;
      const workspace = await draftParts.workspace(admin);
      const known = workspace === null ? files : textsOf(workspace);
      const text = known.find((file) => file.path === proposal.file)?.text;
      const changed = text === undefined ? null : withProposal(text, proposal.edit);
      if (changed === null) return false;
      await draftParts.write(admin, proposal.file, changed, null);
      return true;
    },

    async stop(kind, admin, which) {
      const live = (await store.rulesets.current())?.hash ?? '';
      const key = which === undefined ? live : previewKey(live, (await rulesOf(which)).hash);
      await reports.stop(kind, key, admin);
    },
  };
}

/** Applications with their verdicts, as statistics need them. */
async function* applications(
  store: Pick<Store, 'decided' | 'applicationJudgements'>,
  progress: (done: number, total: number) => void,
): AsyncGenerator<CountedApplication[]> {
  const verdicts = new Map((await store.decided()).map((one) => [one.applicationId, one.verdict]));
  let done = 0;
  const slim = async function* (): AsyncGenerator<CountedApplication> {
    for await (const { applicationId, judgement } of store.applicationJudgements()) {
      const { kind, band, position, scorecard } = judgement;
      done += 1;
      yield { judgement: { kind, band, position, scorecard }, verdict: verdicts.get(applicationId) ?? null };
    }
  };
  for await (const piece of inPieces(slim(), 200)) {
    progress(done, 0);
    yield piece;
  }
}

/** The items in pieces of so many. */
async function* inPieces<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let piece: T[] = [];
  for await (const item of items) {
    piece.push(item);
    if (piece.length < size) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
