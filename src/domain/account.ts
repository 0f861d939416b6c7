import type { Address } from './mail.js';
import type { LabelBackend } from './mailbox.js';

/**
 * How far an account may go. `shadow`: everything is read, judged and planned, and nothing happens; `label`: labels only;
 * `draft`: replies become drafts; `send`: replies are sent where rules and guard agree.
 */
export const accountModes = ['shadow', 'label', 'draft', 'send'] as const;
export type AccountMode = (typeof accountModes)[number];

/** What a person has switched an account to; `label` is only ever a ceiling in the configuration. */
export const activationModes = ['shadow', 'draft', 'send'] as const;
export type ActivationMode = (typeof activationModes)[number];

/** The one of two modes that allows less. */
export function stricterMode(one: AccountMode, other: AccountMode): AccountMode {
  return accountModes.indexOf(one) <= accountModes.indexOf(other) ? one : other;
}

/**
 * How a connection is protected: `tls` from the first byte, `starttls` upgraded before anything secret is said (and
 * given up when the server can't), `none` only for loopback servers and tests.
 */
export type Security = 'tls' | 'starttls' | 'none';

/** How we prove who we are. A token provider is asked at every connect, with `refresh` after the last token was refused. */
export type Secret =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'token'; readonly accessToken: (refresh: boolean) => Promise<string> };

export interface Login {
  readonly user: string;
  readonly secret: Secret;
}

/** Where a server is and how to talk to it. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly tls?: {
    /** PEM text of a private certificate authority, when the server's certificate comes from one. */
    readonly ca?: string;
    /** Name that the certificate must hold, when it differs from `host`. */
    readonly servername?: string;
    /** Default true; false accepts any certificate, which is for tests and emergencies. */
    readonly verify?: boolean;
  };
}

export interface ImapServer extends ServerAddress {
  readonly login: Login;
  /** Folders that are watched, at least one; `INBOX` unless configured. */
  readonly folders: readonly string[];
  /** The folder for drafts, where the server does not say and its name is unusual. */
  readonly drafts?: string;
  /** The folder for sent mail, likewise. */
  readonly sent?: string;
}

export interface SmtpServer extends ServerAddress {
  /** Null for a server that takes mail without a login. */
  readonly login: Login | null;
  /** Envelope sender of automatic replies; see src/outbox/compose.ts for why `identity` is the default. */
  readonly returnPath?: 'identity' | 'null';
}

/** How this account keeps labels. */
export interface LabelSettings {
  /** `auto`: whichever the server has. */
  readonly backend: 'auto' | LabelBackend;
  /** What stands before a label's name in the name of its folder, with `/` between levels: `Triage/`. */
  readonly prefix: string;
  /** Folders of labels that are named otherwise. */
  readonly folders: Readonly<Record<string, string>>;
}

/** One mailbox login with its sending identity. */
export interface Account {
  /** Short name, used in locations, logs and labels of metrics: letters, digits, `-`, `_`, `.`. */
  readonly id: string;
  readonly imap: ImapServer;
  /** Null when this account never sends; drafts still work. */
  readonly smtp: SmtpServer | null;
  /** From of what we write. */
  readonly identity: Address;
  /** Our other addresses, aliases and addresses with a tag; the identity's need not be repeated. */
  readonly aliases: readonly string[];
  /** `auto` without a prefix when left out. */
  readonly labels?: LabelSettings;
}
