import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import pc from 'picocolors';
import type { Preview } from '../app/preview.js';
import { permanent } from '../domain/index.js';
import type { OutgoingMail } from '../outbox/index.js';
import { withStore } from './common.js';
import { addMailboxOptions, type MailboxOptions, settingsFor } from './score.js';
import { write } from './terminal.js';

interface PreviewOptions extends MailboxOptions {
  position?: string;
  template?: string;
  language?: string;
  all: boolean;
  raw: boolean;
}

/** `triage ack preview`: an answer as it would leave. Nothing is sent, nothing written down. */
export function addAck(program: Command): void {
  const ack = program.command('ack').description('acknowledgements: look at them before anybody gets one');
  const preview = ack
    .command('preview')
    .description('print the complete answer to a mail as it would leave, or why none would; sends nothing')
    .argument('[id-or-file]', "a message's id, or mail from a file; without one, a sample of a template is shown")
    .option('--position <id>', 'sample: about this position')
    .option('--template <name>', 'sample: of this template (receipt, or receipt.de)')
    .option('--language <code>', 'sample: in this language')
    .option('--all', 'sample: of every template in every language', false)
    .option('--raw', 'the very bytes, as they would be handed over', false);
  addMailboxOptions(preview).action(async (what: string | undefined, options: PreviewOptions) => {
    if (what === undefined) return samples(options);
    return existsSync(what) ? ofFiles(what, options) : ofMessage(what, options);
  });
}

async function samples(options: PreviewOptions): Promise<void> {
  const { allSamples, previewSample } = await import('../app/preview.js');
  const { loadRuleset } = await import('../app/read-rules.js');
  const settings = await settingsFor(options);
  const ruleset = await loadRuleset(settings.rules);
  const { position, template, language } = options;
  const wish = {
    ...(position === undefined ? {} : { position }),
    ...(template === undefined ? {} : { template }),
    ...(language === undefined ? {} : { language }),
  };
  const wishes = options.all ? allSamples(ruleset).map((one) => ({ ...wish, ...one })) : [wish];
  for (const one of wishes) {
    const sample = await previewSample(one, sampleAccount(settings.ownAddresses), ruleset, new Date());
    await write(`${pc.bold(`sample of ${sample.template}`)}\n${await shown(sample.mail, options.raw)}\n`);
  }
}

async function ofFiles(path: string, options: PreviewOptions): Promise<void> {
  const { judgeFiles } = await import('../app/judge-files.js');
  const { messagesOf } = await import('../app/mail-files.js');
  const { previewAnswer } = await import('../app/preview.js');
  const { loadRuleset } = await import('../app/read-rules.js');
  const { createMessageReader } = await import('../documents/index.js');
  const settings = await settingsFor(options);
  const ruleset = await loadRuleset(settings.rules);
  const account = { ...sampleAccount(settings.ownAddresses), mode: 'send' as const };
  const reader = createMessageReader({ threads: 1, ocr: true });
  try {
    for await (const { source, message, judgement } of judgeFiles(messagesOf([path]), reader, ruleset, settings, 2))
      await print(source, await previewAnswer(message, judgement, account, ruleset, new Date()), options.raw);
  } finally {
    await reader.close();
  }
}

async function ofMessage(id: string, options: PreviewOptions): Promise<void> {
  const { previewAnswer } = await import('../app/preview.js');
  const { loadRuleset } = await import('../app/read-rules.js');
  const path = options.config ?? process.env.TRIAGE_CONFIG ?? 'triage.yaml';
  await withStore({ config: path }, async (store, config) => {
    const judged = await store.read.judged(id);
    if (judged === null)
      throw permanent(
        'no-such-message',
        `There is no judged message and no file ${id}.`,
        '`triage queue` prints the ids.',
      );
    const account = config.accounts.find((one) => one.id === judged.message.account);
    if (account === undefined)
      throw permanent(
        'account-unknown',
        `There is no account \`${judged.message.account}\` in the configuration.`,
        'Add it again.',
      );
    const ruleset = await loadRuleset(options.rules ?? config.rulesDir);
    await print(
      `message ${id}`,
      await previewAnswer(judged.read, judged.judgement, account, ruleset, new Date()),
      options.raw,
    );
  });
}

function sampleAccount(ownAddresses: readonly string[]) {
  const email = ownAddresses[0] ?? 'openings@example.org';
  return { id: 'sample', identity: { name: 'The research group', email } };
}

async function print(title: string, preview: Preview, raw: boolean): Promise<void> {
  if (preview.form === 'none') {
    await write(`${pc.bold(title)}: nothing would leave (${preview.code}): ${preview.detail}\n`);
    return;
  }
  const words = preview.form === 'reply' ? 'would be sent' : 'would be a draft';
  await write(`${pc.bold(`${title}: ${words}`)} (${preview.template})\n${await shown(preview.mail, raw)}\n`);
}

/** The mail's header as it leaves, and its text decoded. */
async function shown(mail: OutgoingMail, raw: boolean): Promise<string> {
  if (raw) return mail.raw.toString('utf8');
  const text = mail.raw.toString('utf8');
  const head = text.slice(0, text.indexOf('\r\n\r\n')).replaceAll('\r\n', '\n');
  const { simpleParser } = await import('mailparser');
  const parsed = await simpleParser(mail.raw);
  return `${head}\n\n${parsed.text ?? ''}`;
}
