import Table from 'cli-table3';
import type { Command } from 'commander';
import pc from 'picocolors';
import type { Demo } from '../app/demo/demo.js';
import type { Counts } from '../store/index.js';
import { untilSignal } from './common.js';
import { queueTable } from './queue.js';
import { write } from './terminal.js';

/** `triage demo`: the main job on fixtures, with nothing installed. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('run the whole program on fixtures, with mail servers of its own; nothing leaves this process')
    .option('--exit', 'end when everything is handled', false)
    .option('--verbose', "show the program's log", false)
    .action(async (options: { exit: boolean; verbose: boolean }) => {
      const stopped = untilSignal();
      const started = Date.now();
      await write('Starting mail servers in this process and the program on its embedded store …\n');
      const { startDemo } = await import('../app/demo/demo.js');
      const { createLogger } = await import('../app/logger.js');
      const demo = await startDemo(createLogger(options.verbose ? 'info' : 'error'));
      try {
        if (!options.exit)
          await write(
            `The review page, while the mails are read (the link works once): ${await demo.web.enterLink()}\n`,
          );
        await write(`${demo.waiting} mails lie in two mailboxes, ot-lab (sends) and tml-lab (drafts).\n`);
        await settle(demo, demo.waiting);
        await write(
          `All read after ${seconds(started)} s. Now ${demo.arriving.length} more arrive while it watches:\n`,
        );
        for (const [index, one] of demo.arriving.entries()) {
          const at = Date.now();
          demo.deliver(one);
          await settle(demo, demo.waiting + index + 1);
          await write(
            `  ${one.id} into ${one.mailbox}: handled ${((Date.now() - at) / 1000).toFixed(1)} s after delivery\n`,
          );
        }
        await report(demo);
        await write(`\nDone in ${seconds(started)} s.\n`);
        if (!options.exit) {
          await write(`\n${pc.bold('The review page')}: ${demo.web.url}\n`);
          await write(`To get in, once: ${await demo.web.enterLink()}\n`);
          await write('Still watching; Ctrl-C ends it (with --exit it ends by itself).\n');
          await stopped;
        }
      } finally {
        await demo.stop();
      }
    });
}

const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(1);

const settledMessages = (counts: Counts): number => {
  const { handled, quarantined, gone } = counts.messages;
  return handled + quarantined + gone + counts.messages['left-alone'];
};

/** Waits until so many messages have an end and no effect is open; shows progress meanwhile. */
async function settle(demo: Demo, messages: number): Promise<void> {
  const tty = process.stdout.isTTY;
  for (let last = -1; ; ) {
    const counts = await demo.program.store.read.counts();
    const known = Object.values(counts.messages).reduce((a, b) => a + b, 0);
    const done = settledMessages(counts);
    if (tty && done !== last)
      process.stdout.write(
        `\r\x1b[K  ${done} of ${messages} read, ${counts.actions.done} effects done, ${counts.open} open`,
      );
    last = done;
    if (known > 0 && counts.open === 0 && (await places(demo)) >= messages) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (tty) process.stdout.write('\r\x1b[K');
}

/** How many places in mailboxes are known: a second delivery is a second place of one message. */
async function places(demo: Demo): Promise<number> {
  const messages = await demo.program.store.read.messages({ limit: 1000 });
  const shown = await Promise.all(messages.map((message) => demo.program.store.read.show(message.id)));
  return shown.reduce((sum, one) => sum + (one?.locations.length ?? 0), 0);
}

async function report(demo: Demo): Promise<void> {
  const { store } = demo.program;
  const heading = (text: string): Promise<void> => write(`\n${pc.bold(text)}\n`);
  await heading('The ranked queue');
  await write(`${queueTable(await store.read.rankedQueue({ limit: 200 }))}\n`);
  await heading('What was left alone, and why');
  const alone = await store.read.messages({ statuses: ['left-alone', 'quarantined', 'gone'], limit: 200 });
  for (const message of alone)
    await write(
      `  ${message.id.padStart(3)}  ${(message.reason?.code ?? '').padEnd(20)} ${(message.subject ?? '(no subject)').slice(0, 70)}\n`,
    );
  await heading('What the mailboxes really hold');
  for (const user of ['ot-lab', 'tml-lab']) {
    const table = new Table({ head: ['folder', 'mails', 'seen', 'labels'], style: { head: [], border: [] } });
    for (const [folder, mails] of demo.servers.mailboxState(user)) {
      if (mails.length === 0) continue;
      const labels = new Map<string, number>();
      for (const mail of mails)
        for (const keyword of mail.keywords) labels.set(keyword, (labels.get(keyword) ?? 0) + 1);
      const seen = mails.filter((mail) => mail.flags.includes('\\Seen')).length;
      table.push([
        folder,
        mails.length,
        seen,
        [...labels]
          .sort()
          .map(([name, count]) => `${name} ${count}`)
          .join('\n'),
      ]);
    }
    await write(`${user}\n${table.toString()}\n`);
  }
  await heading(`What the SMTP server has taken: ${demo.servers.sink.length} mails`);
  for (const mail of demo.servers.sink) {
    const subject =
      /^Subject: (.*(?:\r?\n[ \t].*)*)/im.exec(mail.raw.toString('utf8'))?.[1]?.replace(/\s+/g, ' ') ?? '';
    await write(`  to ${mail.to.join(', ')}: ${subject.slice(0, 70)}\n`);
  }
}
