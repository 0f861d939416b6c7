import mammoth from 'mammoth';
import type { HiddenText } from '../../domain/index.js';
import type { ReaderLimits } from '../limits.js';
import { failed, onePage, reading } from '../outcome.js';
import type { Reading } from '../part.js';
import { messageOf } from '../reasons.js';
import { joinHyphens, vocabulary } from '../text/hyphens.js';
import { normalise } from '../text/normalise.js';
import { visibleHtml } from '../text/visible-html.js';
import { readStyles, type Styles, seenRuns } from './docx-runs.js';
import { officeParts, repack } from './office.js';
import { walkXml } from './xml.js';

/**
 * A Word document (ECMA-376) through mammoth, which gets only the parts that the text is in: no macros, no pictures, and no
 * runs that nobody sees. Page headers and footers, which mammoth leaves out, stand first and last: names and addresses are
 * often there.
 */
export async function readDocx(bytes: Uint8Array, limits: ReaderLimits): Promise<Reading> {
  const office = await officeParts(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), limits);
  const findings = office.names.some((name) => /vbaProject\.bin$/i.test(name)) ? ['macro'] : [];
  if (office.problem !== null) return failed('docx', office.problem.status, office.problem.reason, { findings });
  const main = mainPart(office.parts);
  if (main === null) return notWord(office.names, findings);
  try {
    const { parts, hidden } = prepare(office.parts, main);
    const { value } = await mammoth.convertToHtml({ buffer: await repack(parts) }, { externalFileAccess: false });
    const page = visibleHtml(value, limits.characters);
    const reason = findings.length > 0 ? 'The document has macros; its text was read without them.' : null;
    const text = joinHyphens(page.text, vocabulary([page.text]));
    return reading('docx', {
      pages: onePage(text),
      links: page.links,
      hidden: [...hidden, ...page.hidden],
      findings,
      reason,
    });
  } catch (error) {
    return (
      salvage(office.parts, main, findings) ??
      failed('docx', 'corrupt', `The Word document can't be read: ${messageOf(error)}.`, { findings })
    );
  }
}

/** The bare paragraphs of a document that mammoth can't read; null where there are none. */
function salvage(parts: ReadonlyMap<string, Buffer>, main: string, findings: readonly string[]): Reading | null {
  const seen = seenRuns(parts.get(main)?.toString('utf8') ?? '', new Map());
  const text = normalise(paragraphs(seen.xml).join('\n'));
  if (text === '') return null;
  const reason = 'The Word document is damaged; only its paragraphs could be read.';
  return reading('docx', { pages: onePage(text), hidden: seen.hidden, findings: [...findings, 'partly-read'], reason });
}

function mainPart(parts: ReadonlyMap<string, Buffer>): string | null {
  return [...parts.keys()].find((name) => /^word\/document\d*\.xml$/i.test(name)) ?? null;
}

function notWord(names: readonly string[], findings: readonly string[]): Reading {
  if (names.some((name) => name.startsWith('xl/')))
    return failed('xlsx', 'unsupported', 'This is an Excel workbook, which can’t be read.', { findings });
  if (names.some((name) => name.startsWith('ppt/')))
    return failed('pptx', 'unsupported', 'This is a PowerPoint presentation, which can’t be read.', { findings });
  return failed('docx', 'corrupt', 'The Word document has no text part.', { findings });
}

function prepare(
  parts: ReadonlyMap<string, Buffer>,
  main: string,
): { parts: Map<string, Buffer | string>; hidden: HiddenText[] } {
  const styles: Styles = readStyles(parts.get('word/styles.xml')?.toString('utf8') ?? '');
  const hidden: HiddenText[] = [];
  const prepared = new Map<string, Buffer | string>();
  const edges = { header: new Set<string>(), footer: new Set<string>() };
  for (const [name, content] of parts) {
    const edge = /^word\/(header|footer)\d*\.xml$/i.exec(name)?.[1]?.toLowerCase();
    if (name !== main && edge === undefined && !/^word\/(footnotes|endnotes)\.xml$/i.test(name)) {
      prepared.set(name, content);
      continue;
    }
    const seen = seenRuns(content.toString('utf8'), styles);
    hidden.push(...seen.hidden);
    if (edge === 'header' || edge === 'footer') edges[edge].add(paragraphs(seen.xml).join('\n'));
    else prepared.set(name, seen.xml);
  }
  const body = String(prepared.get(main) ?? '');
  prepared.set(main, withEdges(body, [...edges.header].join('\n'), [...edges.footer].join('\n')));
  return { parts: prepared, hidden };
}

/** The text of a part, one string a paragraph. */
function paragraphs(xml: string): string[] {
  const found: string[] = [];
  let text = '';
  let inText = false;
  walkXml(xml, {
    open(name) {
      if (name === 'w:t') inText = true;
      else if (name === 'w:tab') text += '  ';
      else if (name === 'w:br') text += '\n';
    },
    text(piece) {
      if (inText) text += piece;
    },
    close(name) {
      if (name === 'w:t') inText = false;
      if (name !== 'w:p') return;
      if (text.trim() !== '') found.push(text.trim());
      text = '';
    },
  });
  return found;
}

function withEdges(xml: string, header: string, footer: string): string {
  const start = /<w:body\b[^>]*>/.exec(xml);
  const end = xml.lastIndexOf('</w:body>');
  if (start === null || end < 0) return xml;
  const bodyStart = start.index + start[0].length;
  // The last section's properties must stay the body's last child.
  const properties = xml.lastIndexOf('<w:sectPr', end);
  const bodyEnd = properties > bodyStart && xml.slice(properties, end).includes('</w:p>') === false ? properties : end;
  return (
    xml.slice(0, bodyStart) +
    plainParagraphs(header) +
    xml.slice(bodyStart, bodyEnd) +
    plainParagraphs(footer) +
    xml.slice(bodyEnd)
  );
}

function plainParagraphs(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(
      (line) =>
        `<w:p><w:r><w:t xml:space="preserve">${line.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</w:t></w:r></w:p>`,
    )
    .join('');
}
