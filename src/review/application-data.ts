import {
  type ApplicationMail,
  type ApplicationView,
  type Evidence,
  findTerms,
  type HiddenText,
  type Page,
  type SearchTerm,
  type Sight,
} from '../domain/index.js';
import type { Mask } from './blind.js';
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
  /** What reading found it to be: `pdf`, `docx`, `image`, … */
  readonly format: string;
}

/** A piece of evidence with its number on the page and the tab that holds it. */
export interface Numbered extends Evidence {
  readonly number: number;
  readonly tab: string | null;
}

/** A place where the search that led here was found. Numbered from 1 over all tabs. */
export interface Hit {
  readonly number: number;
  readonly tab: string;
  readonly page: number;
  readonly span: readonly [number, number];
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
      format: 'text',
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
          format: document.format,
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

/** So many tabs, characters and places a search looks at on one page; more would make it slow, and nobody steps through them. */
const searchedTabs = 24;
const searchedChars = 1_500_000;
const mostHits = 500;

/** Every place in the tabs where the search was found, in their order. What blind reviewing blacks out is not found. */
export async function hitsIn(
  parts: ReviewParts,
  tabs: readonly Tab[],
  terms: readonly SearchTerm[],
  mask: Mask,
): Promise<Hit[]> {
  const hits: Hit[] = [];
  if (terms.length === 0) return hits;
  let room = searchedChars;
  for (const tab of tabs.slice(0, searchedTabs)) {
    const text = await parts.store.documentText(tab.mail.message.id, tab.index);
    for (const page of text?.pages ?? []) {
      const part = page.text.slice(0, room);
      room -= part.length;
      for (const span of findTerms(mask.text(part), terms, mostHits - hits.length))
        hits.push({ number: hits.length + 1, tab: tab.key, page: page.number, span });
      if (hits.length >= mostHits || room <= 0) return hits;
    }
  }
  return hits;
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
