import type { Publication } from '../domain/index.js';
import { fold } from '../language/index.js';
import { authorPlace } from '../understand/index.js';

/** Fewer letters than this are no title by which a paper is known again. */
const TITLE_LETTERS = 20;

/** How a paper appeared by the entry of the same title in the CV; null where it has none. */
export function listedTier(head: string, listed: readonly Publication[]): Publication['tier'] | null {
  const letters = (text: string): string => fold(text).replace(/[^\p{L}]/gu, '');
  const front = letters(head.slice(0, 400));
  const entry = listed.find(({ title }) => {
    const own = letters(title);
    return own.length >= TITLE_LETTERS && front.includes(own.slice(0, 60));
  });
  return entry?.tier ?? null;
}

/** Below it stand other people's works; where they begin on the first page, its foot says nothing of the paper itself. */
const OTHERS_WORKS =
  /\n[ \t]*(?:\d{1,3}\.?[ \t]+)?(?:references|bibliography|literatur(?:verzeichnis)?|références|bibliographie|referencias|bibliografía|riferimenti(?: bibliografici)?|bibliografia|referências|参考文献)[ \t]*\n/iu;

/** The foot of a front page, where a paper may say how it appeared. */
export function footOf(page: string): string {
  const cut = OTHERS_WORKS.exec(page);
  return (cut === null ? page : page.slice(0, cut.index)).slice(-300);
}

/** The applicant's place among the authors that a front page names. */
export function authorPlaceOnTitlePage(head: string, name: string | null): ReturnType<typeof authorPlace> {
  const lines = head
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 16);
  let result: ReturnType<typeof authorPlace> = name === null ? 'unknown' : 'absent';
  for (const [index, line] of lines.entries()) {
    const place = authorPlace(line, name);
    if (place === 'absent' || place === 'unknown') continue;
    // Authors on lines of their own: the first line after the title is the first author's.
    result =
      place === 'first' &&
      !lines
        .slice(1, index)
        .some(
          (before) =>
            /^\p{Lu}[\p{L}.'-]+ (?:\p{Lu}[\p{L}.'-]+ ?){1,3}[\d*†,]*$/u.test(before.trim()) &&
            before.length < 40 &&
            index > 2 &&
            !lines.slice(0, 2).includes(before),
        )
        ? 'first'
        : 'other';
    break;
  }
  return result;
}
