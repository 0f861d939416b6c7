import type { Reason } from '../domain/index.js';
import { ECHO_RUN, type OpenPosition } from '../rules/index.js';
import { looksPublished, type Passage } from '../understand/index.js';
import { type Hit, MOST_IN_PASSAGE } from './match.js';

/** Passages and tokens that are there for the machine, not for a reader. */
export interface Games {
  /** Passages that are lists of keywords. */ readonly stuffed: ReadonlySet<Passage>;
  /** Documents with such lists: what stands there in mere words is worth nothing either. */
  readonly stuffedDocuments: ReadonlySet<string>;
  /** Passages that repeat an earlier one. */
  readonly repeated: ReadonlySet<Passage>;
  /** Tokens that repeat the advert or the group's own titles, by passage. */
  readonly echoed: ReadonlyMap<Passage, ReadonlySet<number>>;
  /** The same, only runs so long that they were copied. */
  readonly copied: ReadonlyMap<Passage, ReadonlySet<number>>;
  readonly flags: readonly Reason[];
}

const FUNCTION_WORDS = new Set(
  'a an the of in on to for with by and or from at as is are was were be been has have had i we my our this that which it its their his her using used under between into how can der die das und in von mit für auf ein eine ich wir bei zu im am le la les de des du et en un une pour avec sur dans je nous el los las y con para por que 的 了 在 和 与 是 我'.split(
    ' ',
  ),
);

/** Lists of courses are lists of topics by nature. */
const LISTED: ReadonlySet<string | null> = new Set(['courses', 'bibliography']);

/** An entry with its dates is a station of a life, however short its words. */
const DATED = /^[\s|*•·▪–—-]*(?:\d{1,2}[./])?(?:19|20)\d{2}\s*(?:[-–—]|to|bis|à|until|since)/;

/** A keyword list has at least so many hits, … */
const STUFFED_HITS = 9;
/** … which are at least this share of its words, … */
const STUFFED_SHARE = 0.4;
/** … and less than this share of words that sentences are made of. */
const SENTENCE_SHARE = 0.13;

/** A block that stands in a document so often is there for a machine; a page's head may stand on each of a few pages. */
const SPAM_TIMES = 8;
/** An item of such a document is part of the block, when so much of it is its words. */
const SPAM_SHARE = 0.5;

/** So many words of the advert in a row are no accident of the field's language. */
const COPIED_RUN = 10;

/** Runs of the adverts by their first and second stem: nearly no word of a text begins one, and joining stems is dear. */
type Echoes = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
const echoes = new WeakMap<readonly OpenPosition[], Echoes>();

function echoesOf(positions: readonly OpenPosition[]): Echoes {
  const known = echoes.get(positions);
  if (known !== undefined) return known;
  const found = new Map<string, Map<string, Set<string>>>();
  for (const run of positions.flatMap((position) => [...position.echo])) {
    const [first = '', second = ''] = run.split(' ', 2);
    const seconds = found.get(first) ?? new Map<string, Set<string>>();
    found.set(first, seconds.set(second, (seconds.get(second) ?? new Set()).add(run)));
  }
  echoes.set(positions, found);
  return found;
}

/** Finds keyword lists, repeated blocks and echoes of the advert. */
export function findGames(
  passages: readonly Passage[],
  hits: readonly Hit[],
  positions: readonly OpenPosition[],
): Games {
  const flags: Reason[] = [];
  const byPassage = new Map<Passage, Hit[]>();
  for (const hit of hits) byPassage.set(hit.passage, [...(byPassage.get(hit.passage) ?? []), hit]);

  const stuffed = new Set<Passage>();
  for (const group of runsOfFragments(passages)) {
    let covered = 0;
    let words = 0;
    let small = 0;
    let spans = 0;
    const counts = new Map<string, number>();
    for (const passage of group) {
      const taken = new Set<number>();
      for (const hit of byPassage.get(passage) ?? []) {
        if (!taken.has(hit.from)) spans++;
        for (let i = hit.from; i < hit.to; i++) taken.add(i);
        const key = `${hit.topic}#${hit.term.id}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      covered += taken.size;
      // Hits are counted up to a bound; where it was reached, what stands behind it was not looked at.
      const list = byPassage.get(passage) ?? [];
      const read = list.length < MOST_IN_PASSAGE ? passage.tokens.length : Math.max(...list.map((hit) => hit.to));
      words += read;
      small += passage.tokens.slice(0, read).filter((token) => FUNCTION_WORDS.has(token.word)).length;
    }
    const dense =
      spans >= STUFFED_HITS &&
      covered / Math.max(1, words) >= STUFFED_SHARE &&
      small / Math.max(1, words) < SENTENCE_SHARE;
    const drummed = Math.max(0, ...counts.values()) >= 8 && covered / Math.max(1, words) >= 0.3;
    if (dense || drummed) {
      for (const passage of group) stuffed.add(passage);
      flags.push({
        code: 'keyword-stuffing',
        detail: `${group[0]?.document ?? ''}: a list of ${spans} topic words without sentences: ${(group[0]?.text ?? '').replace(/\s+/g, ' ').slice(0, 160)}`,
      });
    }
  }

  const repeated = new Set<Passage>();
  const seen = new Map<string, number>();
  for (const passage of passages) {
    if (passage.tokens.length < 6 || (byPassage.get(passage)?.length ?? 0) === 0) continue;
    const key = `${passage.document}:${passage.tokens.map((token) => token.stem).join(' ')}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    if (times > 1) repeated.add(passage);
    if (times === 3)
      flags.push({
        code: 'keyword-stuffing',
        detail: `${passage.document} repeats: ${passage.text.replace(/\s+/g, ' ').slice(0, 160)}`,
      });
  }

  // Who writes again and again that he does research on a topic is not believed the first time either.
  const spam = new Map<string, Set<string>>();
  for (const [key, times] of seen) {
    if (times < SPAM_TIMES) continue;
    const [document = '', stems = ''] = [key.slice(0, key.lastIndexOf(':')), key.slice(key.lastIndexOf(':') + 1)];
    spam.set(document, new Set([...(spam.get(document) ?? []), ...stems.split(' ')]));
  }
  for (const passage of passages) {
    const words = spam.get(passage.document);
    if (words === undefined || !byPassage.has(passage)) continue;
    const known = passage.tokens.filter((token) => words.has(token.stem)).length;
    if (known >= SPAM_SHARE * passage.tokens.length) repeated.add(passage);
  }

  const echoed = new Map<Passage, Set<number>>();
  const copied = new Map<Passage, Set<number>>();
  const known = echoesOf(positions);
  let longest = 0;
  let total = 0;
  for (const passage of passages) {
    const marks = new Set<number>();
    const { tokens } = passage;
    for (let i = 0; i + ECHO_RUN <= tokens.length; i++) {
      const runs = known.get(tokens[i]?.stem ?? '')?.get(tokens[i + 1]?.stem ?? '');
      if (runs === undefined) continue;
      let run = tokens[i]?.stem ?? '';
      for (let k = 1; k < ECHO_RUN; k++) run += ` ${tokens[i + k]?.stem ?? ''}`;
      if (runs.has(run)) for (let k = 0; k < ECHO_RUN; k++) marks.add(i + k);
    }
    if (marks.size === 0) continue;
    echoed.set(passage, marks);
    total += marks.size;
    const long = new Set<number>();
    let length = 0;
    for (let i = 0; i <= tokens.length; i++) {
      if (marks.has(i)) {
        length++;
        continue;
      }
      if (length >= COPIED_RUN) for (let k = i - length; k < i; k++) long.add(k);
      longest = Math.max(longest, length);
      length = 0;
    }
    if (long.size > 0) copied.set(passage, long);
  }
  if (longest >= 14 || total >= 45) {
    flags.push({
      code: 'echoes-vacancy',
      detail: `${total} words repeat the advert or the group's own titles, up to ${longest} in a row; they earn nothing`,
    });
  }
  const stuffedDocuments = new Set([...stuffed].map((passage) => passage.document));
  return { stuffed, stuffedDocuments, repeated, echoed, copied, flags };
}

/** Runs of neighbouring passages of one section that are no sentences; a lone passage is a run too. */
function runsOfFragments(passages: readonly Passage[]): Passage[][] {
  const runs: Passage[][] = [];
  let previous: Passage | null = null;
  for (const passage of passages) {
    if (LISTED.has(passage.section) || looksPublished(passage) || DATED.test(passage.text)) {
      previous = null;
      continue;
    }
    const small = passage.tokens.filter((token) => FUNCTION_WORDS.has(token.word)).length;
    const fragment = small / Math.max(1, passage.tokens.length) < SENTENCE_SHARE;
    const joins =
      fragment && previous !== null && previous.document === passage.document && previous.section === passage.section;
    if (joins) runs.at(-1)?.push(passage);
    else runs.push([passage]);
    previous = fragment ? passage : null;
  }
  return runs;
}
