import type { ApplicationMail, ApplicationView, Evidence, HiddenText, Page, Sight } from '../domain/index.js';
import { notFound } from './errors.js';
import type { ReviewParts } from './interfaces.js';

/** One tab of the document side: a mail's own text (index -1), or one of its documents. */
export interface Tab {
  /** `MESSAGE.INDEX`, as it stands in the address. */
  readonly key: string;
  readonly mail: ApplicationMail;
  readonly index: number;
  /** Name under which evidence knows it. */
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | null;
  /** The attachment that can be opened as it came: its hash; null for a mail's own text. */
  readonly sha256: string | null;
  readonly contentType: string;
}

/** A piece of evidence with its number on the page and the tab that holds it. */
export interface Numbered extends Evidence {
  readonly number: number;
  readonly tab: string | null;
}

/** What is shown of the tab that is open. */
export interface OpenTab {
  readonly tab: Tab;
  readonly pages: readonly Page[];
  readonly hidden: readonly HiddenText[];
}

/** Everything of an application for the viewer. @throws PageError 404 also for what the viewer may not see */
export async function loadApplication(parts: ReviewParts, sight: Sight, id: string): Promise<ApplicationView> {
  const row = await parts.store.queue.row(sight, id);
  if (row === null) throw notFound();
  return parts.store.application(sight, row);
}

/** The tabs of an application, the mail that speaks for it first. */
export function tabsOf(view: ApplicationView): Tab[] {
  return view.mails.flatMap((mail): Tab[] => {
    const { message, judgement } = mail;
    const documents = judgement?.documents ?? [];
    const letter: Tab = {
      key: `${message.id}.-1`,
      mail,
      index: -1,
      name: 'body',
      type: 'mail',
      status: mail.mail === null ? 'unread' : 'ok',
      reason: null,
      sha256: null,
      contentType: 'text/plain',
    };
    const others = documents
      .filter((document) => document.name !== 'body')
      .map(
        (document): Tab => ({
          key: `${message.id}.${document.index}`,
          mail,
          index: document.index,
          name: document.name,
          type: document.type,
          status: document.status,
          reason: document.reason,
          sha256: document.sha256,
          contentType: document.contentType,
        }),
      );
    return [...others, letter];
  });
}

/** The evidence of the mail that speaks, the most points first, numbered from 1 in that order. */
export function evidenceOf(view: ApplicationView, tabs: readonly Tab[]): Numbered[] {
  const speaking = view.mails.find((mail) => mail.message.id === view.row.messageId);
  const evidence = speaking?.judgement?.scorecard.evidence ?? [];
  return [...evidence]
    .sort((one, other) => other.points - one.points)
    .map((one, index) => ({
      ...one,
      number: index + 1,
      tab: tabs.find((tab) => tab.mail === speaking && tab.name === one.document)?.key ?? null,
    }));
}

/** The tab that the address asks for, else the first that can be read; null when nothing can. */
export async function openTab(
  parts: ReviewParts,
  tabs: readonly Tab[],
  key: string | undefined,
): Promise<OpenTab | null> {
  const tab =
    tabs.find((one) => one.key === key) ??
    tabs.find((one) => one.type === 'cv' && one.status === 'ok') ??
    tabs.find((one) => one.status === 'ok') ??
    tabs[0];
  if (tab === undefined) return null;
  const text = await parts.store.documentText(tab.mail.message.id, tab.index);
  return { tab, pages: text?.pages ?? [], hidden: text?.hidden ?? [] };
}
