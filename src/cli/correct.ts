import type { Command } from 'commander';
import { type Kind, kinds, permanent } from '../domain/index.js';
import { actor, type ConfigOption, withConfig, withStoreAndSecrets } from './common.js';
import { plain } from './show.js';
import { write } from './terminal.js';

interface CorrectOptions extends ConfigOption {
  kind?: string;
  position?: string;
  note?: string;
  undo: boolean;
}

/** `triage correct`: what a person says about a mail wins over what the program finds. */
export function addCorrect(program: Command): void {
  withConfig(
    program
      .command('correct')
      .description(
        'say what a mail is: it is judged and labelled so, and the classifier learns it; nobody is answered',
      ),
  )
    .argument('<id>', "the message's id, as `triage queue` and `triage log` print it")
    .option('--kind <kind>', kinds.join(', '))
    .option('--position <id>', 'the position that it is for; default: found as for any mail')
    .option('--note <text>', 'why, for the audit record')
    .option('--undo', 'take back what was said before', false)
    .action(async (id: string, options: CorrectOptions) => {
      const kind = kinds.find((one) => one === options.kind);
      if (options.undo ? options.kind !== undefined || options.position !== undefined : kind === undefined)
        program.error(`correct: give --kind ${kinds.join('|')}, or --undo alone`);
      const { correctMessage, undoCorrection } = await import('../app/correct.js');
      await withStoreAndSecrets(options, async (store, config, logger) => {
        const parts = { store, config, logger };
        const judged = await store.read.judged(id);
        if (judged === null)
          throw permanent(
            'no-such-message',
            `There is no judged message ${plain(id)}.`,
            '`triage queue` and `triage log` print the ids.',
          );
        const { note = null, position = null } = options;
        if (options.undo) await undoCorrection(parts, id, actor());
        else if (kind !== undefined)
          await correctMessage(parts, { messageId: id, kind, position, note, actor: actor() });
        const after = (await store.read.judged(id))?.judgement ?? judged.judgement;
        await write(`Message ${id}: ${described(judged.judgement)} → ${described(after)}.\n`);
        await write('Its labels follow; nobody is answered. `triage replay` shows what it changes for other mail.\n');
      });
    });
}

function described({ kind, position, band }: { kind: Kind; position: string | null; band: string }): string {
  return kind === 'application' ? `application for ${position ?? 'no position'}, ${band}` : kind;
}
