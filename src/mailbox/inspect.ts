import type { ImapFlow, ListResponse } from 'imapflow';
import type { Logger } from 'pino';
import type { Account, TriageError } from '../domain/index.js';
import { type ConnectionLimits, connect } from './connection.js';
import { imapError } from './errors.js';
import { isSelectable, openFolder, type SpecialUse, specialFolder } from './folders.js';
import {
  type ChosenBackend,
  chooseBackend,
  defaultLabelSettings,
  fold,
  keywordsAllowed as keywordsAllowedIn,
  keywordsKnown,
  maildirKeywords,
} from './label-backend.js';

/** Something that a person should know or do. `blocking`: this account can't work like this. */
export interface Problem {
  readonly code: string;
  readonly blocking: boolean;
  readonly message: string;
  readonly help: string;
}

/** What `triage doctor` says about an account's IMAP side. */
export interface AccountReport {
  readonly account: string;
  readonly login: boolean;
  /** Name and version as the server introduces itself (RFC 2971), or null. */
  readonly server: string | null;
  readonly capabilities: readonly string[];
  readonly idle: boolean;
  readonly uidplus: boolean;
  readonly move: boolean;
  readonly folders: readonly string[];
  readonly specialUse: Readonly<Record<SpecialUse, string | null>>;
  /** An id of the server's own for each message (OBJECTID, or Gmail's), by which a moved one is found. */
  readonly serverIds: boolean;
  /** `limited`: only the keywords that the folder already has. The worst of the watched folders counts. */
  readonly keywordsAllowed: true | false | 'limited';
  /** How labels are kept in each watched folder that could be opened. */
  readonly labels: readonly FolderLabels[];
  readonly problems: readonly Problem[];
}

export interface FolderLabels extends ChosenBackend {
  readonly folder: string;
  /** Keywords that a Maildir would still take there, once all of ours are set; below 0 it is too small. */
  readonly room: number;
}

const noFolders = { drafts: null, sent: null, trash: null, junk: null, archive: null, all: null };

/**
 * Logs in and looks around; changes nothing. Never throws: what is wrong stands in `problems`.
 * @param ours every label that may ever be ours
 */
export async function inspectAccount(
  account: Account,
  logger: Logger,
  limits?: ConnectionLimits,
  ours: readonly string[] = [],
): Promise<AccountReport> {
  const report: AccountReport = {
    account: account.id,
    login: false,
    server: null,
    capabilities: [],
    idle: false,
    uidplus: false,
    move: false,
    serverIds: false,
    labels: [],
    folders: [],
    specialUse: noFolders,
    keywordsAllowed: false,
    problems: [],
  };
  let client: ImapFlow;
  try {
    client = await connect(account, logger, limits === undefined ? {} : { limits });
  } catch (error) {
    return { ...report, problems: [problemOf(imapError(error, { account: account.id }, 'log in'))] };
  }
  try {
    return await lookAround(client, account, report, ours);
  } catch (error) {
    return { ...report, login: true, problems: [problemOf(imapError(error, { account: account.id }, 'look around'))] };
  } finally {
    client.close();
  }
}

async function lookAround(
  client: ImapFlow,
  account: Account,
  report: AccountReport,
  ours: readonly string[],
): Promise<AccountReport> {
  const folders = await client.list();
  const has = (capability: string) => client.capabilities.has(capability);
  const problems: Problem[] = [];
  let keywordsAllowed: AccountReport['keywordsAllowed'] = true;
  const labels: FolderLabels[] = [];
  for (const folder of account.imap.folders) {
    try {
      const lock = await openFolder(client, account.id, folder, { readOnly: false });
      try {
        const allowed = keywordsAllowedIn(client);
        if (allowed === false || keywordsAllowed === true) keywordsAllowed = allowed;
        const chosen = chooseBackend(client, account.id, account.labels ?? defaultLabelSettings, ours);
        const one = { ...chosen, folder, room: roomFor(client, ours) };
        labels.push(one);
        problems.push(...labelProblems(one, allowed));
      } finally {
        lock.release();
      }
    } catch (error) {
      problems.push(problemOf(imapError(error, { account: account.id, folder }, `open "${folder}"`)));
      keywordsAllowed = false;
    }
  }
  const specialUse = Object.fromEntries(
    (Object.keys(noFolders) as SpecialUse[]).map((use) => [use, specialFolder(folders, use, account)?.path ?? null]),
  ) as AccountReport['specialUse'];
  return {
    ...report,
    login: true,
    server: serverName(client),
    capabilities: [...client.capabilities.keys()].sort(),
    idle: has('IDLE'),
    uidplus: has('UIDPLUS'),
    move: has('MOVE'),
    serverIds: has('OBJECTID') || has('X-GM-EXT-1'),
    labels,
    folders: folders.filter(isSelectable).map((folder: ListResponse) => folder.path),
    specialUse,
    keywordsAllowed,
    problems: [...problems, ...capabilityProblems(has('IDLE'), specialUse)],
  };
}

/** How many keywords a Maildir would still take when all of ours are set. */
function roomFor(client: ImapFlow, ours: readonly string[]): number {
  return maildirKeywords - new Set([...keywordsKnown(client), ...ours].map(fold)).size;
}

function labelProblems(
  { folder, backend, why, room }: FolderLabels,
  allowed: AccountReport['keywordsAllowed'],
): Problem[] {
  const problem = (code: string, message: string, help: string): Problem => ({ code, blocking: false, message, help });
  if (backend === 'keywords' && room < 0)
    return [
      problem(
        'imap-keywords-many',
        `With our labels the folder "${folder}" has ${maildirKeywords - room} keywords. A Maildir has room for ${maildirKeywords}; Dovecot keeps more of them in its index only, where they are lost when it is rebuilt.`,
        'Take off keywords that nobody uses, keep the mail in another format (mdbox) on the server, or set `labels: folders`.',
      ),
    ];
  if (backend === 'none' && allowed !== true)
    return [
      problem(
        'labels-impossible',
        `In "${folder}" no labels can be set: ${why}.`,
        'Everything else works; the labels are seen in `triage queue`.',
      ),
    ];
  if (backend === 'folders' && allowed === 'limited')
    return [
      problem(
        'imap-keywords-limited',
        `The folder "${folder}" takes no new keywords, only those it has, so labels become folders.`,
        'Make our labels there once with a login that may, if you want keywords.',
      ),
    ];
  return [];
}

function capabilityProblems(idle: boolean, specialUse: AccountReport['specialUse']): Problem[] {
  const problems: Problem[] = [];
  if (!idle) {
    problems.push({
      code: 'imap-no-idle',
      blocking: false,
      message: 'The server does not announce new mail (no IDLE).',
      help: 'Nothing to do: the folders are polled instead, so mail is seen within half a minute rather than at once.',
    });
  }
  if (specialUse.drafts === null) {
    problems.push({
      code: 'imap-no-drafts',
      blocking: false,
      message: 'There is no folder for drafts.',
      help: 'Nothing to do: a folder "Drafts" is made when the first draft is written. If there is one under an unusual name, set `imap.drafts`.',
    });
  }
  if (specialUse.sent === null) {
    problems.push({
      code: 'imap-no-sent',
      blocking: false,
      message: 'There is no folder for sent mail, so it is not seen whether a person has sent a draft.',
      help: 'A folder "Sent" is made with the first mail that is sent. If there is one under an unusual name, set `imap.sent`.',
    });
  }
  return problems;
}

function problemOf(error: TriageError): Problem {
  // A folder that can only be read is watched and judged all the same.
  const blocking = error.code !== 'imap-folder-read-only';
  return { code: error.code, blocking, message: error.message, help: error.help };
}

function serverName(client: ImapFlow): string | null {
  const { name, version } = client.serverInfo ?? {};
  return typeof name === 'string' && name !== ''
    ? [name, version].filter((part) => typeof part === 'string').join(' ')
    : null;
}
