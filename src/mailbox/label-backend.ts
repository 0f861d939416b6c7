import type { ImapFlow } from 'imapflow';
import { type LabelBackend, type LabelSettings, permanent } from '../domain/index.js';

/** What the account's file says when it says nothing. */
export const defaultLabelSettings: LabelSettings = { backend: 'auto', prefix: '', folders: {} };

export interface ChosenBackend {
  readonly backend: LabelBackend;
  /** In words, for `triage doctor` and the ledger. */
  readonly why: string;
}

/** How a message can be moved without losing or expunging anything else; null when it can't. */
export type SafeMove = 'move' | 'copy';

/** MOVE (RFC 6851) is one step; without it a copy and UID EXPUNGE (UIDPLUS, RFC 4315) of that one message will do. */
export function safeMove(client: ImapFlow): SafeMove | null {
  if (client.capabilities.has('MOVE')) return 'move';
  return client.capabilities.has('UIDPLUS') ? 'copy' : null;
}

/** Whether the open folder takes new keywords; a server that says nothing about it is taken to allow them (RFC 3501 §7.1). */
export function keywordsAllowed(client: ImapFlow): true | false | 'limited' {
  const permanentFlags = client.mailbox === false ? undefined : client.mailbox.permanentFlags;
  if (permanentFlags === undefined || permanentFlags.has('\\*')) return true;
  return [...permanentFlags].some((flag) => !flag.startsWith('\\')) ? 'limited' : false;
}

/** A Maildir names flags by one letter each in the file's name, and a-z are 26. */
export const maildirKeywords = 26;

/** Keywords that the open folder knows, whoever has set them. */
export function keywordsKnown(client: ImapFlow): string[] {
  const flags = client.mailbox === false ? [] : [...client.mailbox.flags];
  return flags.filter((flag) => !flag.startsWith('\\'));
}

/**
 * How labels are kept in the folder that is open (for writing, or PERMANENTFLAGS says nothing).
 * @param ours every label that may ever be ours
 * @throws TriageError `labels-unsupported` when the account's file asks for what the server can't do
 */
export function chooseBackend(
  client: ImapFlow,
  account: string,
  settings: LabelSettings,
  ours: readonly string[],
): ChosenBackend {
  const able: Readonly<Record<LabelBackend, string | null>> = {
    gmail: client.capabilities.has('X-GM-EXT-1') ? "the server has Gmail's labels" : null,
    keywords: whyKeywords(client, ours),
    folders: whyFolders(client),
    none: 'labels are switched off',
  };
  const { backend } = settings;
  if (backend !== 'auto') {
    const why = able[backend];
    if (why === null) throw unsupported(account, backend);
    return { backend, why: `configured; ${why}` };
  }
  for (const one of ['gmail', 'keywords'] as const) {
    const why = able[one];
    if (why !== null) return { backend: one, why };
  }
  if (able.folders !== null) return { backend: 'folders', why: `the folder takes no keywords; ${able.folders}` };
  const why = 'the folder takes no keywords, and without MOVE or UIDPLUS no mail can be moved safely';
  return { backend: 'none', why };
}

/** Whether labels are Gmail's: there nothing depends on the folder. */
export function isGmail(client: ImapFlow, { backend }: LabelSettings): boolean {
  return (backend === 'auto' || backend === 'gmail') && client.capabilities.has('X-GM-EXT-1');
}

function whyKeywords(client: ImapFlow, ours: readonly string[]): string | null {
  const allowed = keywordsAllowed(client);
  if (allowed === true) return 'the folder takes new keywords';
  if (allowed === false) return null;
  const known = new Set([...(client.mailbox === false ? [] : (client.mailbox.permanentFlags ?? []))].map(fold));
  return ours.every((label) => known.has(fold(label))) ? 'the folder takes all our labels as keywords' : null;
}

function whyFolders(client: ImapFlow): string | null {
  const how = safeMove(client);
  if (how === null) return null;
  return how === 'move' ? 'the server moves mail (MOVE)' : 'the server has UIDPLUS, so mail is copied and then removed';
}

function unsupported(account: string, backend: LabelBackend): Error {
  const lacks: Readonly<Record<string, string>> = {
    gmail: "is not Gmail's (no X-GM-EXT-1)",
    keywords: 'does not take all our labels as keywords in this folder',
    folders: 'has neither MOVE nor UIDPLUS, so no mail can be moved safely',
  };
  return permanent(
    'labels-unsupported',
    `Account ${account}: \`labels\` says ${backend}, and the server ${lacks[backend] ?? 'can not do that'}.`,
    'Set `labels` of the account to `auto`, or to what `triage doctor` says is possible.',
  );
}

/** Keywords and Gmail's labels ignore case (RFC 9051 §2.3.2), and a server shows the spelling that it saw first. */
export function fold(label: string): string {
  return label.toLowerCase();
}

/** The levels of the folder that stands for a label; the server's own separator goes between them. */
export function folderOf(label: string, settings: LabelSettings): string[] {
  const name = settings.folders[label] ?? `${settings.prefix}${label}`;
  return name.split('/').filter((level) => level !== '');
}

/** True when this is the folder with these levels, with or without the prefix of the personal namespace. */
export function isFolder(client: ImapFlow, folder: string, levels: readonly string[]): boolean {
  const delimiter = client.namespace?.delimiter ?? '/';
  const path = levels.join(delimiter);
  const same = (one: string) => one === folder || (one.toUpperCase() === 'INBOX' && folder.toUpperCase() === 'INBOX');
  return same(path) || same(`${client.namespace?.prefix ?? ''}${path}`);
}
