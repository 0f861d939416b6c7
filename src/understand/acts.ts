import { sentences, type Token, tokenize } from '../language/index.js';
import { type KindCues, PhraseIndex, PhraseSets } from '../rules/index.js';
import { oncePer } from './memo.js';

/**
 * What the sentences of a mail do, counted: who wants what from whom. Speech acts in the sense of Cohen, Carvalho and
 * Mitchell (Learning to classify email into "speech acts", EMNLP 2004): a verb with its object, not a topic.
 */
export interface Acts {
  /** Sentences in which the writer puts himself or herself forward. */
  readonly applies: number;
  /** These sentences. */
  readonly applying: readonly string[];
  /** Sentences that ask about an opening on the writer's own behalf. */
  readonly asks: number;
  /** Sentences that speak of applying later or perhaps. */
  readonly plans: number;
  /** Sentences that want another service of the reader or speak for an organisation. */
  readonly elsewhere: number;
  /** Sentences in which the writer speaks in the first person singular. */
  readonly selfs: number;
  /** Sentences that speak of somebody else's application. */
  readonly others: number;
  /** Sentences that speak of what a candidate seeks, whoever does. */
  readonly mentions: number;
  /** Different documents of a candidate that it names. */
  readonly papers: number;
  /** The subject is about an opening or an application; also when it is an old one, of a reply. */
  readonly titled: boolean;
  /** The subject, not of a reply, applies or asks. */
  readonly subjectSeeks: boolean;
}

type WordClass = keyof KindCues['words'];

const wordsOf = oncePer((kinds: KindCues) => {
  const classes = Object.entries(kinds.words) as [WordClass, readonly string[]][];
  return {
    words: Object.fromEntries(
      classes.map(([name, phrases]) => [name, new PhraseIndex(phrases)]),
    ) as unknown as Readonly<Record<WordClass, PhraseIndex>>,
    names: classes.map(([name]) => name),
    together: new PhraseSets(classes.map(([, phrases]) => phrases)),
  };
});

/** So much of a mail is read for what it wants; it says so early. */
const READ_CHARS = 6_000;
const READ_SENTENCES = 80;
const READ_WORDS = 120;

const NEAR = 2;

const QUESTION = /[?？]["')\]»”\s]*$/;
/** `Dear Dr. Lund,`, `Sehr geehrte Frau Prof. Lund,`: whom a mail greets is not whom it speaks of. */
const SALUTATION =
  /^\s*(?:(?:[Dd]ear|[Hh]ello|[Hh]i|[Hh]ey|[Gg]ood (?:morning|day|afternoon|evening)|[Rr]espected|[Gg]reetings|[Ss]ehr geehrte[rs]?|[Ll]iebe[rs]?|[Gg]uten (?:Tag|Morgen|Abend)|[Hh]allo|[Cc]h[eè]re?s?|[Bb]onjour|[Mm]adame|[Mm]onsieur|[Ee]stimad[oa]s?|[Qq]uerid[oa]s?|[Hh]ola|[Bb]uen[oa]s (?:d[ií]as|tardes)|[Gg]entil(?:e|issim[oa])|[Ee]greg?i[oa]|[Bb]uongiorno|[Pp]rezad[oa]s?|[Cc]ar[oa]|[Bb]om dia|[Oo]l[aá])(?:[ /](?:\p{Lu}[\p{L}.'’-]*|or|and|und|et|y|e|of|the|professors?|prof|dr|sir|madam|all|team|hiring|members?|committee|selection|colleagues?|collègues?|colegas?|group|admissions|researchers?|participants?|readers?|doctoral|board|mr|ms|mrs|dottoressa|dottore|professoressa|professore|professora|profesora?|doctora?)\b\.?){0,9}[,:!，：]?|尊敬的[^：:，,\n]{0,12}[：:，,]|(?:老师|教授)您好[，,！]?)/u;
/** Somebody by title and name; stems can't tell `Ms` from `MS`. */
const NAMED =
  /\b(?:Mr|Ms|Mrs|Miss|Herrn?|Frau|Mme|Señora?|Signora?)\b\.?\s+\p{Lu}|\b(?:the|our|your|all|these|those|two|three|four|five|\d+)\s+(?:PhD |doctoral |invited |shortlisted )?(?:candidates|applicants|interviewees)\b/u;
/** `My PhD` is one that the writer has. */
const OWNED = new Set('my mein meine meiner meinem meinen mon ma mi meu minha mio mia'.split(' '));
/** A request in the form of a question. */
const OFFERS = /\bconsider (?:me|my)\b/i;
const REPLY = /^\s*(?:re|aw|sv|antw|fwd?|wg|tr|rv|回复)\s*(?:\[\d+\])?\s*[:：]/i;

/** Reads the speech acts of a letter. Linear in its length, which is bounded. */
export function actsOf(subject: string, letter: string, kinds: KindCues): Acts {
  const { words, names, together } = wordsOf(kinds);
  const whole = letter.slice(0, READ_CHARS);
  const greeting = SALUTATION.exec(whole)?.[0] ?? '';
  const text = whole.slice(greeting.length);
  const title = tokenize(subject.slice(0, 200));
  const reply = REPLY.test(subject);
  // `Postdoc: must the degree be awarded?` asks about an opening, whatever else it names.
  const titleAsks = QUESTION.test(subject) && words.sought.has(title);
  const titleAlien =
    (words.duty.has(title) && !titleAsks) ||
    words.organisation.has(title) ||
    words.third.has(title) ||
    NAMED.test(subject);
  const titled =
    !titleAlien && (['sought', 'applying', 'apply', 'join'] as const).some((name) => words[name].has(title));
  // The subject of a reply is an old one: it says what the thread is about, not what this mail asks.
  const subjectSeeks = titled && !reply;
  const titleSought = subjectSeeks && (words.sought.has(title) || words.applying.has(title));
  let [asks, plans, elsewhere, others, mentions, selfs, wes] = [0, 0, 0, 0, 0, 0, 0];
  let open = 0;
  const applying: string[] = [];
  if (titleAlien) elsewhere++;
  const papers = new Set(words.papers.find(tokenize(whole)).map((hit) => hit.phrase)).size;
  // What a question is about may stand a sentence or two before it.
  let sinceSought = titleSought ? 0 : Number.POSITIVE_INFINITY;
  for (const { start, end } of sentences(text).slice(0, READ_SENTENCES)) {
    const sentence = text.slice(start, end);
    const tokens: readonly Token[] = tokenize(sentence).slice(0, READ_WORDS);
    if (tokens.length === 0) continue;
    const present = new Map(together.find(tokens).map(([at, hits]) => [names[at], hits]));
    const has = (name: WordClass): boolean => present.has(name);
    // Chinese leaves the pronoun out once it is clear.
    const we = has('we');
    const self = has('self') || (!we && /\p{Script=Han}/u.test(sentence));
    const sought = (present.get('sought') ?? []).some((hit) => !OWNED.has(tokens[hit.from - 1]?.word ?? ''));
    const third = has('third') || NAMED.test(sentence);
    if (self) selfs++;
    if (we) wes++;
    if (sought || has('applying')) mentions++;
    sinceSought++;
    const question = QUESTION.test(sentence) || has('ask');
    // `I taught exercises` tells of oneself; `could you correct my exercise` wants something of the reader.
    if (has('organisation')) {
      elsewhere += 2;
      continue;
    }
    // `Must I send a proposal?`, `is there an exam?` near an opening want to know something, and no service.
    const wantsToKnow =
      question && (has('ask') || !has('request')) && !we && !third && (sought || sinceSought <= NEAR || titleSought);
    if (has('duty') && !wantsToKnow && (!self || question || has('request'))) {
      elsewhere++;
      continue;
    }
    if (third && sought) {
      others++;
      continue;
    }
    const seek = has('seek');
    const about = sought || has('applying');
    if (about) sinceSought = 0;
    const wants =
      (has('apply') && (sought || titled || papers > 0)) ||
      (has('join') && (seek || subjectSeeks || has('wish'))) ||
      (seek && sought);
    if (has('later')) plans++;
    else if (self && wants && (!question || OFFERS.test(sentence))) applying.push(sentence);
    if (!question || third || OFFERS.test(sentence)) continue;
    // Whoever asks for an organisation says `we`; a question without any person asks for its writer.
    if (we && !self) continue;
    if (sinceSought <= NEAR || titleSought || has('join') || (papers > 1 && self)) asks++;
    else open++;
  }
  // `Can it be written in English? I might apply.`
  if (open > 0 && asks === 0 && plans > 0 && elsewhere === 0) asks++;
  if (selfs === 0 && words.organisation.has(tokenize(greeting))) elsewhere++;
  if (wes > 0 && selfs === 0) {
    elsewhere += asks;
    asks = 0;
  }
  return {
    applies: applying.length,
    applying,
    asks,
    plans,
    elsewhere,
    others,
    mentions,
    selfs,
    papers,
    titled,
    subjectSeeks,
  };
}
