import type { AccountSettings, Caps, ComposeReply, Judge, PlanActions, Reconsider } from '../../workers/interfaces.js';
import { delayMinutesFor, planActions, quietUntil, reconsider } from '../decide/index.js';
import { permanent } from '../domain/index.js';
import { triage } from '../pipeline/index.js';
import { labelNames, type Ruleset } from '../rules/index.js';
import type { Config, ConfiguredAccount } from './config.js';
import { writeReply } from './write-reply.js';

/** The pure core as the workers see it: with the live ruleset and what the accounts' settings say. */
export interface Judging {
  readonly judge: Judge;
  readonly planActions: PlanActions;
  readonly reconsider: Reconsider;
  /** When the quiet hours that hold at a moment end, or null. */
  readonly quietUntil: (at: Date) => Date | null;
  readonly composeReply: ComposeReply;
  readonly settings: (account: string) => AccountSettings;
  readonly caps: Caps;
  readonly windowDays: number;
  /** Older mail is not answered by itself. */
  readonly maxAgeDays: number;
}

/** @param ruleset asked at every use, so that a reload holds at once */
export function createJudging(config: Config, ruleset: () => Ruleset, now: () => Date): Judging {
  const accounts = new Map(config.accounts.map((account) => [account.id, account]));
  const accountOf = (id: string): ConfiguredAccount => {
    const account = accounts.get(id);
    if (account === undefined) {
      throw permanent(
        'account-unknown',
        `There is no account \`${id}\` in the configuration.`,
        'Add it again, or drop what is left of it.',
      );
    }
    return account;
  };
  return {
    judge: (message, { account, earlier }) => {
      const { ownAddresses, otherAccounts, positions, authservIds } = accountOf(account);
      // A second delivery never comes so far: the store recognises it by its fingerprint.
      const mailbox = { ownAddresses, otherAccounts, aliases: positions, authservIds };
      return triage(message, { ...mailbox, duplicate: false, earlier }, ruleset());
    },
    planActions: (judgement, message, account) =>
      planActions(judgement, message, account, delayMinutesFor(judgement.position, ruleset())),
    reconsider: (payload, meanwhile) => reconsider(payload, meanwhile, ruleset()),
    quietUntil: (at) => quietUntil(at, ruleset().policy.acknowledge.quietHours),
    composeReply: (request) => writeReply(request, accountOf(request.account), ruleset(), now()),
    settings: (id) => ({ id, mode: accountOf(id).mode, labels: labelNames(ruleset().policy) }),
    get caps() {
      return answerLimits(ruleset()).caps;
    },
    get windowDays() {
      return answerLimits(ruleset()).windowDays;
    },
    get maxAgeDays() {
      return ruleset().policy.acknowledge.maxAgeDays;
    },
  };
}

/** How often may be answered, as the policy file says. */
export function answerLimits({ policy }: Ruleset): Pick<Judging, 'caps' | 'windowDays'> {
  const limits = policy.acknowledge;
  return {
    caps: {
      domain: { max: limits.capPerDomainPerHour, hours: 1 },
      account: { max: limits.capPerHour, hours: 1 },
      overall: { max: limits.capPerDay, hours: 24 },
      // Far more than anybody reads in a day: what comes beyond it is a flood.
      drafts: { max: limits.capPerDay, hours: 24 },
    },
    windowDays: limits.windowDays,
  };
}
