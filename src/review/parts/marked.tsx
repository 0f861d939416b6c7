import { bestPlace, findTerms, type SearchHit, type SearchTerm, surroundings } from '../../domain/index.js';
import type { Mask } from '../blind.js';
import { visible } from './text.js';
import { words } from './words.js';

/** A stranger's short text on one line with what a search found in it; nothing of it ever becomes markup. */
export function Marked({ text, terms, most = 200 }: { text: string; terms: readonly SearchTerm[]; most?: number }) {
  const line = text.replace(/\s+/g, ' ').trim();
  const short = line.length <= most ? line : Array.from(line).slice(0, most).join('');
  const pieces: { readonly text: string; readonly hit: boolean }[] = [];
  let at = 0;
  for (const [start, end] of findTerms(short, terms)) {
    pieces.push({ text: short.slice(at, start), hit: false }, { text: short.slice(start, end), hit: true });
    at = end;
  }
  pieces.push({ text: short.slice(at), hit: false });
  return (
    <bdi dir="auto">
      {pieces.map((piece, index) =>
        piece.hit ? (
          <mark key={String(index)} class="hit">
            {visible(piece.text)}
          </mark>
        ) : (
          visible(piece.text)
        ),
      )}
      {short === line ? '' : '…'}
    </bdi>
  );
}

/** Text before and after the place that a line of the queue shows. */
const before = 60;
const after = 130;

/** Where the search was found, in the words around it, with the way there; nothing where blind reviewing blacks it out. */
export function Snippet(props: { hit: SearchHit; terms: readonly SearchTerm[]; mask: Mask; href: string }) {
  const { hit, terms, mask, href } = props;
  const text = mask.text(hit.text);
  const best = bestPlace(text, terms, after);
  if (best === null) return null;
  const [from, to] = surroundings(text, best.place, before, after);
  const where = hit.document === null ? 'Mail' : words(hit.type ?? 'document');
  return (
    <p class="snippet small">
      <a href={href}>
        {where}
        {hit.page === null || hit.page === 1 ? '' : `, p. ${hit.page}`}
      </a>{' '}
      <span class="muted">
        {from > 0 ? '… ' : ''}
        <Marked text={text.slice(from, to)} terms={terms} most={400} />
        {to < text.length ? ' …' : ''}
      </span>
    </p>
  );
}
