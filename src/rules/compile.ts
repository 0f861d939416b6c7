import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Kind } from '../domain/index.js';
import { bagOfWords, type Classifier, fold, newClassifier, phraseStems } from '../language/index.js';
import { didYouMean, type ParsedFile, parseRuleFile, type RuleFile, type RuleProblem } from './parse-file.js';
import { PhraseIndex } from './phrases.js';
import { lintReplies } from './reply-files.js';
import { type ReplyWords, replyWordsSchema, templateIn } from './reply-words.js';
import { echoRuns, type OpenPosition, type Ruleset } from './ruleset.js';
import {
  documentsSchema,
  examplesSchema,
  fieldSchema,
  guardSchema,
  kindExamplesSchema,
  kindsSchema,
  type Position,
  policySchema,
  positionSchema,
  type SectionKind,
  sectionsSchema,
  stancesSchema,
  type Topic,
  topicSchema,
  venuesSchema,
} from './schemas/index.js';

/** What compiling gave: a ruleset, or null with at least one error among the problems. */
export interface Compiled {
  readonly ruleset: Ruleset | null;
  readonly problems: readonly RuleProblem[];
}

/** A mail with the kind that a person gave it. */
export interface Lesson {
  readonly kind: Kind;
  /** Subject and text, as far as it matters. */
  readonly text: string;
}

/**
 * Rule files → one immutable ruleset. Pure: reading the directory is the caller's.
 * @param files every file of the rules directory with its relative path (`topics/optimal-transport.yaml`)
 * @param corrections what people have corrected: the classifier learns them as it does the examples in the files; they
 * are part of the ruleset's hash, because they can change a judgement
 */
export function compileRules(files: readonly RuleFile[], corrections: readonly Lesson[] = []): Compiled {
  const problems: RuleProblem[] = [];
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const single = <S extends z.ZodType>(path: string, schema: S): z.infer<S> | null => {
    const file = sorted.find((candidate) => candidate.path === path);
    if (file === undefined) {
      problems.push(problem(path, 'missing-file', 'this file is missing', 'copy it from the default rules'));
      return null;
    }
    const result = parseRuleFile(file, schema);
    problems.push(...result.problems);
    return result.parsed?.value ?? null;
  };
  const folder = <S extends z.ZodType>(name: string, schema: S): ParsedFile<z.infer<S>>[] =>
    sorted
      .filter((file) => file.path.startsWith(`${name}/`) && file.path.endsWith('.yaml'))
      .flatMap((file) => {
        const result = parseRuleFile(file, schema);
        problems.push(...result.problems);
        return result.parsed === null ? [] : [result.parsed];
      });

  const policy = single('policy.yaml', policySchema);
  const documents = single('detection/documents.yaml', documentsSchema);
  const sections = single('detection/sections.yaml', sectionsSchema);
  const venues = single('detection/venues.yaml', venuesSchema);
  const stances = single('detection/stances.yaml', stancesSchema);
  const kinds = single('detection/kinds.yaml', kindsSchema);
  const examples = single('detection/kind-examples.yaml', kindExamplesSchema);
  const guard = single('detection/guard.yaml', guardSchema);
  const field = sorted.some((file) => file.path === 'detection/field.yaml')
    ? single('detection/field.yaml', fieldSchema)
    : null;
  const cases = sorted.some((file) => file.path === 'examples.yaml') ? single('examples.yaml', examplesSchema) : null;
  const topics = folder('topics', topicSchema);
  const positions = folder('positions', positionSchema);
  const replies = new Map(
    sorted
      .filter((file) => /^replies\/[^/]+\.liquid$/.test(file.path))
      .map((file) => [file.path.slice('replies/'.length, -'.liquid'.length), file.text]),
  );
  const wordsFile = sorted.some((file) => file.path === 'replies/words.yaml')
    ? single('replies/words.yaml', replyWordsSchema)
    : null;
  const replyWords = new Map<string, ReplyWords>(Object.entries(wordsFile?.languages ?? {}));
  if (policy !== null) problems.push(...lintReplies(sorted, policy.acknowledge, replyWords));
  if (topics.length === 0) problems.push(problem('topics', 'no-topics', 'there is no topic', 'add topics/NAME.yaml'));
  if (positions.length === 0)
    problems.push(problem('positions', 'no-positions', 'there is no position', 'add positions/NAME.yaml'));
  problems.push(...crossCheck(topics, positions, replies, policy?.acknowledge.defaultLanguage ?? 'en', sorted));
  if (policy !== null && !(policy.bands.strong > policy.bands.possible && policy.bands.possible > policy.bands.weak)) {
    problems.push(problem('policy.yaml', 'bands-order', 'bands must fall: strong > possible > weak', null));
  }
  if (
    policy === null ||
    documents === null ||
    sections === null ||
    venues === null ||
    stances === null ||
    kinds === null ||
    examples === null ||
    guard === null ||
    problems.some((found) => found.severity === 'error')
  ) {
    return { ruleset: null, problems };
  }

  const lessons = [...kinds.examples, ...examples.examples, ...corrections];
  const { version: _, ...cues } = stances;
  const ruleset: Ruleset = {
    hash: rulesetHash(sorted, corrections),
    reading: readingHash(sorted, positions, corrections),
    topics: topics.map((file) => file.value),
    positions: positions.map((file) => withEcho(file.value, sorted)),
    policy,
    documents,
    sections: sectionNames(sections.sections),
    venues: venues.venues,
    stances: Object.fromEntries(
      Object.entries(cues).map(([name, list]) => [name, new PhraseIndex(list)]),
    ) as unknown as Ruleset['stances'],
    field,
    kinds,
    kindClassifier: lazily(() => trained(lessons)),
    guard,
    replies,
    examples: cases ?? { version: 1, mailbox: { ownAddresses: [], authservIds: [] }, cases: [] },
    replyWords,
  };
  return { ruleset: Object.freeze(ruleset), problems };
}

/**
 * The name of a ruleset: the first 16 hexadecimal digits of the SHA-256 of its files, in whatever order they are given.
 * Where its classifier has learned corrections, `+` and 8 digits of theirs follow: the same files judge otherwise then.
 */
export function rulesetHash(files: readonly RuleFile[], corrections: readonly Lesson[] = []): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const name = digest(sorted.flatMap((file) => [file.path, file.text])).slice(0, 16);
  if (corrections.length === 0) return name;
  return `${name}+${digest(corrections.flatMap(({ kind, text }) => [kind, text])).slice(0, 8)}`;
}

function digest(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part}\0`);
  return hash.digest('hex');
}

/** The name of the part by which mail is read. */
function readingHash(
  files: readonly RuleFile[],
  positions: readonly ParsedFile<Position>[],
  corrections: readonly Lesson[],
): string {
  const tags = positions.map((file) => file.value.tags);
  const detection = files.filter((file) => file.path.startsWith('detection/'));
  return rulesetHash([...detection, { path: 'tags', text: JSON.stringify(tags) }], corrections);
}

/** Training takes longer than all the rest of compiling, and few mails need it. */
function trained(lessons: readonly Lesson[]): Classifier {
  const classifier = newClassifier();
  for (const lesson of lessons) classifier.addDocument(bagOfWords(lesson.text), lesson.kind);
  if (lessons.length > 0) classifier.train();
  return classifier;
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function problem(file: string, code: string, message: string, suggestion: string | null): RuleProblem {
  return { severity: 'error', code, file, line: 1, column: 1, message, suggestion };
}

function sectionNames(sections: Partial<Record<SectionKind, string[]>>): Map<string, SectionKind> {
  const names = new Map<string, SectionKind>();
  for (const [kind, list] of Object.entries(sections)) {
    for (const name of list) names.set(fold(name), kind as SectionKind);
  }
  return names;
}

function withEcho(position: Position, files: readonly RuleFile[]): OpenPosition {
  const advert = files.find((file) => file.path === `positions/${position.vacancy ?? ''}`)?.text ?? '';
  const echo = echoRuns(advert);
  for (const title of position.works) for (const run of echoRuns(title)) echo.add(run);
  return { ...position, echo, advert: ` ${phraseStems(advert).join(' ')} ` };
}

/** What one file alone can't show: names that lead nowhere, ids given twice. */
function crossCheck(
  topics: readonly ParsedFile<Topic>[],
  positions: readonly ParsedFile<Position>[],
  replies: ReadonlyMap<string, string>,
  defaultLanguage: string,
  files: readonly RuleFile[],
): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const report = (
    file: ParsedFile<unknown>,
    keys: PropertyKey[],
    code: string,
    message: string,
    suggestion: string | null,
  ) => problems.push({ severity: 'error', code, file: file.path, ...file.at(keys), message, suggestion });
  const topicIds = topics.map((topic) => topic.value.id);
  const seen = new Set<string>();
  for (const file of [...topics, ...positions] as readonly ParsedFile<{ id: string }>[]) {
    const key = `${file.path.split('/')[0]}/${file.value.id}`;
    if (seen.has(key))
      report(file, ['id'], 'duplicate-id', `the id \`${file.value.id}\` is used by another file`, null);
    seen.add(key);
  }
  for (const file of topics) {
    const ids = new Set<string>();
    for (const [index, term] of file.value.terms.entries()) {
      if (ids.has(term.id))
        report(file, ['terms', index, 'id'], 'duplicate-id', `term \`${term.id}\` stands here twice`, null);
      ids.add(term.id);
    }
    for (const [index, term] of file.value.terms.entries()) {
      if (term.requires !== undefined && !ids.has(term.requires)) {
        report(
          file,
          ['terms', index, 'requires'],
          'unknown-term',
          `no term \`${term.requires}\` in this topic`,
          didYouMean(term.requires, [...ids]),
        );
      }
    }
  }
  for (const file of positions) {
    for (const [index, topic] of file.value.topics.entries()) {
      if (!topicIds.includes(topic.id)) {
        report(
          file,
          ['topics', index, 'id'],
          'unknown-topic',
          `there is no topic \`${topic.id}\``,
          didYouMean(topic.id, topicIds),
        );
      }
    }
    for (const key of ['template', 'templateMissing'] as const) {
      const name = file.value.acknowledge[key];
      if (
        file.value.acknowledge.mode !== 'never' &&
        !replies.has(templateIn(replies, name, defaultLanguage, defaultLanguage).template)
      ) {
        report(
          file,
          ['acknowledge', key],
          'unknown-template',
          `there is no reply template replies/${name}.liquid`,
          didYouMean(name, [...replies.keys()]),
        );
      }
    }
    if (file.value.vacancy !== undefined && !files.some((other) => other.path === `positions/${file.value.vacancy}`)) {
      report(file, ['vacancy'], 'missing-file', `there is no file positions/${file.value.vacancy}`, null);
    }
  }
  return problems;
}
