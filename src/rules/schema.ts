import { z } from 'zod';
import { documentTypes } from '../domain/index.js';
import { languageTag } from './reply-words.js';

/** The file format's version; a file with another one is refused, never guessed at. */
const version = z.literal(1).describe('Version of the file format; always 1');
const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens, starting with a letter')
  .max(60);
const phrase = z.string().trim().min(1).max(120);
const phrases = z.array(phrase).max(400);
const share = z.number().min(0).max(1);
const points = z.number().min(0).max(100);

/** Words that must (or must not) stand near a term. */
const context = z.strictObject({
  any: phrases.min(1).describe('One of these must be found'),
  within: z
    .union([z.literal('sentence'), z.literal('document'), z.number().int().min(1).max(400)])
    .default('sentence')
    .describe('Where: the same sentence, the whole document, or so many words to either side'),
});

const term = z.strictObject({
  id,
  any: phrases.min(1).describe('Spellings of the term; words are compared by their stems'),
  weight: share.default(1).describe('How surely the term means the topic: 1 its name, 0.3 a word of the neighbourhood'),
  case: z.boolean().default(false).describe('Compare letter case, for abbreviations such as OT'),
  near: context.optional().describe('Counts only with one of these words near'),
  unless: context.optional().describe('Does not count with one of these words near: another meaning'),
  requires: id.optional().describe('Counts only in a document in which this other term of the topic was found'),
  sense: z
    .enum(['sure', 'field', 'vague'])
    .default('sure')
    .describe(
      'How surely it means the topic in anybody’s mouth: `sure` needs no proof; `field` must be borne out by words of detection/field.yaml where the applicant’s field is in doubt; `vague` always',
    ),
});

export const topicSchema = z.strictObject({
  version,
  id,
  title: phrase,
  about: z.string().optional(),
  field: z
    .strictObject({
      home: phrases.default([]).describe('Words of the fields in which the terms mean this topic'),
      foreign: phrases.default([]).describe('Words of fields and trades in which they mean something else'),
    })
    .optional()
    .describe('Words for this topic besides those of detection/field.yaml'),
  terms: z.array(term).min(1).max(200),
  examples: z
    .strictObject({ hit: z.array(z.string()).default([]), miss: z.array(z.string()).default([]) })
    .default({ hit: [], miss: [] })
    .describe('Sentences that must and must not earn points for this topic; checked on every load'),
});

const delay = z.number().int().min(0).max(10_080);

const acknowledgeSchema = z.strictObject({
  mode: z.enum(['never', 'draft', 'send']).describe('The most that may happen for this position'),
  on: z.enum(['fit', 'complete', 'always']).default('fit'),
  bands: z.array(z.enum(['strong', 'possible', 'weak', 'off-topic'])).default(['strong', 'possible']),
  template: id.default('receipt'),
  templateMissing: id.default('receipt-missing').describe('Used when documents are missing'),
  delayMinutes: delay.optional().describe("How long a person can stop a send; default: the policy's"),
});

export const positionSchema = z.strictObject({
  version,
  id,
  title: phrase,
  open: z.boolean().default(true),
  seeks: z.enum(['phd', 'postdoc', 'visit']).describe('The level: who would take this opening'),
  tags: z.array(id).default([]).describe('Subject tags in square brackets that name this position'),
  aliases: z
    .array(phrase)
    .default([])
    .describe('Addressees that name it: whole addresses, or local parts or their +suffix'),
  wording: phrases.default([]).describe('Phrases in subject or letter that name this position'),
  places: phrases.default([]).describe('Names of the group, institute or town'),
  topics: z
    .array(
      z.strictObject({
        id,
        weight: share.describe('Share of the topic score that counts for the fit'),
        cap: points.default(100).describe('The most that this topic alone can give to the fit'),
      }),
    )
    .min(1),
  documents: z
    .array(
      z.strictObject({
        type: z.enum(documentTypes),
        count: z.number().int().min(1).max(20).default(1),
        when: z.enum(['always', 'holds-master']).default('always'),
        linkCounts: z.boolean().default(false).describe('A link in the letter counts as given'),
      }),
    )
    .default([]),
  requires: z
    .array(z.strictObject({ code: id, any: z.array(z.enum(['master', 'research', 'doctorate'])).min(1), cap: points }))
    .default([])
    .describe('Formal requirements: when none of `any` is seen in readable documents, the fit is capped'),
  qualifications: z
    .strictObject({
      leadingVenue: points.default(4),
      firstAuthor: points.default(2),
      doctorate: points.default(0),
      master: points.default(1),
      research: points.default(2),
      implementation: points.default(1),
    })
    .prefault({})
    .describe('Points for qualifications, given only on top of a topical fit'),
  preferredBy: z.iso.date().optional().describe('Inquiries after this day are marked late'),
  vacancy: z.string().optional().describe('File in positions/ with the advert, for the echo check'),
  works: phrases.default([]).describe("Titles of the group's own papers: quoting them earns nothing"),
  acknowledge: acknowledgeSchema,
});

const stances = z.strictObject({
  'first-author-paper': points,
  paper: points,
  thesis: points,
  project: points,
  course: points,
  statement: points,
  skill: points,
  interest: points,
  mention: points,
});

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'write a time as HH:MM, from 00:00 to 23:59');
const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const quietStretch = z.strictObject({
  from: timeOfDay.describe('Local time at which it begins'),
  to: timeOfDay.describe('Local time at which it ends, the next day when it is not later than `from`'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'no time zone of the IANA list, such as Europe/Berlin')
    .describe('Time zone of the IANA list'),
  days: z
    .array(z.enum(weekDays))
    .min(1)
    .default([...weekDays])
    .describe('Days on which it begins'),
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const policySchema = z.strictObject({
  version,
  bands: z.strictObject({ strong: points, possible: points, weak: points }).describe('Lowest fit of each band'),
  stances: stances.describe('Points of one full-weight term by how it stands there'),
  caps: z
    .strictObject({ words: points, learning: points, unpublished: points, term: share })
    .describe('Most of a topic from words alone, from learning, from work without a publication; share for a repeat'),
  leadingFactor: z.number().min(1).max(2).describe('A paper at a leading venue counts so much more'),
  labels: z.strictObject({
    strong: phrase,
    possible: phrase,
    weak: phrase,
    'off-topic': phrase,
    unread: phrase,
    inquiry: phrase,
    incomplete: phrase,
    flagged: phrase,
    verdicts: z
      .strictObject({ shortlist: phrase.optional(), hold: phrase.optional(), decline: phrase.optional() })
      .prefault({})
      .describe('Labels of what a person decided; used where the account says relabelOnVerdict'),
  }),
  greeting: z.strictObject({ minimumConfidence: share }),
  acknowledge: z.strictObject({
    inquiry: z.enum(['never', 'draft', 'send']),
    inquiryTemplate: id,
    languages: z
      .array(languageTag)
      .min(1)
      .max(20)
      .optional()
      .describe('Languages in which applicants may be answered; default: only the default one'),
    defaultLanguage: languageTag.default('en').describe('Language of NAME.liquid, and where no other is sure'),
    delayMinutes: delay.default(0).describe('How long a send waits, so that a person can stop it'),
    quietHours: z
      .preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(quietStretch).max(20))
      .default([])
      .describe('When nothing is sent; what is due meanwhile waits for the end'),
    windowDays: z.number().int().min(1).max(365),
    maxAgeDays: z
      .number()
      .int()
      .min(1)
      .max(3_650)
      .default(21)
      .describe(
        'Mail that is older when its turn comes is not answered by itself; `answerSince` of an account lifts it',
      ),
    capPerDomainPerHour: z.number().int().min(1),
    capPerHour: z.number().int().min(1),
    capPerDay: z.number().int().min(1),
  }),
});

const cue = z.strictObject({ any: phrases.min(1), points: z.number().min(-20).max(20) });

export const documentsSchema = z.strictObject({
  version,
  types: z.record(
    z.enum(documentTypes),
    z.strictObject({
      headings: z.array(cue).default([]).describe('Looked for in short lines'),
      text: z.array(cue).default([]).describe('Looked for everywhere'),
      names: z.array(cue).default([]).describe('Looked for in the file name'),
    }),
  ),
});

export const sectionKinds = [
  'education',
  'research',
  'experience',
  'publications',
  'preprints',
  'thesis',
  'projects',
  'courses',
  'teaching',
  'skills',
  'interests',
  'service',
  'awards',
  'references',
  'personal',
  'abstract',
  'bibliography',
  'other',
] as const;
export type SectionKind = (typeof sectionKinds)[number];

export const sectionsSchema = z.strictObject({ version, sections: z.partialRecord(z.enum(sectionKinds), phrases) });

export const venuesSchema = z.strictObject({
  version,
  venues: z.array(
    z.strictObject({
      id: phrase.describe('The name as it is shown'),
      any: phrases.min(1),
      case: z.boolean().default(true),
      since: z.number().int().min(1800).max(2100).optional().describe('First year; a paper there before it cannot be'),
      leading: z.boolean().default(false),
    }),
  ),
});

export const stancesSchema = z.strictObject({
  version,
  negation: phrases,
  negationAfter: phrases.describe('Phrases behind a term that deny it: `X is new to me`'),
  wish: phrases,
  quoted: phrases,
  course: phrases,
  ownWork: phrases,
  thesis: phrases,
  skill: phrases,
  publication: phrases,
  preprint: phrases,
  workshop: phrases,
  impossible: phrases.describe(
    'Boasts that no applicant can truly make; looked for beside words of winning or proving',
  ),
});

const manyPhrases = z.array(phrase).max(2000);

export const fieldSchema = z.strictObject({
  version,
  home: manyPhrases.describe('Words of our field; one all in capitals must stand so in the text'),
  nearby: manyPhrases.default([]).describe('Words that our field shares with others: each counts a third'),
  foreign: manyPhrases.default([]).describe('Words of trades in which topic words mean something else'),
});

const kindExample = z.strictObject({ kind: z.enum(['application', 'inquiry', 'other']), text: z.string() });

const actWords = z
  .strictObject({
    self: phrases.describe('The writer, one person'),
    we: phrases.describe('The writer, several or an organisation'),
    request: phrases.describe('Asking the reader for a service'),
    sought: phrases.describe('What a candidate seeks: positions, visits, supervision, admission'),
    applying: phrases.describe('Words of applying, whoever does it'),
    apply: phrases.describe('Putting oneself forward'),
    join: phrases.describe('Coming to the group or working with its head'),
    seek: phrases.describe('Wanting; counts together with `sought`'),
    wish: phrases.describe('Moods of what is not yet so; counts together with `join`'),
    ask: phrases.describe('Asking without a question mark'),
    later: phrases.describe('Applying later or perhaps: a question, not yet an application'),
    third: phrases.describe('Somebody else than the writer; no pronouns, because nobody may be judged by theirs'),
    duty: phrases.describe('Other things that one wants of a professor, and what members of the house write about'),
    papers: phrases.describe('Documents of a candidate'),
    organisation: phrases.describe('Speaking for an organisation: offers, invitations, adverts'),
  })
  .describe('Words by which sentences are read: who wants what from whom');

export const kindsSchema = z.strictObject({
  version,
  words: actWords,
  other: z
    .array(
      z.strictObject({
        code: id,
        subject: phrases.default([]),
        body: phrases.default([]),
        need: z.number().int().min(1).max(10).default(2).describe('How many different phrases must be found'),
        overridesCv: z.boolean().default(false).describe('Holds although a CV came with it'),
        detail: z.string(),
      }),
    )
    .describe('Mail that is no business of the hiring process, found by its words'),
  selfIntroduction: phrases,
  referral: phrases,
  examples: z.array(kindExample).describe('What the classifier learns from; it only breaks ties'),
});

export const kindExamplesSchema = z.strictObject({ version, examples: z.array(kindExample).max(5000) });

export const guardSchema = z.strictObject({
  version,
  refusedLocalParts: phrases.describe('Local parts that are never answered; `*` stands for anything'),
  precedence: phrases,
  suppress: phrases,
  robotHeaders: phrases,
  freeMail: phrases.default([]),
});

const bandName = z.enum(['strong', 'possible', 'weak', 'off-topic']);

/** A whole mail and where it must land; what is left out may be anything. */
const exampleCase = z.strictObject({
  message: z
    .string()
    .min(1)
    .max(300)
    .describe('An .eml file, from the rules folder: examples/strong.eml, or ../mail/some.eml'),
  because: z.string().max(400).optional().describe('What the case is there for; shown when it fails'),
  kind: z.enum(['application', 'inquiry', 'other']).optional(),
  position: id.nullable().optional().describe('null: no position may be found'),
  band: z
    .union([bandName, z.array(bandName).min(1)])
    .optional()
    .describe('The band, or the bands that are all right'),
  topics: z.record(id, points).optional().describe('Least score of each topic named'),
  missing: z.array(z.enum(documentTypes)).optional().describe('Exactly these documents are missing'),
  flags: z.array(id).optional().describe('At least these flags are found'),
  acknowledge: z.enum(['no', 'draft', 'send']).optional().describe('The most that may happen'),
});

export const examplesSchema = z.strictObject({
  version,
  mailbox: z
    .strictObject({
      ownAddresses: z.array(z.email()).default([]),
      authservIds: z.array(z.string().min(1)).default([]),
    })
    .prefault({})
    .describe('The mailbox as which the cases are judged'),
  cases: z.array(exampleCase).max(500).describe('Mails that must land where they say; tried before rules go live'),
});

export type ExampleCase = z.infer<typeof exampleCase>;
export type Examples = z.infer<typeof examplesSchema>;
export type Topic = z.infer<typeof topicSchema>;
export type Term = Topic['terms'][number];
export type TermContext = z.infer<typeof context>;
export type Position = z.infer<typeof positionSchema>;
export type Policy = z.infer<typeof policySchema>;
export type QuietStretch = z.infer<typeof quietStretch>;
export type DocumentCues = z.infer<typeof documentsSchema>;
export type SectionNames = z.infer<typeof sectionsSchema>;
export type Venue = z.infer<typeof venuesSchema>['venues'][number];
export type FieldWords = z.infer<typeof fieldSchema>;
export type StanceCues = z.infer<typeof stancesSchema>;
export type KindCues = z.infer<typeof kindsSchema>;
export type GuardLists = z.infer<typeof guardSchema>;
