/** What `triage init` asks. */
export interface InitAnswers {
  readonly imapHost: string;
  readonly user: string;
  readonly address: string;
  readonly name: string;
  readonly smtpHost: string;
  readonly aliases: readonly string[];
  readonly authservId: string;
}

/** Answers of a made-up installation, for `triage init --example`. */
export const exampleAnswers: InitAnswers = {
  imapHost: 'imap.example.org',
  user: 'openings@example.org',
  address: 'openings@example.org',
  name: 'The research group',
  smtpHost: 'smtp.example.org',
  aliases: ['phd@example.org'],
  authservId: 'mx.example.org',
};

/** The configuration file for the answers, with comments on what can be changed. */
export function configurationText(answers: InitAnswers): string {
  // Always in quotes: a comma or brace in a group's name would break the line it stands in.
  const scalar = (text: string): string => JSON.stringify(text);
  const list = (items: readonly string[]): string => `[${items.map(scalar).join(', ')}]`;
  const smtp =
    answers.smtpHost === ''
      ? '    # smtp: { host: smtp.example.org, user: …, password: { env: SMTP_PASSWORD } }   # needed for mode: send'
      : `    smtp: { host: ${scalar(answers.smtpHost)}, port: 465, security: tls, user: ${scalar(answers.user)}, password: { env: SMTP_PASSWORD } }`;
  return `# Configuration of applicant-triage. \`triage doctor\` checks it; docs/configuration.md explains every key.
version: 1

# Folder of the embedded store. With DATABASE_URL in the environment PostgreSQL is used instead,
# with REDIS_URL as well the queue is on Redis.
data: data

accounts:
  - id: lab
    imap: { host: ${scalar(answers.imapHost)}, port: 993, security: tls, user: ${scalar(answers.user)}, password: { env: IMAP_PASSWORD }, folders: [INBOX] }
${smtp}
    identity: { name: ${scalar(answers.name)}, address: ${scalar(answers.address)} }
    aliases: ${list(answers.aliases)}
    # An address that stands for one position: { "postdoc@example.org": postdoc }
    positions: {}
    # Whose Authentication-Results are believed: the name your own mail server writes there. Without one, answers are drafts at most.
    authservIds: ${list(answers.authservId === '' ? [] : [answers.authservId])}
    # The most that may happen. shadow: nothing, see \`triage shadow report\`. label: only labels. draft: answers become drafts.
    # send: answers are sent where the rules and the message allow it, once \`triage activate\` has said so.
    mode: draft
`;
}
