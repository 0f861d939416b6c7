import type { LiveVersion } from '../../rules-desk.js';

const hows: Readonly<Record<LiveVersion['how'], string>> = {
  start: 'at the first start',
  apply: 'applied',
  reload: 'by an edit of the folder',
  rollback: 'gone back to',
};

/** How a ruleset went live. */
export const howWords = (how: LiveVersion['how']): string => hows[how];

/** A share as a percentage. */
export const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`);

/** `3 files`, `1 file`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** Address of a file in the editor. */
export const editPath = (path: string): string => `/rules/edit/${path.split('/').map(encodeURIComponent).join('/')}`;

/** What kind of file it is, for people who never saw the folder. */
export function groupOf(path: string): string {
  const [folder] = path.split('/');
  if (path.startsWith('topics/')) return 'Topics';
  if (path.startsWith('positions/')) return 'Positions';
  if (folder === 'replies') return 'Replies';
  if (folder === 'detection') return 'Detection';
  return 'Policy and examples';
}

const groups = ['Topics', 'Positions', 'Policy and examples', 'Replies', 'Detection'];

/** Files by what they are, in the order in which people look for them. */
export function inGroups<T extends { readonly path: string }>(files: readonly T[]): { title: string; files: T[] }[] {
  return groups
    .map((title) => ({ title, files: files.filter((file) => groupOf(file.path) === title) }))
    .filter((group) => group.files.length > 0);
}
