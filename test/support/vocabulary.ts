import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { cvText, judge, makeApplication } from './applications.js';
import { makeDocument } from './messages.js';

const lines = z.array(z.string());

/**
 * What people write about a topic, and what people of other trades write with the same words. A file of
 * test/score/vocabulary holds one such table or a list of them.
 */
const tableSchema = z.strictObject({
  topic: z.string(),
  /** Titles of papers and theses by subfield; each must count. */
  titles: z.record(z.string(), lines).default({}),
  /** Sentences under projects; each must count. */
  work: lines.default([]),
  /** Lines of people from elsewhere; none may count. */
  misses: z.array(z.strictObject({ from: z.string(), lines })).default([]),
  /** So many of the lines above are not found yet. */
  open: z.number().default(0),
});

export type VocabularyTable = z.infer<typeof tableSchema>;

/** All tables, by file and place. */
export function vocabularyTables(): VocabularyTable[] {
  const folder = join(import.meta.dirname, '../score/vocabulary');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => {
      const value: unknown = parse(readFileSync(join(folder, name), 'utf8'));
      return z.array(tableSchema).parse(Array.isArray(value) ? value : [value]);
    });
}

/** A topic's points, 0-100, for a line in the CV of somebody who studied mathematics and computer science. */
export function pointsOfInsider(topic: string, line: string, as: 'title' | 'work'): number {
  const thesis = as === 'title' ? `\nM.Sc. thesis: ${line}` : '';
  const projects = as === 'work' ? { Projects: line } : {};
  return pointsOf(topic, {
    Education: `M.Sc. in Applied Mathematics and Computer Science, University of Exampleton, 2021 - 2023${thesis}`,
    Courses: 'Functional analysis, probability theory, numerical linear algebra, machine learning',
    ...projects,
    Skills: 'Python, PyTorch, LaTeX',
  });
}

/** A topic's points, 0-100, for a line in the CV of somebody of another trade. */
export function pointsOfOutsider(topic: string, line: string, trade: string): number {
  return pointsOf(topic, {
    Education: `M.Sc. in ${trade}, University of Exampleton, 2018 - 2021`,
    'Work experience': line,
    Languages: 'English (fluent), Danish (native)',
  });
}

function pointsOf(topic: string, sections: Record<string, string>): number {
  const { scorecard } = judge(makeApplication([makeDocument('CV.pdf', cvText(sections))]));
  return scorecard.topics[topic] ?? 0;
}
