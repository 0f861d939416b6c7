import type { ComponentChildren } from 'preact';
import type { Degree, Facts, Place, Publication } from '../../domain/index.js';
import type { Mask } from '../blind.js';
import { Said, visible } from './text.js';
import { words } from './words.js';

/** The address of a place in the documents, or null when it can't be shown. */
export type PlaceHref = (place: Place | null | undefined) => string | null;

/** What the documents say about the applicant, each with its place. */
export function FactList({ facts, mask, hrefOf }: { facts: Facts; mask: Mask; hrefOf: PlaceHref }) {
  const { degrees, gpa, publications, venues, links } = facts;
  const nothing = degrees.length + publications.length + venues.length + links.length === 0 && gpa === null;
  if (nothing) return <p class="muted">None were found.</p>;
  return (
    <dl class="facts">
      {degrees.length === 0 ? null : (
        <>
          <dt>Degrees</dt>
          <dd>
            <ul class="list">
              {degrees.slice(0, 12).map((degree, index) => (
                <DegreeLine key={String(index)} degree={degree} mask={mask} href={hrefOf(degree.at)} />
              ))}
            </ul>
          </dd>
        </>
      )}
      {gpa === null ? null : (
        <>
          <dt>Grade</dt>
          <dd>
            <Linked href={hrefOf(gpa.at)}>
              {gpa.value}
              {gpa.scale === null ? '' : ` of ${gpa.scale}`}
            </Linked>
          </dd>
        </>
      )}
      {publications.length === 0 ? null : (
        <>
          <dt>Publications</dt>
          <dd>
            <ul class="list">
              {publications.slice(0, 30).map((one, index) => (
                <PublicationLine key={String(index)} one={one} mask={mask} href={hrefOf(one.at)} />
              ))}
            </ul>
          </dd>
        </>
      )}
      {venues.length === 0 ? null : (
        <>
          <dt>Venues</dt>
          <dd>
            <Said text={venues.join(', ')} most={300} />
          </dd>
        </>
      )}
      {links.length === 0 || mask.on ? null : (
        <>
          <dt>Links</dt>
          <dd>
            <ul class="list">
              {links.slice(0, 20).map(({ kind, url }) => (
                <li key={url}>
                  {words(kind)}: <OutsideLink url={url} />
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
    </dl>
  );
}

function DegreeLine({ degree, mask, href }: { degree: Degree; mask: Mask; href: string | null }) {
  const { level, field, institution, year, finished, quote } = degree;
  const parts = [field, institution].filter((part): part is string => part !== null);
  return (
    <li title={visible(mask.text(quote)).slice(0, 300)}>
      <Linked href={href}>{words(level)}</Linked>
      {parts.length === 0 ? null : (
        <>
          {' · '}
          <Said text={mask.text(parts.join(', '))} most={120} />
        </>
      )}
      <span class="muted">
        {year === null ? '' : ` · ${year}`}
        {finished ? '' : ' · not finished'}
      </span>
    </li>
  );
}

function PublicationLine({ one, mask, href }: { one: Publication; mask: Mask; href: string | null }) {
  const { title, venue, year, firstAuthor, tier } = one;
  return (
    <li>
      <Linked href={href}>
        <Said text={mask.text(title)} most={140} />
      </Linked>
      <span class="muted">
        {' · '}
        {[venue, year === null ? null : String(year), `${tier}${firstAuthor ? ', first author' : ''}`]
          .filter((part) => part !== null)
          .join(' · ')}
      </span>
    </li>
  );
}

function Linked({ href, children }: { href: string | null; children: ComponentChildren }) {
  return href === null ? (
    <span>{children}</span>
  ) : (
    <a href={href} data-place>
      {children}
    </a>
  );
}

/** A link out of a stranger's document: shown whole, opened only by a person, and telling nobody where from. */
function OutsideLink({ url }: { url: string }) {
  const safe = /^https?:\/\//i.test(url) && URL.canParse(url);
  return safe ? (
    <a href={new URL(url).href} rel="noopener noreferrer nofollow" target="_blank">
      <Said text={url} most={70} />
    </a>
  ) : (
    <Said text={url} most={70} />
  );
}
