import type { ApplicationView, QueueRow } from '../domain/index.js';

/** What a person who reviews blind is shown of an application. */
export interface Mask {
  readonly on: boolean;
  /** What the applicant is called. */
  readonly name: string;
  /** The text with what tells who wrote it blacked out; every character keeps its place, so that marks still fit. */
  text(text: string): string;
}

const address = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu;
const link = /\bhttps?:\/\/\S+|\b(?:www|orcid|github|linkedin|scholar)\.[^\s]+/giu;
const telephone = /(?<![\p{N}\p{L}])\+?\(?\d[\d ()/.-]{7,}\d(?!\p{N})/gu;
const black = (text: string): string => text.replace(/[^\s]/gu, (character) => '▮'.repeat(character.length));

/** What else tells who somebody is: institutions from the facts, names from the mails' headers. */
export interface Known {
  readonly institutions?: readonly (string | null)[];
  readonly names?: readonly (string | null)[];
}

/** The mask for one application: names, addresses, links, telephone numbers and institutions for whoever reviews blind. */
export function maskOf(
  viewer: { readonly blind: boolean },
  row: Pick<QueueRow, 'applicationId' | 'applicant' | 'institution'>,
  known: Known = {},
): Mask {
  const { name, email } = row.applicant;
  if (!viewer.blind) return { on: false, name: name ?? email ?? 'Unnamed', text: (text) => text };
  const words = [
    ...[name, ...(known.names ?? [])].join(' ').split(/[^\p{L}\p{N}]+/u),
    ...(email ?? '')
      .split('@')
      .slice(0, 1)
      .join('')
      .split(/[^\p{L}\p{N}]+/u),
  ].filter((word) => word.length > 1);
  const phrases = [row.institution, ...(known.institutions ?? [])].filter(
    (one): one is string => one !== null && one.length > 2,
  );
  const parts = [...phrases, ...words].sort((one, other) => other.length - one.length).map(escaped);
  const hidden =
    parts.length === 0 ? null : new RegExp(`(?<![\\p{L}\\p{N}])(?:${parts.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return {
    on: true,
    name: `Applicant ${row.applicationId}`,
    text(text) {
      const plain = text.replace(address, black).replace(link, black).replace(telephone, black);
      return hidden === null ? plain : plain.replace(hidden, black);
    },
  };
}

/** The mask for a whole application, with everything that its mails tell of who wrote it. */
export function maskOfView(viewer: { readonly blind: boolean }, view: ApplicationView): Mask {
  return maskOf(viewer, view.row, {
    institutions: view.mails.flatMap((mail) => mail.judgement?.facts.degrees.map((one) => one.institution) ?? []),
    names: view.mails.flatMap((mail) => mail.mail?.from.map((one) => one.name) ?? []),
  });
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
