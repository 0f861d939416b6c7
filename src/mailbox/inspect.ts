import type { ImapFlow, ListResponse } from 'imapflow';
import type { Logger } from 'pino';
import type { Account, TriageError } from '../domain/index.js';
import { type ConnectionLimits, connect } from './connection.js';
import { imapError } from './errors.js';
import { isSelectable, openFolder, type SpecialUse, specialFolder } from './folders.js';

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
  /** `limited`: only the keywords that the folder already has. The worst of the watched folders counts. */
  readonly keywordsAllowed: true | false | 'limited';
  readonly problems: readonly Problem[];
}

const noFolders = { drafts: null, sent: null, trash: null, junk: null, archive: null, all: null };

/** Logs in and looks around; changes nothing. Never throws: what is wrong stands in `problems`. */
export async function inspectAccount(
  account: Account,
  logger: Logger,
  limits?: ConnectionLimits,
): Promise<AccountReport> {
  const report: AccountReport = {
    account: account.id,
    login: false,
    server: null,
    capabilities: [],
    idle: false,
    uidplus: false,
    move: false,
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
    return await lookAround(client, account, report);
  } catch (error) {
    return { ...report, login: true, problems: [problemOf(imapError(error, { account: account.id }, 'look around'))] };
  } finally {
    client.close();
  }
}

async function lookAround(client: ImapFlow, account: Account, report: AccountReport): Promise<AccountReport> {
  const folders = await client.list();
  const has = (capability: string) => client.capabilities.has(capability);
  const problems: Problem[] = [];
  let keywordsAllowed: AccountReport['keywordsAllowed'] = true;
  for (const folder of account.imap.folders) {
    try {
      const lock = await openFolder(client, account.id, folder, { readOnly: false });
      const allowed = keywords(client);
      const inUse = keywordsInUse(client);
      lock.release();
      if (inUse >= maildirKeywords) problems.push(manyKeywordsProblem(folder, inUse));
      if (allowed !== true) problems.push(keywordProblem(folder, allowed));
      if (allowed === false || keywordsAllowed === true) keywordsAllowed = allowed;
    } catch (error) {
      problems.push(problemOf(imapError(error, { account: account.id, folder }, `open "${folder}"`)));
      keywordsAllowed = false;
    }
  }
  const specialUse = Object.fromEntries(
    (Object.keys(noFolders) as SpecialUse[]).map((use) => [use, specialFolder(folders, use)?.path ?? null]),
  ) as AccountReport['specialUse'];
  return {
    ...report,
    login: true,
    server: serverName(client),
    capabilities: [...client.capabilities.keys()].sort(),
    idle: has('IDLE'),
    uidplus: has('UIDPLUS'),
    move: has('MOVE'),
    folders: folders.filter(isSelectable).map((folder: ListResponse) => folder.path),
    specialUse,
    keywordsAllowed,
    problems: [...problems, ...capabilityProblems(has('IDLE'), specialUse)],
  };
}

/** Whether the open folder takes new keywords; a server that says nothing about it is taken to allow them (RFC 3501 §7.1). */
function keywords(client: ImapFlow): true | false | 'limited' {
  const permanentFlags = client.mailbox === false ? undefined : client.mailbox.permanentFlags;
  if (permanentFlags === undefined || permanentFlags.has('\\*')) return true;
  return [...permanentFlags].some((flag) => !flag.startsWith('\\')) ? 'limited' : false;
}

/** A Maildir names flags by one letter each in the file's name, and a-z are 26. */
const maildirKeywords = 26;

function keywordsInUse(client: ImapFlow): number {
  const flags = client.mailbox === false ? [] : [...client.mailbox.flags];
  return flags.filter((flag) => !flag.startsWith('\\')).length;
}

function manyKeywordsProblem(folder: string, inUse: number): Problem {
  return {
    code: 'imap-keywords-many',
    blocking: false,
    message: `The folder "${folder}" knows ${inUse} keywords already. A Maildir has room for 26; Dovecot keeps more of them in its index only, where they are lost when it is rebuilt.`,
    help: 'Take off keywords that nobody uses, or keep the mail in another format (mdbox) on the server.',
  };
}

function keywordProblem(folder: string, allowed: false | 'limited'): Problem {
  if (allowed === 'limited') {
    return {
      code: 'imap-keywords-limited',
      blocking: false,
      message: `The folder "${folder}" takes no new keywords, only those it has.`,
      help: 'Make our labels there once with a login that may, or ask whoever runs the server.',
    };
  }
  return {
    code: 'imap-keywords-forbidden',
    blocking: false,
    message: `The folder "${folder}" takes no keywords, so labels can't be set there (Outlook and Exchange never take any).`,
    help: 'Everything else works; the labels are seen in `triage queue`.',
  };
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
      help: 'Nothing to do: a folder "Drafts" is made when the first draft is written.',
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
