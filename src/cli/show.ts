import type { Command } from 'commander';
import pc from 'picocolors';
import { charsOf, type Evidence, type Judgement, type Place, type ReadMessage, wishedLabels } from '../domain/index.js';
import type { Shown } from '../store/index.js';
import { type ConfigOption, withConfig, withStore } from './common.js';
import { sendTime } from './send-time.js';
import { write } from './terminal.js';

/** `triage show ID`: everything about one message, and why. */
export function addShow(program: Command): void {
  withConfig(program.command('show').description('one message: what became of it, and the reasons'))
    .argument('<id>', "the message's id, as `triage queue` prints it")
    .option('--json', 'as JSON')
    .action(async (id: string, options: ConfigOption & { json?: boolean }) => {
      await withStore(options, async (store) => {
        const shown = await store.read.show(id);
        if (shown === null) {
          process.stderr.write(`triage: there is no message ${id}\n`);
          process.exitCode = 1;
        } else await write(options.json === true ? `${JSON.stringify(shown, null, 2)}\n` : describe(shown));
      });
    });
}

/** The message in words. */
export function describe(shown: Shown, now: Date = new Date()): string {
  const { message, judgement, read } = shown;
  const lines: string[] = [];
  const section = (title: string): void => void lines.push('', pc.bold(title));
  lines.push(pc.bold(`Message ${message.id}: ${plain(message.subject ?? '(no subject)')}`));
  lines.push(
    `from ${plain(message.from ?? '(nobody)')}, received ${message.receivedAt ?? 'at an unknown time'}, account ${message.account}`,
  );
  lines.push(
    `status: ${message.status}${message.reason === null ? '' : ` (${message.reason.code}): ${plain(message.reason.detail)}`}`,
  );
  for (const place of shown.locations)
    lines.push(
      `lies in ${place.account}/${place.folder}, UID ${place.uid}${place.goneAt === null ? '' : ', gone since'}`,
    );
  if (judgement !== null && read !== null) {
    section('Judgement');
    lines.push(...judgementLines(judgement));
    section('Documents');
    lines.push(...documentLines(judgement, read));
    if (judgement.scorecard.evidence.length > 0) {
      section('Evidence');
      lines.push(...evidenceLines(judgement.scorecard.evidence, 40));
    }
  }
  if (shown.actions.length > 0) {
    section('Actions');
    for (const action of shown.actions) {
      const what =
        action.payload.kind === 'label'
          ? wishedLabels(action.payload).join(', ')
          : `${action.payload.template} to ${plain(action.payload.to)}`;
      lines.push(
        `${action.kind} ${action.id}: ${action.state}${action.reason === null ? '' : ` (${action.reason})`}: ${what}${action.detail === null ? '' : `; ${plain(action.detail)}`}`,
      );
      const at = sendTime(action, now);
      if (at !== null) lines.push(`  will be sent at ${at}; \`triage settle ${action.id} drop\` stops it`);
    }
  }
  section('History');
  for (const event of shown.events)
    lines.push(
      `${event.at}  ${event.kind} ${event.code}${event.reason === null ? '' : ` (${event.reason})`}${event.detail === null ? '' : `: ${plain(event.detail).slice(0, 160)}`}`,
    );
  return `${lines.join('\n')}\n`;
}

/** Evidence, two lines each: points with their place, and the quotation. */
export function evidenceLines(evidence: readonly Evidence[], most: number): string[] {
  return evidence.slice(0, most).flatMap((one) => {
    const why = one.note === null ? '' : pc.dim(` [${one.note}]`);
    const place = `${one.document}, p. ${one.page}${one.section === null ? '' : `, ${plain(one.section)}`}`;
    return [
      `${one.points.toFixed(1).padStart(5)}  ${one.topic}: ${plain(one.term)} (${one.stance}) in ${place}${why}`,
      pc.dim(`       “${plain(one.quote)}”`),
    ];
  });
}

/** The judgement in lines. */
export function judgementLines(judgement: Judgement): string[] {
  const { applicant, positionReason, scorecard, decision, facts } = judgement;
  const lines = [`${judgement.kind} (${judgement.kindReason})`];
  if (judgement.kind === 'application') {
    const topics = Object.entries(scorecard.topics)
      .filter(([, points]) => points > 0)
      .sort((a, b) => b[1] - a[1]);
    lines.push(
      `fit ${scorecard.fit.toFixed(1)}, ${judgement.band}: ${topics.map(([topic, points]) => `${topic} ${points.toFixed(0)}`).join(', ') || 'no topic found'}`,
    );
    for (const adjustment of scorecard.adjustments) lines.push(`  ${adjustment.code}: ${plain(adjustment.detail)}`);
  }
  lines.push(
    `position: ${judgement.position ?? 'none'} (${positionReason.code}, ${Math.round(positionReason.confidence * 100)} % sure): ${plain(positionReason.detail)}`,
  );
  if (applicant !== null)
    lines.push(
      `applicant: ${plain(applicant.name ?? 'unnamed')} <${plain(applicant.email ?? 'no address')}>${placeWords(applicant.places?.name)}`,
    );
  lines.push(...factLines(facts));
  if (judgement.missing.length > 0) lines.push(`missing: ${judgement.missing.join(', ')}`);
  for (const flag of judgement.flags) lines.push(pc.yellow(`flag ${flag.code}: ${plain(flag.detail)}`));
  lines.push(
    `decision: ${decision.labels.join(', ') || 'no label'}; answer: ${decision.acknowledge} (${decision.reason}): ${plain(decision.detail)}`,
  );
  if (decision.template !== undefined && decision.language !== undefined)
    lines.push(
      `  template ${decision.template}, in ${decision.language.tag} (${decision.language.code}): ${plain(decision.language.detail)}`,
    );
  return lines;
}

/** Most publications and links that are listed. */
const LISTED = 8;

/** Degrees, grade, publications and links in lines, each with its place. */
function factLines({ degrees, gpa, publications, venues, links }: Judgement['facts']): string[] {
  const lines = degrees.map(
    ({ level, finished, quote, at }) =>
      `  ${level}${finished ? '' : ' (not finished)'}: ${plain(quote).slice(0, 110)}${placeWords(at)}`,
  );
  if (gpa !== null) lines.push(`  grade: ${plain(gpa.quote)}${placeWords(gpa.at)}`);
  if (publications.length > 0)
    lines.push(`  ${publications.length} publications${venues.length > 0 ? `, at ${venues.join(', ')}` : ''}`);
  for (const { title, year, tier, firstAuthor, at } of publications.slice(0, LISTED))
    lines.push(
      `    ${plain(title).slice(0, 90)} (${[year, tier, firstAuthor ? 'first author' : null].filter((part) => part !== null).join(', ')})${placeWords(at)}`,
    );
  for (const { kind, url, at } of links.slice(0, LISTED))
    lines.push(`  ${kind}: ${plain(url).slice(0, 110)}${placeWords(at)}`);
  return lines;
}

/** ` (cv.pdf, p. 2)`, dimmed; nothing where no place is known. */
function placeWords(at: Place | null | undefined): string {
  if (at == null) return '';
  return pc.dim(` (${plain(at.document)}${at.page === null ? '' : `, p. ${at.page}`})`);
}

/** The documents in lines. */
export function documentLines(judgement: Judgement, read: ReadMessage): string[] {
  const documents =
    judgement.documents.length > 0
      ? judgement.documents
      : read.documents.map((document) => ({ ...document, type: 'other' as const }));
  if (documents.length === 0) return ['none'];
  return documents.map((document) => {
    const size =
      document.status === 'ok'
        ? `${document.pages.length} pages, ${charsOf(document)} characters${document.ocr ? ', read by OCR' : ''}`
        : (document.reason ?? document.status);
    return `${document.type.padEnd(12)} ${plain(document.name)} (${document.format}, ${document.status}): ${plain(size)}`;
  });
}

/** A stranger's text for a terminal: one line, no control or bidirectional characters. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\p{C}+/gu, '');
}
