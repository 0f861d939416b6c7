#!/usr/bin/env node
import { Command } from 'commander';
import { packageVersion } from '../app/package-root.js';
import { TriageError } from '../domain/index.js';
import { addAck } from './ack.js';
import { addActivate } from './activate.js';
import { addAuth } from './auth.js';
import { addCorrect } from './correct.js';
import { addDemo } from './demo.js';
import { addDoctor } from './doctor.js';
import { addExplain } from './explain.js';
import { addInit } from './init.js';
import { addLog } from './log.js';
import { addPause } from './pause.js';
import { addQueue } from './queue.js';
import { addRules } from './rules.js';
import { addRun } from './run.js';
import { addScore } from './score.js';
import { addShadow } from './shadow.js';
import { addShow } from './show.js';
import { addStatus } from './status.js';
import { addUser } from './user.js';

const program = new Command('triage')
  .description(
    "reads a research group's mailbox, ranks applicants by fit, labels their mail and acknowledges it where the rules allow",
  )
  .version(packageVersion(), '-V, --version', 'prints the version')
  .showHelpAfterError('(triage --help lists the commands)')
  .exitOverride((error) => {
    // Unusable arguments are 2 everywhere; help and version are no errors.
    process.exit(error.exitCode === 0 ? 0 : 2);
  });

const commands = [addDemo, addRun, addScore, addQueue, addShow, addExplain, addCorrect, addAck, addRules];
const access = [addPause, addStatus, addLog, addShadow, addActivate, addAuth];
for (const add of [...commands, ...access, addUser, addDoctor, addInit]) add(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof TriageError) {
    process.stderr.write(`triage: ${error.message}\n  what to do: ${error.help}  [${error.code}]\n`);
    process.exitCode = 2;
  } else throw error;
}
