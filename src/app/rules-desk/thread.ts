import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { asTriageError } from '../../domain/index.js';
import { compileRules, type RuleFile, type RuleProblem, type Ruleset } from '../../rules/index.js';
import { FileStatisticsCounter, RuleStatisticsCounter } from '../../tuning/index.js';
import { checkRuleFiles } from '../check-rules.js';
import type { DecidedMails } from '../suggest.js';
import { suggestFrom } from '../suggest.js';
import { proposalsOf } from './proposals.js';
import type { CheckAnswer, CheckAsked, CountedApplication, Feed, FeedAnswer, ThreadSetup } from './thread-jobs.js';

/** Compiling, counting and fitting take seconds of a processor: here they keep no page waiting. Only this file knows that it is a thread. */
function serve(port: MessagePort, setup: ThreadSetup): void {
  if (setup.job === 'check') {
    port.on('message', (asked: CheckAsked) => {
      check(asked).then(
        (problems) => port.postMessage({ id: asked.id, problems } satisfies CheckAnswer),
        (error: unknown) => port.postMessage({ id: asked.id, failed: words(error) } satisfies CheckAnswer),
      );
    });
    return;
  }
  const say = (answer: FeedAnswer): void => port.postMessage(answer);
  const found = setup.job === 'statistics' ? count(setup.files, fed(port)) : suggest(setup, fed(port), say);
  found.then(
    (result) => say({ result }),
    (error: unknown) => say({ failed: words(error) }),
  );
}

function words(error: unknown): string {
  const { message, help, code } = asTriageError(error);
  return code === 'unexpected' ? message : `${message} ${help}`;
}

async function check({ directory, files, mails, accounts }: CheckAsked): Promise<RuleProblem[]> {
  const { problems } = await checkRuleFiles(directory, files, { mails, within: true, accounts });
  return [...problems];
}

/** What comes through the port, piece by piece; the sender waits until each was taken. */
async function* fed(port: MessagePort): AsyncGenerator<unknown> {
  const pieces: Feed[] = [];
  let wake: () => void = () => {};
  port.on('message', (piece: Feed) => {
    pieces.push(piece);
    wake();
  });
  for (;;) {
    const piece = pieces.shift();
    if (piece === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    if ('end' in piece) return;
    yield* piece.items;
    port.postMessage({ took: true } satisfies FeedAnswer);
  }
}

async function count(files: readonly RuleFile[], applications: AsyncIterable<unknown>): Promise<object> {
  const ruleset = compiled(files);
  const terms = new RuleStatisticsCounter(ruleset);
  const wholes = new FileStatisticsCounter(ruleset);
  for await (const one of applications) {
    const { judgement, verdict } = one as CountedApplication;
    terms.add({ judgement, verdict });
    wholes.add(judgement, verdict);
  }
  const spellings = new Map<string, readonly string[]>(
    ruleset.topics.flatMap((topic) =>
      topic.terms.map((term) => [`topics/${topic.id}.yaml#${term.id}`, term.any.slice(0, 4)] as const),
    ),
  );
  const rows = terms.result().map(({ rule, ...numbers }) => {
    const [file = '', term = ''] = rule.split('#');
    return { rule, file, term, spellings: spellings.get(rule) ?? [], ...numbers };
  });
  return {
    applications: wholes.applications,
    decided: wholes.decided,
    shortlisted: wholes.shortlisted,
    terms: rows,
    files: wholes.result().map((row) => {
      const own = rows.filter((one) => one.file === row.file);
      return { ...row, terms: own.length, dead: own.filter((one) => one.messages === 0).length };
    }),
  };
}

async function suggest(
  { files, mailbox }: Extract<ThreadSetup, { job: 'suggestions' }>,
  decided: AsyncIterable<unknown>,
  say: (answer: FeedAnswer) => void,
): Promise<object> {
  const found = await suggestFrom(decided as AsyncIterable<DecidedMails>, mailbox, compiled(files), (share) =>
    say({ share }),
  );
  return proposalsOf(found, files);
}

function compiled(files: readonly RuleFile[]): Ruleset {
  const { ruleset } = compileRules(files);
  if (ruleset === null) throw new Error('The rules do not fit this version of the program.');
  return ruleset;
}

if (parentPort !== null) serve(parentPort, workerData as ThreadSetup);
