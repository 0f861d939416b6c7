/**
 * The one door to `natural`. Its index drags in database drivers (0.85 s, 160 MB), so only the submodules that this
 * program uses are loaded, and only here.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

interface Stemmer {
  stem(word: string): string;
}

/** A Bayes classifier over bags of words; see natural's documentation of `BayesClassifier`. */
export interface Classifier {
  addDocument(text: string | string[], label: string): void;
  train(): void;
  getClassifications(text: string | string[]): { label: string; value: number }[];
}

const porter: Stemmer = require('natural/lib/natural/stemmers/porter_stemmer.js');
const BayesClassifier: new () => Classifier & {
  readonly features: Readonly<Record<string, number>>;
} = require('natural/lib/natural/classifiers/bayes_classifier.js');
const jaroWinkler: (a: string, b: string, options?: { ignoreCase?: boolean }) => number =
  require('natural/lib/natural/distance/jaro-winkler_distance.js');
const levenshtein: { LevenshteinDistance(a: string, b: string): number } =
  require('natural/lib/natural/distance/levenshtein_distance.js');
const AggressiveTokenizer: new () => {
  tokenize(text: string): string[];
} = require('natural/lib/natural/tokenizers/aggressive_tokenizer.js');
const wordTokenizer = new AggressiveTokenizer();

interface TfIdfIndex {
  addDocument(terms: readonly string[]): void;
  listTerms(document: number): { term: string; tfidf: number }[];
}
const TfIdf: new () => TfIdfIndex = require('natural/lib/natural/tfidf/tfidf.js');

const stems = new Map<string, string>();
const LONGEST_WORD = 60;

/**
 * Porter's stem of one lower-case word (Porter 1980, natural's implementation), with British -ise folded into -ize first
 * so that `optimisation` and `optimization` meet. Stems are remembered; the memory is emptied at 50,000 words.
 */
export function stem(word: string): string {
  // Porter's rules are tried letter by letter; no language has such words, and a stranger's file may.
  if (word.length > LONGEST_WORD) return word;
  const known = stems.get(word);
  if (known !== undefined) return known;
  const american = word.replace(/is(e|es|ed|ing|ation|ations|er|ers)$/, 'iz$1');
  const result = /^[a-z]+$/.test(american) ? porter.stem(american) : american;
  if (stems.size > 50_000) stems.clear();
  stems.set(word, result);
  return result;
}

/** natural's classifier, which looks every word that it knows up in the text; here in a set instead of a list. */
class QuickBayesClassifier extends BayesClassifier {
  textToFeatures(words: string | readonly string[]): number[] {
    const text = new Set(typeof words === 'string' ? bagOfWords(words) : words);
    return Object.keys(this.features).map((feature) => (text.has(feature) ? 1 : 0));
  }
}

/** A new, untrained Bayes classifier. */
export function newClassifier(): Classifier {
  return new QuickBayesClassifier();
}

/** Words of a text for the classifier: natural's aggressive tokeniser, then stems. */
export function bagOfWords(text: string): string[] {
  return wordTokenizer.tokenize(text.toLowerCase()).map(stem);
}

/** Jaro-Winkler similarity of two strings, 0-1, case ignored. */
export function similarity(a: string, b: string): number {
  return jaroWinkler(a, b, { ignoreCase: true });
}

/** Levenshtein distance in edits. */
export function editDistance(a: string, b: string): number {
  return levenshtein.LevenshteinDistance(a, b);
}

/**
 * The terms of each text that set it apart from the others, by tf-idf (natural's TfIdf), at most `most` of each.
 * @param texts terms of each text; n-grams are terms as well
 */
export function distinctiveTerms(texts: readonly (readonly string[])[], most: number): string[][] {
  const index = new TfIdf();
  for (const terms of texts) index.addDocument([...terms]);
  return texts.map((_, at) =>
    index
      .listTerms(at)
      .slice(0, most)
      .map(({ term }) => term),
  );
}

const GERMAN =
  'der die das den dem des ein eine einen einem einer eines und oder aber in im an am auf aus bei mit nach seit von vom zu zum zur für über unter durch ich wir sie er es ist sind war waren wird werden habe haben hat mein meine meinen meinem meiner als wie auch nicht';
let emptyWords: ReadonlySet<string> | null = null;

/** Whether a word (lower case) carries no meaning of its own in a language that applicants use (natural's lists). */
export function isEmptyWord(word: string): boolean {
  emptyWords ??= new Set([
    ...GERMAN.split(' '),
    ...['', '_es', '_fr', '_it', '_pt', '_zh'].flatMap(
      (language) => (require(`natural/lib/natural/util/stopwords${language}.js`) as { words: string[] }).words,
    ),
  ]);
  return emptyWords.has(word);
}
