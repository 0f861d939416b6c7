import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail that the sink has taken, with its envelope. */
export interface SunkMail {
  /** Empty for a null return path. */
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | null;
  readonly raw: Buffer;
  readonly at: Date;
}

export interface DemoSmtpServer {
  readonly host: string;
  readonly port: number;
  /** Everything taken so far, oldest first; nothing of it goes anywhere. */
  readonly sink: readonly SunkMail[];
  close(): Promise<void>;
}

/** An SMTP server in this process that takes mail for anybody from whoever logs in, and keeps it. */
export async function startSmtpServer(
  accounts: readonly { readonly user: string; readonly password: string }[],
  host: string,
): Promise<DemoSmtpServer> {
  const sink: SunkMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN'],
    banner: 'demo sink, nothing leaves',
    logger: false,
    closeTimeout: 500,
    onAuth(auth, _session, callback) {
      const known = accounts.some(({ user, password }) => user === auth.username && password === auth.password);
      if (known) callback(null, { user: auth.username });
      else callback(new Error('unknown user or wrong password'));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        sink.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map((recipient) => recipient.address),
          user: typeof session.user === 'string' ? session.user : null,
          raw: Buffer.concat(chunks),
          at: new Date(),
        });
        callback(null, `kept as ${sink.length}`);
      });
    },
  });
  // A client that resets its connection is its own business.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, host, () => resolve()));
  return {
    host,
    port: (server.server.address() as AddressInfo).port,
    sink,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
