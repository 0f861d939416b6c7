import { finding, type LintInput } from './lint-input.js';
import type { RuleProblem } from './parse-file.js';

const wholeFile = (code: string, file: string, message: string, suggestion: string): RuleProblem => ({
  severity: 'info',
  code,
  file,
  line: 1,
  column: 1,
  message,
  suggestion,
});

/** What nobody uses: topics without a position, templates, adverts; and names that two positions claim. */
export function lintUse({ files, topics, positions, policy }: LintInput): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const open = positions.filter((position) => position.value.open);
  for (const file of topics) {
    const { id } = file.value;
    const users = positions.filter((position) => position.value.topics.some((topic) => topic.id === id));
    if (users.length === 0)
      problems.push(
        finding('warning', 'unused-topic', file, ['id'], `no position names the topic \`${id}\`: it changes no fit`, {
          text: id,
          suggestion: 'name it under `topics` of a position',
        }),
      );
    else if (!users.some((position) => position.value.open))
      problems.push(
        finding('info', 'unused-topic', file, ['id'], `only closed positions name the topic \`${id}\``, { text: id }),
      );
  }
  for (const file of positions) {
    const seen = new Set<string>();
    for (const [index, { id }] of file.value.topics.entries()) {
      if (seen.has(id))
        problems.push(
          finding('warning', 'duplicate-topic', file, ['topics', index], `the topic \`${id}\` stands here twice`, {
            text: id,
            suggestion: 'keep one of them',
          }),
        );
      seen.add(id);
    }
  }
  for (const key of ['tags', 'aliases'] as const) {
    const owners = new Map<string, string>();
    for (const file of open) {
      for (const [index, name] of file.value[key].entries()) {
        const owner = owners.get(name.toLowerCase());
        if (owner !== undefined && owner !== file.value.id)
          problems.push(
            finding(
              'warning',
              key === 'tags' ? 'duplicate-tag' : 'duplicate-alias',
              file,
              [key, index],
              `\`${name}\` names ${owner} as well, which comes first`,
              { text: name, suggestion: 'keep it in one position' },
            ),
          );
        else owners.set(name.toLowerCase(), file.value.id);
      }
    }
  }
  const templates = new Set(
    positions.flatMap(({ value: { acknowledge } }) => [acknowledge.template, acknowledge.templateMissing]),
  );
  if (policy !== null) templates.add(policy.value.acknowledge.inquiryTemplate);
  const adverts = new Set(positions.map((position) => `positions/${position.value.vacancy ?? ''}`));
  for (const { path } of files) {
    const template = /^replies\/([^/]+)\.liquid$/.exec(path)?.[1];
    if (template !== undefined && !templates.has(template) && !/[.-][a-z]{2}$/.test(template))
      problems.push(
        wholeFile(
          'unused-template',
          path,
          `no position and no policy names the template \`${template}\``,
          'take the file out',
        ),
      );
    if (/^positions\/.*\.txt$/.test(path) && !adverts.has(path))
      problems.push(
        wholeFile(
          'unused-advert',
          path,
          'no position names this advert',
          'name it under `vacancy`, or take the file out',
        ),
      );
    if (/^(?:topics|positions|detection)\/.*\.yml$/.test(path) || /^[^/]+\.yml$/.test(path))
      problems.push({
        ...wholeFile(
          'ignored-file',
          path,
          'rule files end in `.yaml`: this one is not read',
          `name it ${path.replace(/\.yml$/, '.yaml')}`,
        ),
        severity: 'warning',
      });
  }
  return problems;
}
