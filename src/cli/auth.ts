import type { Command } from 'commander';
import pc from 'picocolors';
import type { AuthStatus, LoginMethod } from '../app/auth.js';
import { accountOf, actor, type ConfigOption, withConfig, withStoreAndSecrets } from './common.js';
import { plain } from './show.js';
import { write } from './terminal.js';

/** `triage auth login | status | logout`: OAuth2 of accounts that want it. */
export function addAuth(program: Command): void {
  const auth = program.command('auth').description('log accounts in by OAuth2 and see how their logins stand');
  withConfig(auth.command('login').description('log an account in, in a browser; its tokens are kept, sealed'))
    .argument('<account>', "the account's id")
    .option('--device', 'by a code that is typed into a browser anywhere; the usual way but with Google')
    .option('--loopback', 'by a redirect to this machine; the usual way with Google')
    .option('--port <n>', 'port of the redirect, where the provider wants to know it; default: any that is free')
    .action(async (id: string, options: ConfigOption & { device?: boolean; loopback?: boolean; port?: string }) => {
      if (options.device === true && options.loopback === true) program.error('auth login: --device or --loopback');
      const port = options.port === undefined ? undefined : Number(options.port);
      if (port !== undefined && (!Number.isInteger(port) || port < 1 || port > 65_535))
        program.error('auth login: --port is a whole number from 1 to 65535');
      const { login, usualMethod } = await import('../app/auth.js');
      await withStoreAndSecrets(options, async (store, config) => {
        const account = accountOf(config, id);
        const asked: LoginMethod | null =
          options.device === true ? 'device' : options.loopback === true ? 'loopback' : null;
        const method = asked ?? usualMethod(account);
        const how = { method, actor: actor(), ...(port === undefined ? {} : { port }) };
        await login(config, store, account, how, {
          device: ({ url, code, completeUrl, minutes }) =>
            write(
              `Open ${plain(url)}\nand type the code ${pc.bold(plain(code))} within ${minutes} minutes.\n${completeUrl === null ? '' : `Or open ${plain(completeUrl)}\n`}`,
            ),
          browser: (url) =>
            write(`Open this address in a browser on this machine, within 10 minutes:\n\n${plain(url)}\n\n`),
        });
        await write(`Account ${id} is logged in. \`triage doctor\` tries it at the mail server.\n`);
      });
    });
  withConfig(auth.command('status').description('how the logins stand; asks neither provider nor mail server'))
    .option('--json', 'as JSON')
    .action(async (options: ConfigOption & { json?: boolean }) => {
      const { authStatus } = await import('../app/auth.js');
      await withStoreAndSecrets(options, async (store, config) => {
        const all = await Promise.all(config.accounts.map((account) => authStatus(config, store, account)));
        if (options.json === true) await write(`${JSON.stringify(all, null, 2)}\n`);
        else for (const one of all) await write(describeAuth(one));
        process.exitCode = all.every((one) => one.state === 'usable') ? 0 : 1;
      });
    });
  withConfig(auth.command('logout').description("forget an account's tokens, and tell the provider"))
    .argument('<account>', "the account's id")
    .action(async (id: string, options: ConfigOption) => {
      const { logout } = await import('../app/auth.js');
      const { forgotten, revoked } = await withStoreAndSecrets(options, (store, config) =>
        logout(config, store, accountOf(config, id), actor()),
      );
      if (!forgotten) return write(`Account ${id} had no tokens.\n`);
      const told = revoked ? 'and the provider was told' : 'the provider was not told: revoke the access there as well';
      await write(`The tokens of account ${id} are forgotten, ${told}.\n`);
    });
}

function describeAuth(one: AuthStatus): string {
  const { account, method, state, help, registration, obtainedAt, by, renewedAt, endsIn } = one;
  const lines = [`${pc.bold(account)}: ${method}, ${state === 'usable' ? pc.green(state) : pc.red(state)}`];
  if (help !== null) lines.push(`  what to do: ${plain(help)}`);
  if (registration !== null) lines.push(`  client ${plain(registration)}`);
  if (obtainedAt !== null) lines.push(`  logged in ${obtainedAt} by ${plain(by ?? '')}`);
  if (renewedAt !== null && endsIn !== null) {
    const rest = endsIn > 0 ? `good for ${Math.round(endsIn / 60)} min more` : 'ended, renewed when it is needed';
    lines.push(`  access token of ${renewedAt}, ${rest}`);
  }
  return `${lines.join('\n')}\n`;
}
