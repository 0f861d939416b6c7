import { isMap, isSeq, Document as YamlDocument } from 'yaml';
import { fold } from '../language/index.js';
import type { Position } from '../rules/index.js';
import type { Vacancy } from './vacancy.js';

/** What a person said about the new position; everything else comes from the vacancy. */
export interface PositionAnswers {
  readonly id?: string;
  readonly title?: string;
  readonly seeks?: Position['seeks'];
}

/** A position file as a proposal, and what a person should look at in it. */
export interface PositionDraft {
  readonly id: string;
  /** `positions/ID.yaml`. */
  readonly path: string;
  readonly yaml: string;
  /** `positions/ID.vacancy.txt`: the advert, kept for the echo check. */
  readonly vacancyPath: string;
  readonly unsure: readonly string[];
}

/** An id that the rules accept: lower-case letters, digits, hyphens. */
export function positionId(title: string): string {
  const words = fold(title)
    .split(/[^a-z0-9]+/)
    .filter(
      (word) =>
        word.length > 2 && !['the', 'and', 'for', 'position', 'positions', 'new', 'open', 'opening'].includes(word),
    );
  const id = words
    .slice(0, 4)
    .join('-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 50)
    .replace(/-$/, '');
  return id === '' ? 'new-position' : id;
}

/**
 * A vacancy as a position file. Replies are drafts at most until a person changes that. Pure.
 * @param topics ids of the ruleset's topics, to say which were not found
 */
export function draftPosition(vacancy: Vacancy, answers: PositionAnswers, topics: readonly string[]): PositionDraft {
  const unsure: string[] = [];
  const title = answers.title ?? vacancy.title ?? 'New position';
  const id = answers.id ?? vacancy.tags[0]?.replace(/^apply-/, '') ?? positionId(title);
  const seeks = answers.seeks ?? vacancy.seeks ?? 'phd';
  if (answers.title === undefined)
    unsure.push(
      vacancy.title === null
        ? 'title: no line of the text looks like one'
        : `title: taken from the line "${vacancy.title}"`,
    );
  if (answers.seeks === undefined)
    unsure.push(
      vacancy.seeks === null ? 'seeks: the text names no level; phd is a guess' : `seeks: ${seeks} is named most often`,
    );
  if (vacancy.topics.length === 0)
    unsure.push(
      `topics: none of the rules' topics was found (${topics.join(', ')}); write a topic file first, or name one`,
    );
  else {
    const weak = vacancy.topics.filter((topic) => topic.hits === 1).map((topic) => topic.value);
    unsure.push('topics: weights follow how often the text speaks of a topic; the order is yours to set');
    if (weak.length > 0) unsure.push(`topics: ${weak.join(', ')} stand there only once`);
  }
  if (vacancy.documents.length === 0) unsure.push('documents: the text asks for none that are known by their names');
  for (const one of vacancy.documents) {
    if (one.value !== 'cv' && one.value !== 'transcript') unsure.push(`documents: ${one.value}, from "${one.quote}"`);
    if (one.value === 'thesis')
      unsure.push("documents: a thesis is asked only of who holds a master's degree; take `when` out if of everybody");
    if (one.value === 'references')
      unsure.push('documents: references are mostly names in a CV; ask for them only if they must come as a file');
  }
  if (vacancy.deadline === null) unsure.push('preferredBy: no last day was found');
  else unsure.push(`preferredBy: from "${vacancy.deadline.quote}"`);
  for (const date of vacancy.otherDates.slice(0, 3))
    unsure.push(`preferredBy: ${date.value} stands there as well: "${date.quote}"`);
  if (vacancy.tags.length === 0)
    unsure.push('tags: the text names no subject tag in square brackets; without one the position is found by words');
  unsure.push('acknowledge: drafts only; see docs/answering.md before you let it send');

  const document = new YamlDocument({
    version: 1,
    id,
    title,
    seeks,
    ...(vacancy.tags.length > 0 ? { tags: vacancy.tags } : {}),
    wording: [title],
    topics: (vacancy.topics.length > 0 ? vacancy.topics : [{ value: topics[0] ?? 'topic', weight: 1 }]).map(
      (topic) => ({
        id: topic.value,
        weight: topic.weight,
      }),
    ),
    documents: vacancy.documents.map((one) => ({
      type: one.value,
      ...(one.count > 1 ? { count: one.count } : {}),
      ...(one.value === 'thesis' ? { when: 'holds-master' } : {}),
    })),
    ...(vacancy.deadline === null ? {} : { preferredBy: vacancy.deadline.value }),
    vacancy: `${id}.vacancy.txt`,
    acknowledge: { mode: 'draft', on: 'fit' },
  });
  document.commentBefore = [
    ' yaml-language-server: $schema=../schema/position.json',
    ` ${title}. Drafted from its vacancy; look at these before it goes live:`,
    ...unsure.map((line) => ` - ${line.replace(/\s+/g, ' ')}`),
  ].join('\n');
  // Short lists on one line, as the other files have them.
  for (const key of ['tags', 'wording']) flow(document.get(key, true));
  for (const key of ['topics', 'documents']) {
    const list = document.get(key, true);
    if (isSeq(list)) for (const item of list.items) flow(item);
  }
  flow(document.get('acknowledge', true));
  return {
    id,
    path: `positions/${id}.yaml`,
    yaml: document.toString({ lineWidth: 0 }),
    vacancyPath: `positions/${id}.vacancy.txt`,
    unsure,
  };
}

function flow(node: unknown): void {
  if (isMap(node) || isSeq(node)) node.flow = true;
}
