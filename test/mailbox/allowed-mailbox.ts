import type { Account, LabelChange, Location } from '../../src/domain/index.js';
import { createMailbox, type ImapMailbox } from '../../src/mailbox/index.js';

/** A mailbox that nobody stops: for tests of what its effects do rather than of whether they may happen. */
export interface AllowedMailbox extends ImapMailbox {
  changeLabels(location: Location, change: LabelChange): Promise<boolean>;
  moveToLabel(location: Location, label: string, messageId: string | null): Promise<Location | null>;
  appendDraft(account: string, raw: Buffer, messageId: string): Promise<Location>;
  /** The same connections, asking. */
  readonly asking: ImapMailbox;
}

export function allowedMailbox(accounts: readonly Account[], ...rest: Tail<typeof createMailbox>): AllowedMailbox {
  const asking = createMailbox(accounts, ...rest);
  const yes = async (): Promise<boolean> => true;
  return {
    ...asking,
    changeLabels: (location, change) => asking.changeLabels(location, change, yes),
    moveToLabel: async (location, label, messageId) => there(await asking.moveToLabel(location, label, messageId, yes)),
    appendDraft: async (account, raw, messageId) => there(await asking.appendDraft(account, raw, messageId, yes)),
    asking,
  };
}

type Tail<F> = F extends (first: infer _First, ...rest: infer Rest) => unknown ? Rest : never;

function there<T>(place: T | 'withheld'): T {
  if (place === 'withheld') throw new Error('withheld, though it was allowed');
  return place as T;
}
