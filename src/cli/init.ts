import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { configurationText, exampleAnswers, type InitAnswers } from '../app/init-text.js';
import { permanent } from '../domain/index.js';
import { write } from './terminal.js';

/** `triage init`: a few questions, then a configuration file that `doctor` can check. */
export function addInit(program: Command): void {
  program
    .command('init')
    .description('ask a few questions and write the configuration file')
    .option('-c, --config <file>', 'where to write it', 'triage.yaml')
    .option('--force', 'overwrite a file that is there', false)
    .option('--example', 'print a complete example and write nothing', false)
    .action(async (options: { config: string; force: boolean; example: boolean }) => {
      if (options.example) return write(configurationText(exampleAnswers));
      if (existsSync(options.config) && !options.force) {
        throw permanent(
          'config-exists',
          `${options.config} is there already.`,
          'Give another name with --config, or --force to overwrite it.',
        );
      }
      const text = configurationText(await ask());
      // Never write what could not be read back; the secret is not there yet, so any value will do for the check.
      const { parseConfig } = await import('../app/config.js');
      parseConfig(text, options.config, { IMAP_PASSWORD: 'x', SMTP_PASSWORD: 'x' });
      await writeFile(options.config, text, { mode: 0o600 });
      await write(
        `\nWrote ${options.config}. Next:\n  export IMAP_PASSWORD=…   (and SMTP_PASSWORD, if you gave a server for sending)\n  triage doctor\n  triage start\nIt labels and writes drafts; nothing is sent until you set \`mode: send\` and \`triage activate lab\` it.\n`,
      );
    });
}

async function ask(): Promise<InitAnswers> {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  // Lines that arrive at once (a pipe) must not be lost between two questions.
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  reader.on('line', (line) => {
    const next = waiting.shift();
    if (next === undefined) lines.push(line);
    else next(line);
  });
  reader.on('close', () => {
    for (const next of waiting.splice(0)) next('');
  });
  const question = async (text: string, preset: string): Promise<string> => {
    process.stdout.write(preset === '' ? `${text}: ` : `${text} [${preset}]: `);
    const ready = lines.shift();
    const line = ready ?? (await new Promise<string>((resolve) => waiting.push(resolve)));
    return line.trim() === '' ? preset : line.trim();
  };
  try {
    const imapHost = await question('IMAP server', 'imap.example.org');
    const user = await question('Login (often the whole address)', '');
    const address = await question('Address that mail comes to and answers come from', user);
    const name = await question('Name under answers', 'The group');
    const smtpHost = await question('SMTP server (empty: never send, drafts only)', '');
    const aliases = await question('Other addresses of yours, with commas between (empty: none)', '');
    const authservId = await question('Name in the Authentication-Results of your mail server (empty: not known)', '');
    return {
      imapHost,
      user,
      address,
      name,
      smtpHost,
      aliases: aliases
        .split(',')
        .map((alias) => alias.trim())
        .filter((alias) => alias !== ''),
      authservId,
    };
  } finally {
    reader.close();
  }
}
