import type { Selectable } from 'kysely';
import type { ReadDocument } from '../domain/index.js';
import type { DocumentTable } from './tables/mail.js';

/** A row of the document table, as a query or as `to_jsonb` gives it. */
export type DocumentRow = Omit<Selectable<DocumentTable>, 'id' | 'message_id' | 'ordinal' | 'type' | 'chars'>;

/** A row of the document table as it was read. */
export function readDocumentOf(row: DocumentRow): ReadDocument {
  return {
    name: row.name,
    status: row.status as ReadDocument['status'],
    reason: row.reason,
    format: row.format,
    contentType: row.content_type,
    sha256: row.sha256,
    bytes: Number(row.bytes),
    pages: row.pages,
    ocr: row.ocr,
    quality: row.quality,
    hidden: row.hidden as ReadDocument['hidden'],
    links: row.links,
    ...(row.link_pages === null ? {} : { linkPages: row.link_pages }),
    findings: row.findings,
  };
}
