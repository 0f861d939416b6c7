import { Liquid } from 'liquidjs';
import { type Judgement, permanent } from '../domain/index.js';
import { positionOf, type Ruleset } from '../rules/index.js';

/** What a reply template may use; another name is an error, so a typing mistake never reaches an applicant. */
export interface ReplyView {
  readonly greeting: string;
  /** The position's title, or an empty text. */
  readonly position: string;
  /** The documents that came, in words (`CV`, `transcript`). */
  readonly documents: readonly string[];
  readonly missing: readonly string[];
  readonly signature: string;
}

const engine = new Liquid({
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  renderLimit: 500,
  parseLimit: 50_000,
  memoryLimit: 1_000_000,
});

const WORDS: Readonly<Record<string, string>> = {
  cv: 'CV',
  transcript: 'transcript',
  thesis: 'thesis',
  'cover-letter': 'cover letter',
  paper: 'representative works',
  references: 'references',
};

/** What a template sees of a judgement. Neither score nor band nor decision is among it. */
export function replyView(judgement: Judgement, ruleset: Ruleset, signature: string): ReplyView {
  const { applicant } = judgement;
  const sure = applicant?.name != null && applicant.confidence >= ruleset.policy.greeting.minimumConfidence;
  const words = (types: readonly string[]): string[] =>
    [...new Set(types.map((type) => WORDS[type] ?? null))].filter((word) => word !== null);
  return {
    greeting: sure ? `Dear ${oneLine(applicant.name ?? '')},` : 'Hello,',
    position: positionOf(ruleset, judgement.position)?.title ?? '',
    documents: words(
      judgement.documents.filter((document) => document.status === 'ok').map((document) => document.type),
    ),
    missing: words(judgement.missing),
    signature: oneLine(signature),
  };
}

// A name comes from a stranger: one line, no markup, no more than a name's length.
function oneLine(text: string): string {
  return text
    .replace(/[\p{C}<>]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
}

/**
 * The text of a reply. Pure.
 * @throws TriageError `template-missing`, `template-broken`
 */
export function renderReply(ruleset: Ruleset, template: string, view: ReplyView): string {
  const source = ruleset.replies.get(template);
  if (source === undefined) {
    throw permanent(
      'template-missing',
      `There is no reply template ${template}.`,
      `Add replies/${template}.liquid to the rules.`,
    );
  }
  try {
    return `${String(engine.parseAndRenderSync(source, { ...view }))
      .replace(/\n{3,}/g, '\n\n')
      .trim()}\n`;
  } catch (cause) {
    throw permanent(
      'template-broken',
      `The reply template ${template} does not render: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Correct replies/ in the rules.',
      cause,
    );
  }
}
