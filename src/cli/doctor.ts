import type { Command } from 'commander';
import pc from 'picocolors';
import type { Finding } from '../app/examine.js';
import { type ConfigOption, configOf, withConfig } from './common.js';
import { write } from './terminal.js';

/** `triage doctor`: is everything there, and what to do where not. */
export function addDoctor(program: Command): void {
  withConfig(
    program
      .command('doctor')
      .description('check accounts, mail server, store, queue and rules; changes nothing and sends nothing'),
  )
    .option('--json', 'as JSON')
    .action(async (options: ConfigOption & { json?: boolean }) => {
      const { examine } = await import('../app/examine.js');
      const { createLogger } = await import('../app/logger.js');
      const findings: Finding[] = [];
      for await (const finding of examine(await configOf(options), createLogger('silent'))) {
        findings.push(finding);
        if (options.json !== true) await write(line(finding));
      }
      const failed = findings.filter((finding) => finding.level === 'error').length;
      if (options.json === true) await write(`${JSON.stringify(findings, null, 2)}\n`);
      else await write(failed === 0 ? `\n${pc.green('Ready.')}\n` : `\n${pc.red(`${failed} things to put right.`)}\n`);
      process.exitCode = failed === 0 ? 0 : 1;
    });
}

const SIGNS = { ok: pc.green('ok   '), warning: pc.yellow('note '), error: pc.red('FAIL ') } as const;

function line(finding: Finding): string {
  const help = finding.help === null ? '' : `\n        what to do: ${finding.help}`;
  return `${SIGNS[finding.level]} ${finding.about}: ${finding.message}${help}\n`;
}
