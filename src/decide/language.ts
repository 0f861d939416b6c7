import type { Reason } from '../domain/index.js';
import { type Ruleset, templateIn } from '../rules/index.js';
import type { WrittenIn } from '../understand/index.js';

/** Which template of a family is taken, in which language, and why. */
export interface ChosenTemplate {
  readonly template: string;
  readonly language: Reason & { readonly tag: string };
}

/**
 * The template of a family in the applicant's language, where the rules answer in it and have one; else in the default
 * language. Pure.
 */
export function chooseTemplate(
  written: () => WrittenIn,
  family: string,
  ruleset: Pick<Ruleset, 'policy' | 'replies'>,
): ChosenTemplate {
  const { defaultLanguage, languages = [defaultLanguage] } = ruleset.policy.acknowledge;
  const inDefault = (code: string, detail: string): ChosenTemplate => {
    const { template, language } = templateIn(ruleset.replies, family, defaultLanguage, defaultLanguage);
    return { template, language: { tag: language, code, detail } };
  };
  if (languages.length < 2) return inDefault('only-language', `replies are in ${defaultLanguage}`);
  const { language: tag, detail, source } = written();
  if (tag === null) return inDefault('unsure', `the applicant's language is not sure: ${detail}`);
  const words = source === 'letter' ? 'the letter' : 'the cover letter';
  if (!languages.includes(tag))
    return inDefault('no-template', `${words} is in ${tag}; replies are in ${languages.join(', ')}`);
  const { template, language } = templateIn(ruleset.replies, family, tag, defaultLanguage);
  if (language !== tag) return inDefault('no-template', `${words} is in ${tag}; there is no ${family}.${tag}.liquid`);
  return { template, language: { tag, code: 'own-words', detail: `${words} is in ${tag}: ${detail}` } };
}
