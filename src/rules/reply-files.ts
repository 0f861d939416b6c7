import { didYouMean, type RuleFile, type RuleProblem } from './parse-file.js';
import { lintReply } from './reply-lint.js';
import { plainWords, type ReplyWords, templateIn, templateParts } from './reply-words.js';
import type { Policy } from './schemas/index.js';

const TEMPLATE = /^replies\/([^/]+)\.liquid$/;
const NAME = /^[a-z][a-z0-9-]*(?:\.[a-z]{2})?$/;

/**
 * All reply templates checked: each by itself, and whether languages, words and names fit together. Pure.
 * @param files every file of the rules directory
 * @param words the words by language, as replies/words.yaml gives them
 */
export function lintReplies(
  files: readonly RuleFile[],
  policy: Pick<Policy['acknowledge'], 'languages' | 'defaultLanguage' | 'inquiry' | 'inquiryTemplate'>,
  words: ReadonlyMap<string, ReplyWords>,
): RuleProblem[] {
  const at = (
    file: string,
    severity: RuleProblem['severity'],
    code: string,
    message: string,
    suggestion: string | null = null,
  ): RuleProblem => ({ severity, code, file, line: 1, column: 1, message, suggestion });
  const { defaultLanguage } = policy;
  const languages = policy.languages ?? [defaultLanguage];
  const problems: RuleProblem[] = [];
  const replies = new Map<string, string>();
  for (const file of files) {
    const name = TEMPLATE.exec(file.path)?.[1];
    if (name === undefined) continue;
    replies.set(name, file.text);
    const { language } = templateParts(name);
    if (!NAME.test(name)) {
      const message = 'name it NAME.liquid, or NAME.xx.liquid for the language xx';
      problems.push(at(file.path, 'error', 'template-name', message));
    } else if (language !== null && !languages.includes(language)) {
      const message = `it is never used: \`${language}\` is none of policy.yaml's acknowledge.languages`;
      problems.push(at(file.path, 'warning', 'unused-template', message, didYouMean(language, languages)));
    } else if (language !== null && words.size > 0 && !words.has(language)) {
      const message = `replies/words.yaml has no words for \`${language}\``;
      problems.push(at(file.path, 'error', 'no-words', message, didYouMean(language, [...words.keys()])));
    }
    problems.push(...lintReply(file, words.get(language ?? defaultLanguage) ?? plainWords));
  }
  if (!languages.includes(defaultLanguage)) {
    const message = `acknowledge.languages lacks the default language \`${defaultLanguage}\``;
    problems.push(at('policy.yaml', 'error', 'no-default-language', message));
  }
  for (const language of languages) {
    if (language === defaultLanguage || [...replies.keys()].some((name) => templateParts(name).language === language))
      continue;
    const message = `no template in \`${language}\`: who writes in it is answered in \`${defaultLanguage}\``;
    problems.push(at('policy.yaml', 'warning', 'no-template-in-language', message));
  }
  const { template } = templateIn(replies, policy.inquiryTemplate, defaultLanguage, defaultLanguage);
  if (policy.inquiry !== 'never' && !replies.has(template)) {
    const message = `acknowledge.inquiryTemplate: there is no reply template replies/${policy.inquiryTemplate}.liquid`;
    const families = [...new Set([...replies.keys()].map((name) => templateParts(name).family))];
    problems.push(
      at('policy.yaml', 'error', 'unknown-template', message, didYouMean(policy.inquiryTemplate, families)),
    );
  }
  return problems;
}
