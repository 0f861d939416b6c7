import type { Band } from '../../domain/index.js';

/** What the bands are called on the page. */
export const bandTitles: Readonly<Record<Band, string>> = {
  strong: 'Strong',
  possible: 'Possible',
  weak: 'Weak',
  'off-topic': 'Off topic',
};

/** Words of codes that are written otherwise. */
const spelled: Readonly<Record<string, string>> = { cv: 'CV', phd: 'PhD', ot: 'OT', ml: 'ML', ai: 'AI', nlp: 'NLP' };

/** A code as words: `cover-letter` → `Cover letter`, `phd-ot` → `PhD OT`. */
export function words(code: string): string {
  const text = code
    .split(/[-_]/)
    .map((word) => spelled[word] ?? word)
    .join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
