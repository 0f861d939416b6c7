import { readFileSync } from 'node:fs';
import type { Kind, ReadDocument, ReadMessage } from '../../src/domain/index.js';
import { makeCv, transcript } from './applications.js';
import { makeDocument, makeMessage } from './messages.js';

/** A mail of test/understand/mailbox with the kind that its file says it is. */
export interface LabelledMail {
  readonly kind: Kind;
  readonly subject: string;
  readonly message: ReadMessage;
}

/** What `[cv, transcript]` behind a subject or text attaches. */
const attachments: Readonly<Record<string, ReadDocument>> = {
  cv: makeCv(),
  transcript,
  'cv-unread': makeDocument('cv.pdf', [], { status: 'no-text', reason: 'a scan', quality: null }),
  thesis: makeDocument('thesis.pdf', [
    "Regularity of maps\n\nMaster's thesis\n\nsubmitted in partial fulfilment of the requirements for the degree of Master of Science\n\nUniversity of Exampleton\nSupervisor: Prof. B. Sample",
    'Table of contents\n1 Introduction\n2 Main results\n',
    ...Array.from({ length: 8 }, () => 'Chapter. In this thesis we show that things hold. '.repeat(30)),
  ]),
  paper: makeDocument(
    'paper.pdf',
    'A theorem on things\n\nA. Example, B. Sample\n\nAbstract. In this paper we propose a method. We show that it works.\n\n1 Introduction\nRelated work is large.\n2 Preliminaries\n3 Main results\nTheorem 1 holds.',
  ),
  letter: makeDocument(
    'letter.pdf',
    'Motivation letter\n\nDear Professor,\n\nI am writing to apply. I would like to apply for the position because I like research.\n\nYours sincerely\nAda Example',
  ),
  references: makeDocument(
    'letter.pdf',
    'Letter of recommendation\n\nTo whom it may concern,\n\nIt is my pleasure to recommend my student. I have known him for years and recommend him without reservation.\n\nProf. Huber',
  ),
  invoice: makeDocument('rechnung.pdf', 'Invoice\nInvoice number 2025-338\nAmount due 200 EUR'),
  programme: makeDocument('programme.pdf', 'Programme\nMonday\n9:00 Opening\n9:30 Talk\n'),
  form: makeDocument('form.pdf', 'Bestätigung der Betreuung\nName:\nUnterschrift:\n'),
};

const LISTED = /\s*\[([a-z, -]+)\]$/;

/** The mails of a file: `=== Subject [cv]` and the text below it; the list may stand behind the text too. */
export function mailboxTexts(file: string, kind: Kind): LabelledMail[] {
  const raw = readFileSync(new URL(`../understand/mailbox/${file}.txt`, import.meta.url), 'utf8');
  return raw
    .split(/^=== /m)
    .slice(1)
    .map((block, index) => {
      const names: string[] = [];
      const take = (text: string): string =>
        text.trim().replace(LISTED, (whole, list: string) => {
          const found = list.split(', ');
          if (!found.every((name) => name in attachments)) return whole;
          names.push(...found);
          return '';
        });
      const end = block.indexOf('\n');
      const subject = take(block.slice(0, end));
      const text = take(block.slice(end + 1));
      const documents = names.flatMap((name, place) => {
        const document = attachments[name];
        return document === undefined ? [] : [{ ...document, sha256: `${document.sha256} ${place}` }];
      });
      return {
        kind,
        subject,
        message: makeMessage({ subject, text, messageId: `<${file}${index}@example.com>` }, documents),
      };
    });
}
