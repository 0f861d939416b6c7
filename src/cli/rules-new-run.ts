import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { input, select } from '@inquirer/prompts';
import pc from 'picocolors';
import { defaultRulesDir, loadRuleset } from '../app/read-rules.js';
import { permanent } from '../domain/index.js';
import { draftPosition, type PositionAnswers, type PositionDraft, readVacancy } from '../tuning/index.js';
import { rulesFolder } from './rules-folder.js';
import { type Level, levels, type NewOptions } from './rules-options.js';

/** Drafts a position from a vacancy; asks on a terminal, and writes the files unless only the text is wanted. */
export async function runNewPosition(vacancy: string, options: NewOptions, level: Level | undefined): Promise<string> {
  const folder = await rulesFolder(options.rules, options);
  const ruleset = await loadRuleset(folder);
  const text = await readFile(vacancy, 'utf8').catch((cause: unknown) => {
    throw permanent('vacancy-unreadable', `${vacancy} can't be read.`, 'Name a text file with the advert.', cause);
  });
  const read = readVacancy(text, ruleset, new Date());
  const topics = ruleset.topics.map((topic) => topic.id);
  const given: PositionAnswers = {
    ...(options.id === undefined ? {} : { id: options.id }),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(level === undefined ? {} : { seeks: level }),
  };
  const guess = draftPosition(read, given, topics);
  const ask = process.stdin.isTTY && !options.yes && !options.print;
  const draft = ask ? draftPosition(read, await answers(read, given, guess), topics) : guess;
  if (options.print) return draft.yaml;
  if (folder === defaultRulesDir())
    throw permanent(
      'rules-are-the-defaults',
      'These are the rules that come with the program.',
      'Copy the folder first (`cp -r rules my-rules`), then name the copy with --rules or in the configuration.',
    );
  await writeNew(join(folder, draft.path), draft.yaml);
  await writeNew(join(folder, draft.vacancyPath), text);
  return summary(draft);
}

async function answers(
  read: ReturnType<typeof readVacancy>,
  given: PositionAnswers,
  guess: PositionDraft,
): Promise<PositionAnswers> {
  const title = given.title ?? (await input({ message: 'Title', default: read.title ?? '' }));
  const seeks =
    given.seeks ??
    (await select({
      message: 'Level',
      default: read.seeks ?? 'phd',
      choices: levels.map((value) => ({ value })),
    }));
  const id =
    given.id ??
    (await input({
      message: 'Short name (id)',
      default: guess.id,
      validate: (value) =>
        /^[a-z][a-z0-9-]{0,59}$/.test(value) || 'lower-case letters, digits and hyphens, starting with a letter',
    }));
  return { title, seeks, id };
}

async function writeNew(path: string, text: string): Promise<void> {
  if (existsSync(path))
    throw permanent('position-exists', `${path} is there already.`, 'Give another id with --id, or edit that file.');
  await writeFile(path, text);
}

function summary({ path, vacancyPath, unsure }: PositionDraft): string {
  return [
    `Wrote ${path} and ${vacancyPath}.`,
    '',
    pc.bold('Look at these before it goes live:'),
    ...unsure.map((line) => `  - ${line}`),
    '',
    'Then: triage rules check, triage rules diff, triage rules apply.',
    '',
  ].join('\n');
}
