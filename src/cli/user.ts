import Table from 'cli-table3';
import type { Command } from 'commander';
import type { StatedConfig } from '../app/config.js';
import { permanent, reviewRoles } from '../domain/index.js';
import type { Store } from '../store/index.js';
import { actor, type ConfigOption, withConfig, withStore } from './common.js';
import { write } from './terminal.js';

interface AddOptions extends ConfigOption {
  name?: string;
  role: string;
  accounts?: string;
  ask?: boolean;
  link: boolean;
}

const linkSeconds = 3 * 24 * 3600;

/** `triage user add | list | remove | password`: who may log in to the review page. */
export function addUser(program: Command): void {
  const user = program.command('user').description('who may log in to the review page');
  withConfig(user.command('add').description('add somebody; prints a one-time link by which they set their password'))
    .argument('<login>', 'the name to log in with; for single sign-on, what its claim holds (an address, mostly)')
    .option('--name <name>', 'what the others see')
    .option('--role <role>', `one of ${reviewRoles.join(', ')}`, 'reviewer')
    .option('--accounts <ids>', 'only these accounts, separated by commas; default: all')
    .option('--ask', 'ask for the password here instead of printing a link')
    .option('--no-link', 'neither: this person comes by single sign-on or a trusted proxy')
    .action(add);
  withConfig(user.command('list').description('everybody who may log in')).action((options: ConfigOption) =>
    withStore(options, async (store) => {
      const people = await store.review.reviewers.list();
      const table = new Table({
        head: ['login', 'name', 'role', 'accounts', 'password'],
        style: { head: [], border: [] },
      });
      for (const one of people)
        table.push([one.login, one.name, one.role, one.accounts?.join(', ') ?? 'all', one.hasPassword ? 'yes' : 'no']);
      await write(people.length === 0 ? 'Nobody may log in yet: triage user add NAME\n' : `${table.toString()}\n`);
    }),
  );
  withConfig(user.command('remove').description('remove somebody and end their sessions; their verdicts stay'))
    .argument('<login>', 'as `triage user list` shows it')
    .action((login: string, options: ConfigOption) =>
      withStore(options, async (store) => {
        if (!(await store.review.reviewers.remove(login, actor()))) throw unknownUser(login);
        await write('Removed.\n');
      }),
    );
  withConfig(user.command('password').description('a new password: prints a one-time link, or asks for it here'))
    .argument('<login>', 'as `triage user list` shows it')
    .option('--ask', 'ask for it here')
    .action((login: string, options: ConfigOption & { ask?: boolean }) =>
      withStore(options, async (store, config) => {
        const found = await store.review.reviewers.byLogin(login);
        if (found === null) throw unknownUser(login);
        if (options.ask === true) {
          await store.review.reviewers.change(found.id, { password: await askedPassword() }, actor());
          await write('Set. Open sessions of this person have ended.\n');
        } else {
          await write(await linkText(store, config, found.id));
        }
      }),
    );
}

async function add(login: string, options: AddOptions): Promise<void> {
  const role = reviewRoles.find((known) => known === options.role);
  if (role === undefined)
    throw permanent('bad-role', `${options.role} is no role.`, `Give one of ${reviewRoles.join(', ')}.`);
  if (!/^[^\s]{1,120}$/u.test(login))
    throw permanent('bad-login', 'The name to log in with is one word of at most 120 characters.', 'Choose another.');
  const accounts = options.accounts?.split(',').map((id) => id.trim()) ?? null;
  await withStore(options, async (store, config) => {
    const unknown = accounts?.find((id) => !config.accounts.some((account) => account.id === id));
    if (unknown !== undefined)
      throw permanent('account-unknown', `The configuration has no account ${unknown}.`, 'Check --accounts.');
    const hash = options.ask === true ? await askedPassword() : null;
    const one = { login, name: options.name ?? login, role, password: hash, accounts };
    const made = await store.review.reviewers.add(one, actor());
    if (made === null)
      throw permanent(
        'user-exists',
        `${login} is there already.`,
        'See `triage user list`; `triage user password` sets a new password.',
      );
    await write(`${made.login} may log in as ${made.role}.\n`);
    if (hash === null && options.link) await write(await linkText(store, config, made.id));
  });
}

async function linkText(store: Store, config: StatedConfig, id: string): Promise<string> {
  const { makeLink } = await import('../app/web.js');
  const link = await makeLink(store, addressOf(config), 'password', id, linkSeconds);
  return `To set the password, once, within three days: ${link}\n`;
}

function addressOf({ web }: StatedConfig): string {
  return web.baseUrl?.replace(/\/$/, '') ?? `http://${web.host === '0.0.0.0' ? 'localhost' : web.host}:${web.port}`;
}

async function askedPassword(): Promise<string> {
  const { password: askPassword } = await import('@inquirer/prompts');
  const { hashPassword, minimumPasswordLength } = await import('../review/auth/password.js');
  const text = await askPassword({
    message: 'Password',
    mask: true,
    validate: (value) => value.length >= minimumPasswordLength || `At least ${minimumPasswordLength} characters`,
  });
  return hashPassword(text);
}

const unknownUser = (login: string) =>
  permanent('user-unknown', `Nobody here is called ${login}.`, '`triage user list` shows who is there.');
