import type { Proposal, Suggestions as Shown } from '../../review/rules-desk.js';
import { type RuleFile, withNumber, withTerm } from '../../rules/index.js';
import type { TermSuggestion, WeightEdit } from '../../tuning/index.js';
import type { Suggestions } from '../suggest.js';
import { fileDiff } from './file-diffs.js';

/** What a new term is worth until somebody says otherwise: a word of the topic's neighbourhood. */
const NEW_WEIGHT = 0.4;

/** What verdicts ask of the rules, as edits of files that an admin can look at one by one. */
export function proposalsOf(
  { weights, terms, verdicts, notApplications }: Suggestions,
  files: readonly RuleFile[],
): Shown {
  const known = (share: number): number | null => (Number.isFinite(share) ? share : null);
  return {
    verdicts,
    notApplications,
    precision: { before: known(weights.before) ?? 0, after: known(weights.after) ?? 0 },
    heldOut: { before: known(weights.heldOut.before), after: known(weights.heldOut.after) },
    numbers: weights.edits.map((edit, index) => numberProposal(edit, `n${index}`, files)),
    terms: terms.filter((term) => term.z > 0).map((term, index) => termProposal(term, `t${index}`, files)),
    against: terms
      .filter((term) => term.z < 0)
      .map(({ text, declined, shortlisted }) => ({ text, declined, shortlisted })),
  };
}

/** A file's text with a proposal made in it; null where it has no place there. */
export function withProposal(text: string, edit: Proposal['edit']): string | null {
  if (edit === null) return null;
  return edit.kind === 'number' ? withNumber(text, edit.path, edit.value) : withTerm(text, edit);
}

function completed(proposal: Omit<Proposal, 'diff'>, files: readonly RuleFile[]): Proposal {
  const text = files.find((file) => file.path === proposal.file)?.text;
  const changed = text === undefined ? null : withProposal(text, proposal.edit);
  if (text === undefined || changed === null) return { ...proposal, edit: null, diff: null };
  return { ...proposal, diff: fileDiff(proposal.file, text, changed) };
}

function numberProposal(
  { knob, from, to, share, moves }: WeightEdit,
  id: string,
  files: readonly RuleFile[],
): Proposal {
  const lost = Math.max(0, share * 100).toFixed(1);
  return completed(
    {
      id,
      file: knob.file,
      title: `${knob.path.join(' ')}: ${from} → ${to}`,
      because: `Without this edit, ${lost} points of average precision less on the verdicts.`,
      edit: { kind: 'number', path: knob.path, value: to },
      examples: moves
        .slice(0, 3)
        .map((move) => ({ id: move.id, text: `fit ${move.before.toFixed(0)} → ${move.after.toFixed(0)}` })),
    },
    files,
  );
}

function termProposal(term: TermSuggestion, id: string, files: readonly RuleFile[]): Proposal {
  const { text, topic, shortlisted, declined, examples } = term;
  const word = text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return completed(
    {
      id,
      file: topic === null ? '' : `topics/${topic}.yaml`,
      title: `“${text}”`,
      because: `Stands in ${shortlisted} shortlisted and ${declined} declined applications, and no rule knows it.`,
      edit: topic === null ? null : { kind: 'term', id: word === '' ? 'term' : word, any: [text], weight: NEW_WEIGHT },
      examples: examples.slice(0, 3).map((example) => ({ id: example.id, text: example.quote.slice(0, 200) })),
    },
    files,
  );
}
