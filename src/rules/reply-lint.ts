import type { Template } from 'liquidjs';
import { didYouMean, type RuleFile, type RuleProblem } from './parse-file.js';
import {
  longestReply,
  namesIn,
  parseReply,
  type ReplyView,
  renderParsed,
  replyFilters,
  replyNames,
  replyTags,
} from './reply-engine.js';
import { linksIn } from './reply-links.js';
import { type SampleView, sampleViews } from './reply-samples.js';
import { plainWords, type ReplyWords } from './reply-words.js';

/** What a list in the view may be asked for. */
const listProperties: ReadonlySet<unknown> = new Set(['size', 'first', 'last']);
const lists: ReadonlySet<unknown> = new Set<keyof ReplyView>(['documents', 'missing']);

/**
 * Everything that is wrong with a reply template, each with its place: syntax, unknown tags, filters and names, links,
 * and what only trying it out shows. Pure; runs at every load and in `triage rules check`.
 * @param words the words of the template's language, for the samples it is tried with
 */
export function lintReply(file: RuleFile, words: ReplyWords = plainWords): RuleProblem[] {
  const report = (
    severity: RuleProblem['severity'],
    code: string,
    place: { line: number; column: number },
    message: string,
    suggestion: string | null = null,
  ): RuleProblem => ({ severity, code, file: file.path, ...place, message, suggestion });
  let template: Template[];
  try {
    template = parseReply(file.text, file.path);
  } catch (error) {
    return [syntaxProblem(file, error)];
  }
  const unknown = namesIn(template).flatMap(({ path, row, column }): RuleProblem[] => {
    const place = { line: row, column };
    const [name, property, ...deeper] = path;
    if (!replyNames.some((known) => known === name)) {
      const suggestion = didYouMean(String(name), replyNames) ?? `there are ${replyNames.join(', ')}`;
      return [report('error', 'unknown-variable', place, `unknown name \`${String(name)}\``, suggestion)];
    }
    if (property === undefined) return [];
    const fits = lists.has(name) && (typeof property !== 'string' || listProperties.has(property));
    if (fits && deeper.length === 0) return [];
    const message = `\`${String(name)}\` has no \`${path.slice(1).map(String).join('.')}\``;
    const suggestion = lists.has(name) ? 'a list has size, first, last and [n]' : 'it is a text';
    return [report('error', 'unknown-variable', place, message, suggestion)];
  });
  const links = linksIn(file.text).map(({ severity, index, message, help }) =>
    report(
      severity,
      severity === 'error' ? 'template-link' : 'template-homepage',
      placeOf(file.text, index),
      message,
      help,
    ),
  );
  const problems = [...unknown, ...links];
  if (problems.some((problem) => problem.severity === 'error')) return problems;
  return [...problems, ...tried(file, template, sampleViews(words, 'PhD position', 'The group'))];
}

/** What shows only in the text: a template that does not render, says nothing, is too long or puts a link together. */
function tried(file: RuleFile, template: Template[], samples: readonly SampleView[]): RuleProblem[] {
  const start = { severity: 'error' as const, file: file.path, line: 1, column: 1, suggestion: null };
  for (const { name, view } of samples) {
    let text: string;
    try {
      text = renderParsed(template, view);
    } catch (error) {
      return [{ ...syntaxProblem(file, error), code: 'template-broken' }];
    }
    if (text.trim() === '') return [{ ...start, code: 'template-empty', message: `says nothing where ${name}` }];
    if (text.length > longestReply) {
      const message = `${text.length} characters where ${name}, at most ${longestReply}: a receipt is short`;
      return [{ ...start, code: 'template-too-long', message }];
    }
    const link = linksIn(text).find((found) => found.severity === 'error');
    if (link !== undefined && linksIn(file.text).length === 0)
      return [{ ...start, code: 'template-link', message: `puts a link together: ${link.message}` }];
  }
  return [];
}

/** liquidjs' error with its place, narrowed to the filter or tag that is unknown, and a guess at what was meant. */
function syntaxProblem(file: RuleFile, error: unknown): RuleProblem {
  const {
    message = String(error),
    token,
    originalError,
  } = (error ?? {}) as {
    message?: string;
    token?: { getPosition?(): [number, number]; begin?: number };
    originalError?: { message?: string };
  };
  const [line, column] = token?.getPosition?.() ?? [1, 1];
  const words = (originalError?.message ?? message).replace(/, file:.*$/s, '').split('\n')[0] ?? message;
  const base = { severity: 'error' as const, code: 'template-syntax', file: file.path, line, column };
  const filter = /^undefined filter: (\S+)/.exec(words)?.[1];
  if (filter !== undefined) {
    const from = token?.begin ?? 0;
    const at = file.text.slice(from).search(new RegExp(`\\|\\s*${filter.replace(/\W/g, '\\$&')}`));
    const place = at < 0 ? { line, column } : placeOf(file.text, from + at);
    const message = `unknown filter \`${filter}\``;
    return { ...base, ...place, code: 'unknown-filter', message, suggestion: didYouMean(filter, replyFilters) };
  }
  const tag = /^tag "?([^"\s]+)"? not found/.exec(words)?.[1];
  if (tag !== undefined) {
    const suggestion = didYouMean(tag, replyTags) ?? `there are ${replyTags.join(', ')}`;
    return { ...base, code: 'unknown-tag', message: `no tag \`${tag}\` here`, suggestion };
  }
  return { ...base, message: words, suggestion: null };
}

/** Line and column, from 1, of an offset. */
function placeOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index);
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') };
}
