import { fold } from '../language/index.js';
import type { Hit } from './match.js';

/**
 * Whether a term of one word is part of the applicant's own name as it stands there: the word is one of the name's, and
 * beside it stands another of them or the initial of one (`A. Nyström`, `Nyström-Baptiste`). Names never score.
 *
 * @param name the applicant's name as the mail gives it; null when unknown
 */
export function isOwnName(hit: Hit, name: string | null): boolean {
  if (name === null || hit.to - hit.from !== 1) return false;
  const words = new Set(
    fold(name)
      .split(/[^\p{L}]+/u)
      .filter((word) => word.length > 0),
  );
  const wordAt = (index: number): string => fold(hit.passage.tokens[index]?.word ?? '');
  if (!words.has(wordAt(hit.from))) return false;
  const initials = new Set([...words].map((word) => word.slice(0, 1)));
  return [hit.from - 1, hit.to].some((index) => {
    const beside = wordAt(index);
    return beside !== wordAt(hit.from) && (words.has(beside) || (beside.length === 1 && initials.has(beside)));
  });
}
