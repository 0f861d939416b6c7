import { Parser } from 'htmlparser2';

/** What an XML walk tells its caller; offsets are those of the source string, the end after the tag. */
export interface XmlHandler {
  open?(name: string, attributes: Readonly<Record<string, string>>, start: number): void;
  text?(text: string): void;
  close?(name: string, end: number): void;
}

/** True when a part declares entities or a document type: no Office program writes that, and XML bombs need it. */
export function declaresEntities(xml: Buffer): boolean {
  // Comments of any length may come before; the keywords are in capitals in XML. In UTF-16 every second byte is zero.
  return entityMarks.some((mark) => xml.includes(mark));
}

// As bytes: a search for a string in `utf16le` does not come back on some buffers (Node 20.20).
const entityMarks = ['<!DOCTYPE', '<!ENTITY'].flatMap((mark) => [
  Buffer.from(mark, 'latin1'),
  Buffer.from(mark, 'utf16le'),
  Buffer.from(mark, 'utf16le').swap16(),
]);

/** Walks XML from beginning to end without building a tree. Entities that the text declares itself are never expanded. */
export function walkXml(xml: string, handler: XmlHandler): void {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => handler.open?.(name, attributes, parser.startIndex),
      ontext: (text) => handler.text?.(text),
      onclosetag: (name) => handler.close?.(name, parser.endIndex + 1),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(xml);
  parser.end();
}
