import { finding, type LintInput } from './lint-input.js';
import type { ParsedFile, RuleProblem } from './parse-file.js';
import type { Policy, Position } from './schemas/index.js';

/** Points are rounded to a tenth: what stays below this is shown, and counts, as nothing. */
const ROUNDS_TO_NOTHING = 0.05;

/** Numbers in the wrong order, and numbers that can't make a difference. */
export function lintNumbers({ topics, positions, policy }: LintInput): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const most = policy === null ? 100 : Math.max(...Object.values(policy.value.stances)) * policy.value.leadingFactor;
  for (const file of topics) {
    for (const [index, term] of file.value.terms.entries()) {
      if (term.weight * most >= ROUNDS_TO_NOTHING) continue;
      problems.push(
        finding(
          'warning',
          'weight-without-effect',
          file,
          ['terms', index, 'weight'],
          `term \`${term.id}\` weighs ${term.weight}: its best evidence rounds to no points`,
          {
            text: String(term.weight),
            suggestion: 'take the term out, or give it a weight from 0.1',
          },
        ),
      );
    }
  }
  for (const file of positions) problems.push(...positionNumbers(file, policy?.value ?? null));
  if (policy !== null) problems.push(...policyNumbers(policy));
  return problems;
}

function positionNumbers(file: ParsedFile<Position>, policy: Policy | null): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const position = file.value;
  const reach = position.topics.map((topic) => Math.min(topic.cap, topic.weight * 100));
  for (const [index, topic] of position.topics.entries()) {
    const own = reach[index] ?? 0;
    if (topic.weight * 100 < topic.cap && topic.cap < 100)
      problems.push(
        finding(
          'info',
          'cap-never-reached',
          file,
          ['topics', index, 'cap'],
          `\`${topic.id}\` gives at most ${topic.weight * 100} by its weight, so a cap of ${topic.cap} is never reached`,
          { text: String(topic.cap) },
        ),
      );
    if (own < ROUNDS_TO_NOTHING)
      problems.push(
        finding(
          'warning',
          'weight-without-effect',
          file,
          ['topics', index],
          `\`${topic.id}\` can't add a point to the fit`,
          { text: topic.id, suggestion: 'take the topic out' },
        ),
      );
    else if (policy !== null && own < policy.bands.weak)
      problems.push(
        finding(
          'warning',
          'weight-below-weak',
          file,
          ['topics', index],
          `\`${topic.id}\` gives at most ${own}: alone it never leaves off-topic (weak begins at ${policy.bands.weak})`,
          {
            text: topic.id,
            suggestion: 'raise its weight or cap, or take it out',
          },
        ),
      );
  }
  if (policy !== null) {
    const top = reach.reduce((rest, part) => rest * (1 - Math.min(part, 100) / 100), 1);
    for (const band of ['strong', 'possible'] as const) {
      // Even with every topic at its cap, and topics adding up more than they do, the band stays out of reach.
      if (100 * (1 - top) >= policy.bands[band]) continue;
      problems.push(
        finding(
          'warning',
          'band-out-of-reach',
          file,
          ['topics'],
          `no application for ${position.id} can be ${band}: its topics give less than ${policy.bands[band]} all together`,
          { suggestion: 'raise weights or caps' },
        ),
      );
      break;
    }
  }
  for (const [index, requirement] of position.requires.entries()) {
    if (requirement.cap >= 100)
      problems.push(
        finding(
          'warning',
          'cap-without-effect',
          file,
          ['requires', index, 'cap'],
          `a cap of ${requirement.cap} takes nothing away: the requirement \`${requirement.code}\` has no effect`,
          { text: String(requirement.cap) },
        ),
      );
  }
  const { mode, on, bands } = position.acknowledge;
  if (mode !== 'never' && on === 'fit' && bands.length === 0)
    problems.push(
      finding(
        'warning',
        'never-acknowledged',
        file,
        ['acknowledge', 'bands'],
        `no band is acknowledged, so \`mode: ${mode}\` answers nobody`,
        { suggestion: 'name bands, or write `mode: never`' },
      ),
    );
  return problems;
}

const STANCES = [
  'first-author-paper',
  'paper',
  'thesis',
  'project',
  'course',
  'statement',
  'interest',
  'mention',
] as const;

function policyNumbers(file: ParsedFile<Policy>): RuleProblem[] {
  const { stances, caps, acknowledge, labels } = file.value;
  const problems: RuleProblem[] = [];
  const falls = (
    code: string,
    names: readonly string[],
    value: (name: string) => number,
    at: string,
    what: string,
  ): void => {
    for (const [index, name] of names.entries()) {
      const before = names[index - 1];
      if (before === undefined || value(before) >= value(name)) continue;
      problems.push(
        finding(
          'warning',
          code,
          file,
          [at, name],
          `${what} \`${name}\` (${value(name)}) is above \`${before}\` (${value(before)})`,
          { text: String(value(name)), suggestion: `${names.join(' ≥ ')}` },
        ),
      );
    }
  };
  falls('stances-order', STANCES, (name) => stances[name as (typeof STANCES)[number]], 'stances', 'the stance');
  falls('caps-order', ['unpublished', 'learning', 'words'], (name) => caps[name as 'words'], 'caps', 'the cap');
  falls(
    'caps-order',
    ['capPerDay', 'capPerHour', 'capPerDomainPerHour'],
    (name) => acknowledge[name as 'capPerDay'],
    'acknowledge',
    'the limit',
  );
  const names = new Map<string, string>();
  const { verdicts, ...own } = labels;
  const verdictLabels = Object.entries(verdicts).map(([key, label]) => [['verdicts', key], label] as const);
  for (const [path, label] of [
    ...Object.entries(own).map(([key, label]) => [[key], label] as const),
    ...verdictLabels,
  ]) {
    const key = path.join('.');
    if (label === undefined) continue;
    const other = names.get(label.toLowerCase());
    if (other !== undefined)
      problems.push(
        finding(
          'warning',
          'duplicate-label',
          file,
          ['labels', ...path],
          `\`${label}\` is the label of \`${other}\` too: IMAP keywords don't tell letter case`,
          { text: label, suggestion: 'give each its own name' },
        ),
      );
    names.set(label.toLowerCase(), key);
  }
  return problems;
}
