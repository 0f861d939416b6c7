import { z } from 'zod';
import { accountModes } from '../domain/index.js';
import { oauthSchema, secretSchema as secret } from './oauth-schema.js';

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'use letters, digits, - _ and .');
const host = z.string().min(1).max(253);
const port = z.number().int().min(1).max(65535);

const server = {
  host,
  security: z.enum(['tls', 'starttls', 'none']).default('tls').describe('none only for a server on this machine'),
  ca: z.string().optional().describe('PEM file of a private certificate authority'),
};

const labelBackend = z.enum(['auto', 'gmail', 'keywords', 'folders', 'none']);

/** `labels: folders` is short for `labels: { backend: folders }`. */
const labelSettings = z.preprocess(
  (given) => (typeof given === 'string' ? { backend: given } : given),
  z.strictObject({
    backend: labelBackend.default('auto').describe('auto: whichever the server has'),
    prefix: z.string().max(100).default('').describe("Before a label's name in its folder's name, e.g. Triage/"),
    folders: z.record(z.string(), z.string().min(1).max(200)).default({}).describe('Label → folder'),
  }),
);

const accountSchema = z.strictObject({
  id: name.describe('Short name of the account, used in logs and listings'),
  imap: z.strictObject({
    ...server,
    port: port.default(993),
    user: z.string().min(1),
    password: secret.optional().describe('Or `auth` for the account'),
    folders: z.array(z.string().min(1)).min(1).max(50).default(['INBOX']),
    drafts: z.string().min(1).optional().describe('The folder for drafts, where the server does not say which it is'),
    sent: z.string().min(1).optional().describe('The folder for sent mail, likewise'),
  }),
  smtp: z
    .strictObject({
      ...server,
      port: port.default(465),
      user: z.string().min(1).optional(),
      password: secret.optional(),
    })
    .optional()
    .describe('Leave it out for an account that never sends'),
  auth: z
    .strictObject({ oauth2: oauthSchema })
    .optional()
    .describe('In place of passwords: Gmail, Microsoft 365, and others that want OAuth2'),
  identity: z.strictObject({ name: z.string().min(1).max(120), address: z.email() }).describe('From of what we write'),
  aliases: z.array(z.email()).default([]).describe('Our other addresses'),
  positions: z
    .record(z.email(), z.string())
    .default({})
    .describe('Addressee → position, for mailboxes with an address a position'),
  authservIds: z
    .array(z.string().min(1))
    .default([])
    .describe('Whose Authentication-Results are trusted: the name that your own mail server writes there'),
  mode: z
    .enum(accountModes)
    .default('draft')
    .describe(
      'The most that may happen. shadow: nothing. label: only labels. draft: replies become drafts. send: replies are sent where the rules allow, once `triage activate` has said so',
    ),
  labels: labelSettings.prefault({}).describe('How labels are kept: auto, gmail, keywords, folders or none'),
  relabelOnVerdict: z
    .boolean()
    .default(false)
    .describe(
      "Whether a verdict (shortlist, hold, decline) is shown as a label in the mailbox, by policy.yaml's names",
    ),
  answerSince: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Mail older than this is never answered; default: the first start'),
});

const webSchema = z.strictObject({
  host: host.default('127.0.0.1').describe('Address that the review page listens on; 0.0.0.0 for all'),
  port: z.number().int().min(0).max(65535).default(8420).describe('0 takes any free one'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address under which people open the page, when a proxy stands before it; https makes cookies secure'),
  proxies: z
    .array(z.string().min(1))
    .default([])
    .describe('Addresses or networks of proxies whose X-Forwarded-For is believed'),
  session: z
    .strictObject({
      idleMinutes: z.number().int().min(1).max(43_200).default(120),
      absoluteHours: z.number().int().min(1).max(2_160).default(72),
    })
    .prefault({}),
  oidc: z
    .strictObject({
      issuer: z.url({ protocol: /^https?$/ }).describe("The provider's issuer address; its discovery document is read"),
      clientId: z.string().min(1),
      clientSecret: secret.optional(),
      claim: z.string().min(1).default('email').describe('Claim that holds the name of the person here'),
      scope: z.string().min(1).default('openid email profile'),
      create: z.boolean().default(false).describe('Make a reviewer of everybody whom the provider knows'),
      label: z.string().min(1).max(60).default('Single sign-on').describe('Words on the button'),
    })
    .optional(),
  trustedProxy: z
    .strictObject({
      header: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9-]*$/)
        .describe('Header in which the proxy names the person'),
      addresses: z
        .array(z.string().min(1))
        .min(1)
        .describe('Addresses or networks of that proxy; others are not believed'),
    })
    .optional(),
});
/** What must agree between `auth`, users and passwords. */
function loginProblems({ auth, imap, smtp }: z.infer<typeof accountSchema>): { path: string[]; message: string }[] {
  const problems: { path: string[]; message: string }[] = [];
  if (imap.password === undefined && auth === undefined)
    problems.push({ path: ['imap'], message: 'give a `password`, or `auth` for the account' });
  if (imap.password !== undefined && auth !== undefined)
    problems.push({ path: ['imap', 'password'], message: 'leave it out: `auth` is how this account logs in' });
  if (smtp?.password !== undefined && smtp.user === undefined)
    problems.push({ path: ['smtp', 'password'], message: 'a password needs a `user`' });
  if (smtp?.user !== undefined && smtp.password === undefined && auth === undefined)
    problems.push({ path: ['smtp', 'user'], message: 'a user needs a `password`, or `auth` for the account' });
  return problems;
}

export const configSchema = z.strictObject({
  version: z.literal(1),
  data: z.string().default('data').describe('Folder of the embedded store; unused with DATABASE_URL'),
  rules: z.string().optional().describe('Folder of the rules; default: those that come with the program'),
  rulesReload: z
    .enum(['manual', 'auto'])
    .default('manual')
    .describe('manual: an edited rules folder waits for `triage rules apply`. auto: it goes live when it is sound'),
  accounts: z
    .array(accountSchema)
    .max(200)
    .default([])
    .superRefine((accounts, context) => {
      const seen = new Set<string>();
      for (const [index, account] of accounts.entries()) {
        if (seen.has(account.id))
          context.addIssue({ code: 'custom', path: [index, 'id'], message: 'this id is used twice' });
        seen.add(account.id);
        for (const { path, message } of loginProblems(account))
          context.addIssue({ code: 'custom', path: [index, ...path], message });
        if (account.mode === 'send' && account.smtp === undefined) {
          context.addIssue({ code: 'custom', path: [index, 'mode'], message: 'send needs `smtp`' });
        }
      }
    }),
  poll: z.strictObject({ sweepSeconds: z.number().int().min(1).max(86_400).default(120) }).prefault({}),
  work: z
    .strictObject({
      intake: z.number().int().min(1).max(64).default(2).describe('Messages read at the same time'),
      act: z.number().int().min(1).max(16).default(1).describe('Effects at the same time'),
      threads: z.number().int().min(1).max(32).default(2).describe('Reading threads'),
      ocr: z.boolean().default(true).describe('Read scans by OCR'),
      maxMessageMegabytes: z.number().min(1).max(500).default(80),
      claimSeconds: z
        .number()
        .int()
        .min(5)
        .max(3_600)
        .default(60)
        .describe('How long the work of a process that died stays its own before another one takes it over'),
    })
    .prefault({}),
  web: webSchema.prefault({}),
  log: z.strictObject({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
});

export type ConfigFile = z.infer<typeof configSchema>;
export type AccountConfig = ConfigFile['accounts'][number];
