import type { Band } from '../../domain/index.js';

/** What the bands are called on the page. */
export const bandTitles: Readonly<Record<Band, string>> = {
  strong: 'Strong',
  possible: 'Possible',
  weak: 'Weak',
  'off-topic': 'Off topic',
};

const spelled: Readonly<Record<string, string>> = { cv: 'CV', 'cv-unread': 'CV unread' };

/** A code as words: `cover-letter` → `Cover letter`. */
export function words(code: string): string {
  const text = spelled[code] ?? code.replaceAll(/[-_]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
