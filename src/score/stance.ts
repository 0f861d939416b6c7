import type { Document, Publication, Stance } from '../domain/index.js';
import { fold } from '../language/index.js';
import type { Ruleset } from '../rules/index.js';
import { authorPlace, looksPublished, type Passage, tierOf } from '../understand/index.js';
import { governingCue, inCourse } from './clause.js';
import { authorPlaceOnTitlePage, footOf, listedTier } from './front-page.js';
import type { Hit } from './match.js';

/** How a hit is meant: its stance, a factor on its points, and why, where that needs saying. */
export interface Standing {
  readonly stance: Stance;
  readonly factor: number;
  readonly note: string | null;
}

type PaperStance = 'first-author-paper' | 'paper';

const negated: Standing = { stance: 'negated', factor: 0, note: 'negated' };
const quoted: Standing = {
  stance: 'quoted',
  factor: 0,
  note: "about the group's work or the advert, not the applicant's own",
};
const plain = (stance: Stance, factor = 1): Standing => ({ stance, factor, note: null });

/** The first author's place and how the work appeared: what a publication on the topic is worth. */
function publicationStanding(text: string, section: string | null, name: string | null, ruleset: Ruleset): Standing {
  const { tier } = tierOf(text, ruleset, section);
  const place = authorPlace(text, name);
  const stance: PaperStance = place === 'first' ? 'first-author-paper' : 'paper';
  if (tier === 'leading') return plain(stance, ruleset.policy.leadingFactor);
  if (tier === 'other') return plain(stance);
  return unpublished(stance, place === 'first', tier, ruleset);
}

/** A preprint or workshop paper is work, not yet a peer-reviewed publication. */
function unpublished(stance: PaperStance, first: boolean, tier: Publication['tier'], ruleset: Ruleset): Standing {
  const cut = ruleset.policy.stances.thesis / ruleset.policy.stances[stance];
  return { stance, factor: cut * (first ? 1.05 : 0.92), note: tier };
}

/** `CSCI 479`, `CS-583`, `MATH 265`: work done for a class. */
const COURSE_CODE = /\b[A-Z]{2,5}[ -]?\d{3}[A-Z]?\b(?!\s*(?:paper|at|19|20))/;

const DOCTORAL =
  /\b(?:Ph\.?\s?D|D\.?Phil|doctoral|doctorate|doctorant|Doktorand|Promotion|doctorand|doctorado|doctorat|dottorato|doutorado)/i;

/** An entry with the applicant's name and a year is a publication, however its other authors are written. */
const OWN_PLACES: ReadonlySet<string> = new Set(['first', 'other']);

function isAuthor(text: string, name: string | null): boolean {
  if (OWN_PLACES.has(authorPlace(text, name))) return true;
  // `Osorio, Feldkamp. Title.`: surnames alone, at the beginning.
  const surname =
    fold(name ?? '')
      .split(/[^\p{L}]+/u)
      .at(-1) ?? '';
  return surname.length > 2 && new RegExp(`^[^\\p{L}]*${surname}[,.& ]`, 'u').test(fold(text));
}

const ANY_YEAR = /\b(?:19|20)\d{2}\b/;

/** A publication's item has one standing, however many terms stand in it; it is looked at up to this length. */
const ITEM_CHARS = 2_000;
const ITEM_WORDS = 400;
const publications = new WeakMap<Passage, Map<string, Standing>>();

function publication(
  passage: Passage,
  text: string,
  section: string | null,
  name: string | null,
  ruleset: Ruleset,
): Standing {
  const key = `${ruleset.hash}|${name ?? ''}|${section ?? ''}`;
  const known = publications.get(passage) ?? new Map<string, Standing>();
  let standing = known.get(key);
  if (standing === undefined) {
    standing = publicationStanding(text.slice(0, ITEM_CHARS), section, name, ruleset);
    known.set(key, standing);
    publications.set(passage, known);
  }
  return standing;
}

/** A section of projects that were set as exercises. */
const COURSE_TITLE = /\b(?:course|class|coursework|university projects|cours|curso|Lehrveranstaltung)/i;
const STATEMENT = /statement|profile|summary/i;
const COURSE_SECTIONS = new Set(['courses', 'teaching']);

/** How a hit stands in the letter: its clause decides. */
function inLetter(hit: Hit, ruleset: Ruleset): Standing {
  const cue = governingCue(
    hit,
    ['negation', 'quoted', 'wish', 'thesis', 'ownWork', 'publication', 'preprint', 'course', 'skill'],
    ruleset,
  );
  if (cue === 'negation') return negated;
  if (cue === 'quoted') return quoted;
  if (cue === 'wish') return plain('interest');
  if (cue === 'thesis') return plain('thesis', 0.95);
  if (cue === 'ownWork' && inCourse(hit, ruleset)) return plain('course', 1.4);
  if (cue === 'ownWork' || cue === 'publication' || cue === 'preprint') return plain('project', 0.95);
  if (cue === 'course') return plain('course');
  if (cue === 'skill') return plain('skill');
  return plain('statement');
}

/** Nobody is addressed there: `el problema de Monge y sus aplicaciones` is a title. */
const TELLS_OF_WORK: ReadonlySet<string> = new Set(['research', 'projects', 'experience', 'education', 'thesis']);

function inCv(hit: Hit, passage: Passage, name: string | null, ruleset: Ruleset): Standing {
  const section = passage.section;
  const has = (cue: 'thesis' | 'course'): boolean =>
    ruleset.stances[cue].has(passage.tokens, 0, Math.min(passage.tokens.length, ITEM_WORDS));
  if (section === 'publications' || section === 'preprints') {
    const authored = ANY_YEAR.test(passage.text) && isAuthor(passage.text.slice(0, 300), name);
    if (passage.tokens.length < 6 && !authored) return plain('mention');
    if (authored || looksPublished(passage)) return publication(passage, passage.text, section, name, ruleset);
    // Without authors, year or place: at most a claim of unpublished work, where it has the words of a sentence.
    return /\p{Ll}{3,}(?: \p{Ll}+){3,}/u.test(passage.text.slice(0, ITEM_CHARS))
      ? { stance: 'project', factor: 0.8, note: 'no authors, year or venue' }
      : plain('mention');
  }
  if (section === 'bibliography') return quoted;
  const cue = governingCue(hit, ['negation', 'quoted', 'wish'], ruleset);
  if (cue === 'negation') return negated;
  if (cue === 'quoted' && !(section !== null && TELLS_OF_WORK.has(section))) return quoted;
  const wish = cue === 'wish';
  switch (section) {
    case 'thesis':
      return plain(wish ? 'interest' : 'thesis');
    case 'education': {
      if (wish) return plain('interest');
      const local = governingCue(hit, ['thesis', 'course'], ruleset);
      if (local === 'thesis' || (local === null && has('thesis') && !has('course'))) return plain('thesis');
      // What stands beside a doctorate is its subject, called a thesis or not.
      if (local === null && DOCTORAL.test(passage.text.slice(0, ITEM_CHARS))) return plain('thesis', 0.9);
      return plain('course', local === 'course' || has('course') ? 1 : 0.8);
    }
    case 'research':
    case 'projects':
    case 'experience':
    case 'abstract': {
      if (wish) return plain('interest');
      const local = governingCue(hit, ['thesis', 'course'], ruleset);
      if (local === 'thesis') return plain('thesis');
      if (
        local === 'course' ||
        COURSE_TITLE.test(passage.sectionTitle ?? '') ||
        COURSE_CODE.test(passage.text.slice(0, ITEM_CHARS))
      )
        return plain('course', section === 'projects' ? 1.4 : 1);
      return plain('project', passage.tokens.length < 5 ? 0.6 : 1);
    }
    case 'skills':
      return plain('skill');
    case 'interests':
      // A research statement tells of work as a letter does.
      return STATEMENT.test(passage.sectionTitle ?? '') ? inLetter(hit, ruleset) : plain('interest');
    case 'service':
      return plain('statement');
    case 'awards':
    case 'references':
    case 'other':
      return plain('mention');
    case 'personal':
      return inLetter(hit, ruleset).stance === 'statement' ? plain('statement') : soften(inLetter(hit, ruleset));
    case null:
      return soften(inLetter(hit, ruleset));
    default:
      return COURSE_SECTIONS.has(section) ? plain(wish ? 'interest' : 'course') : plain('mention');
  }
}

// A profile above the sections claims; the sections below have to show it.
function soften(standing: Standing): Standing {
  return standing.stance === 'project' ? { ...standing, factor: 0.85 } : standing;
}

/** Title and abstract of a thesis or paper say what it is about; the rest mentions many things. */
const FRONT_CHARS = 2600;

function inWork(
  hit: Hit,
  document: Document,
  name: string | null,
  listed: readonly Publication[],
  ruleset: Ruleset,
): Standing {
  const first = document.pages[0];
  const start = hit.passage.start + (hit.passage.tokens[hit.from]?.start ?? 0);
  const front =
    hit.passage.section !== 'bibliography' &&
    (hit.passage.page === first?.number || hit.passage.page === document.pages[1]?.number) &&
    start < FRONT_CHARS;
  if (hit.passage.section === 'bibliography' || hit.passage.section === 'references') return quoted;
  if (document.type === 'thesis')
    return (front && hit.passage.page === first?.number) || hit.passage.section === 'abstract'
      ? plain('thesis')
      : plain('mention');
  const head = (first?.text ?? '').slice(0, 1200);
  const place = authorPlaceOnTitlePage(head, name);
  if (place === 'absent') return { stance: 'quoted', factor: 0, note: 'the applicant is not among its authors' };
  if (!front || hit.passage.page !== first?.number) return plain('mention');
  const paper = publication(hit.passage, `${head.slice(0, 900)} ${footOf(first?.text ?? '')}`, null, null, ruleset);
  // What the CV says of the same paper holds: few front pages say that they are a preprint's or a workshop's.
  const tier = listedTier(head, listed);
  if ((tier === 'workshop' || tier === 'preprint') && paper.note === null) {
    const stance: PaperStance = place === 'first' ? 'first-author-paper' : 'paper';
    return unpublished(stance, place === 'first', tier, ruleset);
  }
  const factor = paper.factor;
  if (place !== 'first') return { ...paper, stance: 'paper', factor };
  const ratio = ruleset.policy.stances.paper / ruleset.policy.stances['first-author-paper'];
  return { stance: 'first-author-paper', factor: paper.note === null ? factor : factor * ratio, note: paper.note };
}

const STATEMENT_TITLE = /\bstatement\b/i;
const TITLE_CHARS = 120;

/** How a hit stands, by document, section and clause; `listed` are the publications of the CV. */
export function standingOf(
  hit: Hit,
  document: Document | null,
  name: string | null,
  ruleset: Ruleset,
  listed: readonly Publication[] = [],
): Standing {
  const { passage } = hit;
  if (document === null || document.type === 'cover-letter') return inLetter(hit, ruleset);
  switch (document.type) {
    case 'cv':
      return inCv(hit, passage, name, ruleset);
    case 'transcript':
      return ruleset.stances.thesis.has(passage.tokens, 0, Math.min(passage.tokens.length, ITEM_WORDS))
        ? plain('thesis', 0.9)
        : plain('course');
    case 'thesis':
    case 'paper':
      return inWork(hit, document, name, listed, ruleset);
    case 'references':
      return plain('statement');
    case 'other':
      // A research statement tells of work as a letter does.
      return STATEMENT_TITLE.test(document.pages[0]?.text.slice(0, TITLE_CHARS) ?? '')
        ? inLetter(hit, ruleset)
        : plain('mention');
    default:
      return plain('mention');
  }
}
