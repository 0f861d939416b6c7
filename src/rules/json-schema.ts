import { z } from 'zod';
import { replyWordsSchema } from './reply-words.js';
import {
  documentsSchema,
  examplesSchema,
  fieldSchema,
  guardSchema,
  kindExamplesSchema,
  kindsSchema,
  policySchema,
  positionSchema,
  sectionsSchema,
  stancesSchema,
  topicSchema,
  venuesSchema,
} from './schemas/index.js';

/** The folder beside the rules in which editors find the schemas. */
export const SCHEMA_FOLDER = 'schema';

interface RuleFileType {
  /** Name of its JSON Schema, without `.json`. */
  readonly name: string;
  readonly title: string;
  readonly schema: z.ZodType;
  readonly matches: (path: string) => boolean;
}

const single = (path: string, name: string, title: string, schema: z.ZodType): RuleFileType => ({
  name,
  title,
  schema,
  matches: (candidate) => candidate === path,
});

/** Each kind of YAML file that rules are made of. */
export const ruleFileTypes: readonly RuleFileType[] = [
  { name: 'topic', title: 'A topic', schema: topicSchema, matches: (path) => /^topics\/.+\.yaml$/.test(path) },
  {
    name: 'position',
    title: 'A position',
    schema: positionSchema,
    matches: (path) => /^positions\/.+\.yaml$/.test(path),
  },
  single('policy.yaml', 'policy', 'Bands, points, caps, labels, limits on answers', policySchema),
  single('replies/words.yaml', 'words', 'Greetings and names of documents in each language', replyWordsSchema),
  single('examples.yaml', 'examples', 'Mails that must land where they say', examplesSchema),
  single('detection/documents.yaml', 'documents', 'Types of documents', documentsSchema),
  single('detection/sections.yaml', 'sections', 'Headings of sections', sectionsSchema),
  single('detection/venues.yaml', 'venues', 'Conferences and journals', venuesSchema),
  single('detection/stances.yaml', 'stances', 'Words that say how a term is meant', stancesSchema),
  single('detection/field.yaml', 'field', 'Words by which an applicant’s field is known', fieldSchema),
  single('detection/kinds.yaml', 'kinds', 'Words by which kinds of mail are told apart', kindsSchema),
  single('detection/kind-examples.yaml', 'kind-examples', 'What the classifier learns from', kindExamplesSchema),
  single('detection/guard.yaml', 'guard', 'Senders and headers that are never answered', guardSchema),
];

/** The type of a rule file by its path in the rules folder; null for texts and what is no rule file. */
export function ruleFileType(path: string): RuleFileType | null {
  return ruleFileTypes.find((type) => type.matches(path)) ?? null;
}

/**
 * JSON Schemas (draft 7, which YAML editors know best) of all rule files, made from the schemas that check them.
 * @returns file name in the schema folder → text
 */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    ruleFileTypes.map(({ name, title, schema }) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
      return [`${name}.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`];
    }),
  );
}

/** The first line by which an editor finds the schema of a rule file. */
export function schemaComment(path: string): string | null {
  const type = ruleFileType(path);
  if (type === null) return null;
  const up = '../'.repeat(path.split('/').length - 1);
  return `# yaml-language-server: $schema=${up}${SCHEMA_FOLDER}/${type.name}.json`;
}
