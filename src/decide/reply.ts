import { type Judgement, permanent } from '../domain/index.js';
import {
  documentWords,
  parseReply,
  positionOf,
  type ReplyView,
  type Ruleset,
  renderParsed,
  replyWordsIn,
  templateIn,
  templateParts,
} from '../rules/index.js';

export type { ReplyView };

/** The language of a template: the one in its name, else the default one. */
export function languageOf(template: string, ruleset: Pick<Ruleset, 'policy'>): string {
  return templateParts(template).language ?? ruleset.policy.acknowledge.defaultLanguage;
}

/**
 * What a template sees of a judgement. Neither score nor band nor decision is among it.
 * @param language of the template: greeting and documents are named in it
 */
export function replyView(judgement: Judgement, ruleset: Ruleset, signature: string, language: string): ReplyView {
  const { applicant } = judgement;
  const words = replyWordsIn(ruleset, language);
  const sure = applicant?.name != null && applicant.confidence >= ruleset.policy.greeting.minimumConfidence;
  const name = sure ? oneLine(applicant.name ?? '') : '';
  return {
    greeting: name === '' ? words.nameless : words.greeting.split('{name}').join(name),
    position: positionOf(ruleset, judgement.position)?.title ?? '',
    documents: documentWords(
      judgement.documents.filter((document) => document.status === 'ok').map((document) => document.type),
      words,
    ),
    missing: documentWords(judgement.missing, words),
    signature: oneLine(signature),
  };
}

// A name comes from a stranger: one line, no markup, no more than a name's length.
function oneLine(text: string): string {
  return text
    .replace(/[\p{C}\u2028\u2029<>]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
}

/**
 * The text of a reply. Pure. A template in a language that the rules have lost since is replaced by the default one.
 * @throws TriageError `template-missing`, `template-broken`
 */
export function renderReply(ruleset: Pick<Ruleset, 'replies'>, template: string, view: ReplyView): string {
  const source = ruleset.replies.get(template);
  if (source === undefined) {
    throw permanent(
      'template-missing',
      `There is no reply template ${template}.`,
      `Add replies/${template}.liquid to the rules.`,
    );
  }
  try {
    return renderParsed(parseReply(source, `replies/${template}.liquid`), view);
  } catch (cause) {
    throw permanent(
      'template-broken',
      `The reply template ${template} does not render: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Correct replies/ in the rules.',
      cause,
    );
  }
}

/** The template that stands for one that was planned: itself, or its family's in the default language when it is gone. */
export function standingTemplate(ruleset: Ruleset, template: string): string {
  if (ruleset.replies.has(template)) return template;
  const { family, language } = templateParts(template);
  const { defaultLanguage } = ruleset.policy.acknowledge;
  return templateIn(ruleset.replies, family, language ?? defaultLanguage, defaultLanguage).template;
}
