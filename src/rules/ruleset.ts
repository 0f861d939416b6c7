import { type Classifier, phraseStems } from '../language/index.js';
import type { PhraseIndex } from './phrases.js';
import { plainWords, type ReplyWords } from './reply-words.js';
import type {
  DocumentCues,
  Examples,
  FieldWords,
  GuardLists,
  KindCues,
  Policy,
  Position,
  SectionKind,
  StanceCues,
  Topic,
  Venue,
} from './schemas/index.js';

/** A position with what its files add: the advert, compiled for the echo check. */
export interface OpenPosition extends Position {
  /** Overlapping runs of five stems of the advert and of the group's own titles. */
  readonly echo: ReadonlySet<string>;
  /** The advert's stems in order, with a space around each: which topics it names itself. */
  readonly advert: string;
}

/** The compiled rules directory. Immutable; named by the hash of all its files. */
export interface Ruleset {
  readonly hash: string;
  /** Name of what mail is read by (`ReadingRules`): rulesets that differ only in other things read every mail alike. */
  readonly reading: string;
  readonly topics: readonly Topic[];
  readonly positions: readonly OpenPosition[];
  readonly policy: Policy;
  readonly documents: DocumentCues;
  readonly sections: ReadonlyMap<string, SectionKind>;
  readonly venues: readonly Venue[];
  readonly stances: { readonly [K in Exclude<keyof StanceCues, 'version'>]: PhraseIndex };
  /** Null where the rules say nothing of fields: then every term is taken at its word. */
  readonly field: FieldWords | null;
  readonly kinds: KindCues;
  /** Trained at its first use. */
  readonly kindClassifier: () => Classifier;
  readonly guard: GuardLists;
  /** Reply templates by name (without `.liquid`), as text. */
  readonly replies: ReadonlyMap<string, string>;
  /** Whole mails with where they must land; none where there is no `examples.yaml`. */
  readonly examples: Examples;
  /** Words of the replies' languages by tag. */
  readonly replyWords: ReadonlyMap<string, ReplyWords>;
}

/**
 * The part of a ruleset by which a mail is read: its kind, documents, applicant and facts. Weights, topics, positions
 * (but for their tags) and the policy have no part in it.
 */
export interface ReadingRules
  extends Pick<
    Ruleset,
    'reading' | 'documents' | 'sections' | 'venues' | 'stances' | 'kinds' | 'kindClassifier' | 'guard'
  > {
  readonly positions: readonly Pick<OpenPosition, 'tags'>[];
}

/** Length in stems of the runs by which an echo of the advert is recognised. */
export const ECHO_RUN = 5;

/** The runs of stems of a text. */
export function echoRuns(text: string): Set<string> {
  const stems = phraseStems(text);
  const runs = new Set<string>();
  for (let i = 0; i + ECHO_RUN <= stems.length; i++) runs.add(stems.slice(i, i + ECHO_RUN).join(' '));
  return runs;
}

/** The words of replies in a language; English where the rules have none. */
export function replyWordsIn(ruleset: Pick<Ruleset, 'replyWords'>, language: string): ReplyWords {
  return ruleset.replyWords.get(language) ?? plainWords;
}

/** The position with this id, or null. */
export function positionOf(ruleset: Ruleset, id: string | null): OpenPosition | null {
  return ruleset.positions.find((position) => position.id === id) ?? null;
}

/**
 * Every label that may ever be ours, each once. In the order in which they decide where a message can have only one (a
 * folder): what a person decided, that it could not be read, the band, a question, and last what is only remarked.
 */
export function labelNames({ labels }: Pick<Policy, 'labels'>): string[] {
  const { verdicts, unread, strong, possible, weak, inquiry, incomplete, flagged } = labels;
  const decided = [verdicts.shortlist, verdicts.hold, verdicts.decline].flatMap((name) => name ?? []);
  return [...new Set([...decided, unread, strong, possible, weak, labels['off-topic'], inquiry, incomplete, flagged])];
}
