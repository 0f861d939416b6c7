import { type ApplicationView, blackout, type QueueRow } from '../domain/index.js';

/** What a person who reviews blind is shown of an application. */
export interface Mask {
  readonly on: boolean;
  /** What the applicant is called. */
  readonly name: string;
  /** The text with what tells who wrote it blacked out; every character keeps its place, so that marks still fit. */
  text(text: string): string;
}

/** What else tells who somebody is: institutions from the facts, names from the mails' headers. */
export interface Known {
  readonly institutions?: readonly (string | null)[];
  readonly names?: readonly (string | null)[];
}

/** The mask for one application: names, addresses, links, telephone numbers and institutions for whoever reviews blind. */
export function maskOf(
  viewer: { readonly blind: boolean },
  row: Pick<QueueRow, 'applicationId' | 'applicant' | 'institution' | 'tells'>,
  known: Known = {},
): Mask {
  const { name, email } = row.applicant;
  if (!viewer.blind) return { on: false, name: name ?? email ?? 'Unnamed', text: (text) => text };
  const { tells = {} } = row;
  const texts = (...some: readonly (string | null)[]): string[] => some.filter((one): one is string => one !== null);
  const text = blackout({
    names: texts(name, ...(known.names ?? []), ...(tells.names ?? [])),
    emails: texts(email, ...(tells.emails ?? [])),
    institutions: texts(row.institution, ...(known.institutions ?? []), ...(tells.institutions ?? [])),
  });
  return {
    on: true,
    name: `Applicant ${row.applicationId}`,
    text,
  };
}

/** The mask for a whole application, with everything that its mails tell of who wrote it. */
export function maskOfView(viewer: { readonly blind: boolean }, view: ApplicationView): Mask {
  return maskOf(viewer, view.row, {
    institutions: view.mails.flatMap((mail) => mail.judgement?.facts.degrees.map((one) => one.institution) ?? []),
    names: view.mails.flatMap((mail) => mail.mail?.from.map((one) => one.name) ?? []),
  });
}
