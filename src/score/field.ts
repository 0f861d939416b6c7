import { PhraseIndex, type Topic } from '../rules/index.js';
import type { Passage } from '../understand/index.js';
import type { Hit } from './match.js';

/** So many different words of another trade are no accident. */
const FOREIGN = 3;

/** A term that needs no context (Sinkhorn, Wasserstein) speaks for the topic as loudly as so many words of its field. */
const SURE_WORTH = 5;

function isSure({ term, miss }: Hit): boolean {
  return miss === null && term.near === undefined && term.unless === undefined && term.weight >= 0.8;
}

interface Field {
  readonly home: PhraseIndex;
  readonly foreign: PhraseIndex;
}

const fields = new WeakMap<Topic, Field>();

function fieldOf(topic: Topic): Field | null {
  if (topic.field === undefined) return null;
  let field = fields.get(topic);
  if (field === undefined) {
    field = { home: new PhraseIndex(topic.field.home), foreign: new PhraseIndex(topic.field.foreign) };
    fields.set(topic, field);
  }
  return field;
}

function wordsIn(index: PhraseIndex, passages: readonly Passage[]): Set<string> {
  return new Set(passages.flatMap((passage) => index.find(passage.tokens).map((hit) => hit.phrase)));
}

/**
 * Marks hits of a topic in an application whose field is another one: a logistician's optimal transport, a mason's
 * robustness. One sense a discourse (Gale, Church and Yarowsky 1992); only a sentence with words of the topic's own field
 * is believed by itself.
 */
export function inAnotherField(hits: readonly Hit[], passages: readonly Passage[], topics: readonly Topic[]): Hit[] {
  const verdicts = new Map<string, { field: Field; foreign: string[] } | null>();
  for (const topic of topics) {
    const field = fieldOf(topic);
    if (field === null || !hits.some((hit) => hit.topic === topic.id)) continue;
    const foreign = wordsIn(field.foreign, passages);
    const sure = new Set(hits.filter((hit) => hit.topic === topic.id && isSure(hit)).map((hit) => hit.term.id)).size;
    const other = foreign.size >= FOREIGN && foreign.size > wordsIn(field.home, passages).size + sure * SURE_WORTH;
    verdicts.set(topic.id, other ? { field, foreign: [...foreign] } : null);
  }
  return hits.map((hit) => {
    const verdict = verdicts.get(hit.topic);
    if (hit.miss !== null || verdict == null) return hit;
    const [from, to] = hit.sentence;
    const { tokens } = hit.passage;
    if (verdict.field.home.has(tokens, from, to) && !verdict.field.foreign.has(tokens, from, to)) return hit;
    return { ...hit, miss: `another field: ${verdict.foreign.slice(0, 4).join(', ')}` };
  });
}
