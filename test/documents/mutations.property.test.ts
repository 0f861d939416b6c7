import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src/documents/index.js';
import { threadEntry } from '../../src/documents/threads/entry.js';
import { ThreadPool } from '../../src/documents/threads/pool.js';
import { documentStatuses } from '../../src/domain/index.js';
import { built, mailOf, outlooksWinmail, rezipped, sample, toPart } from './support.js';
import { tnefOf } from './tnef.js';

/** Cases a format; the full run of the release is TRIAGE_PROPERTY_RUNS=2000. */
const runs = Number(process.env.TRIAGE_PROPERTY_RUNS ?? 60);
/** No mutation of a file of a few kilobytes may take longer. */
const seconds = 20;
/** Of so many cases one may need too much time or memory: it then ends with that as its status (see reader.test.ts). */
const fewKilled = Math.ceil(runs / 200);

type Mutation =
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'flip'; readonly places: readonly (readonly [number, number])[] }
  | { readonly kind: 'overwrite'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'drop' | 'repeat'; readonly at: number; readonly share: number }
  | { readonly kind: 'number'; readonly which: number; readonly value: number };

const place = fc.double({ min: 0, max: 1, noNaN: true });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  fc.record({
    kind: fc.constant('flip' as const),
    places: fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 30 }),
  }),
  fc.record({
    kind: fc.constant('overwrite' as const),
    at: place,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 200 }),
  }),
  fc.record({
    kind: fc.constantFrom('drop' as const, 'repeat' as const),
    at: place,
    share: fc.double({ min: 0, max: 0.3, noNaN: true }),
  }),
  // Numbers in text formats are lengths, counts and offsets: the parts of a file that a parser believes.
  fc.record({
    kind: fc.constant('number' as const),
    which: fc.nat(1000),
    value: fc.constantFrom(-1, 0, 1, 255, 65_535, 2 ** 31 - 1, 2 ** 32, 9_999_999_999),
  }),
);

function mutate(bytes: Buffer, change: Mutation): Buffer {
  const at = (share: number) => Math.min(bytes.length - 1, Math.floor(share * bytes.length));
  switch (change.kind) {
    case 'cut':
      return bytes.subarray(0, at(change.at));
    case 'flip': {
      const copy = Buffer.from(bytes);
      for (const [share, value] of change.places) copy[at(share)] = value;
      return copy;
    }
    case 'overwrite': {
      const copy = Buffer.from(bytes);
      copy.set(change.bytes.subarray(0, copy.length - at(change.at)), at(change.at));
      return copy;
    }
    case 'drop':
      return Buffer.concat([
        bytes.subarray(0, at(change.at)),
        bytes.subarray(at(Math.min(1, change.at + change.share))),
      ]);
    case 'repeat': {
      const piece = bytes.subarray(at(change.at), at(Math.min(1, change.at + change.share)));
      return Buffer.concat([bytes.subarray(0, at(change.at)), piece, piece, bytes.subarray(at(change.at))]);
    }
    case 'number': {
      const text = bytes.toString('latin1');
      const numbers = [...text.matchAll(/\d+/g)];
      const chosen = numbers[change.which % Math.max(1, numbers.length)];
      if (chosen === undefined) return bytes;
      return Buffer.from(
        text.slice(0, chosen.index) + change.value + text.slice(chosen.index + chosen[0].length),
        'latin1',
      );
    }
  }
}

/** Real files by format; `inside` mutates a part of a package, which a change of its bytes would only make unreadable. */
const formats: Readonly<Record<string, { name: string; bytes: () => Buffer | Promise<Buffer>; inside?: string }>> = {
  'pdf of pdfTeX': { name: 'a.pdf', bytes: () => sample('twocolumn.pdf') },
  'pdf of Chromium': { name: 'a.pdf', bytes: () => sample('table.pdf') },
  'pdf with pictures and a layer': { name: 'a.pdf', bytes: () => sample('layer.pdf') },
  docx: { name: 'a.docx', bytes: () => sample('cv.docx') },
  'docx, its document.xml': { name: 'a.docx', bytes: () => sample('cv.docx'), inside: 'word/document.xml' },
  'docx, its styles.xml': { name: 'a.docx', bytes: () => sample('cv.docx'), inside: 'word/styles.xml' },
  odt: { name: 'a.odt', bytes: () => sample('cv.odt') },
  'odt, its content.xml': { name: 'a.odt', bytes: () => sample('cv.odt'), inside: 'content.xml' },
  doc: { name: 'a.doc', bytes: () => sample('cv.doc') },
  rtf: { name: 'a.rtf', bytes: () => sample('cv.rtf') },
  'docx of pandoc, its document.xml': {
    name: 'a.docx',
    bytes: () => sample('pandoc.docx'),
    inside: 'word/document.xml',
  },
  'rtf of pandoc': { name: 'a.rtf', bytes: () => sample('pandoc.rtf') },
  html: { name: 'a.html', bytes: () => sample('libreoffice.html') },
  latex: { name: 'a.tex', bytes: () => sample('pandoc.tex') },
  markdown: { name: 'a.md', bytes: () => sample('pandoc.md') },
  text: { name: 'a.txt', bytes: () => sample('pandoc.txt') },
  zip: { name: 'a.zip', bytes: () => sample('bundle.zip') },
  tnef: { name: 'winmail.dat', bytes: outlooksWinmail },
  'tnef with long names': {
    name: 'winmail.dat',
    bytes: () => tnefOf([{ title: 'a.txt', longName: 'Long Name.txt', content: Buffer.from('text') }]),
  },
  eml: { name: 'a.eml', bytes: () => sample('forward.eml') },
  'eml of nodemailer': {
    name: 'a.eml',
    bytes: () => mailOf({ html: '<p>x</p>', attachments: [{ filename: 'naïve.txt', content: 'text' }] }),
  },
  png: { name: 'a.png', bytes: () => sample('page.png') },
  jpeg: { name: 'a.jpg', bytes: () => sample('scan.jpg') },
  tiff: { name: 'a.tif', bytes: () => sample('fax.tif') },
};

let pool: ThreadPool;
let ocrPool: ThreadPool;

beforeAll(async () => {
  await built();
  pool = new ThreadPool({ entry: threadEntry(), threads: 2, megabytes: 512, renewAfter: 500 });
  ocrPool = new ThreadPool({ entry: threadEntry(), threads: 1, megabytes: 1024, renewAfter: 50 });
}, 120_000);
afterAll(() => Promise.all([pool.close(), ocrPool.close()]));

describe.each(Object.entries(formats))('%s', (_, format) => {
  it(
    'mutated at random ends in a status with a reason, in time',
    async () => {
      const original = await format.bytes();
      const inner = format.inside === undefined ? null : await partOf(original, format.inside);
      let killed = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (changes) => {
          const changed = changes.reduce(
            (bytes, change) => (bytes.length === 0 ? bytes : mutate(bytes, change)),
            inner ?? original,
          );
          const bytes = format.inside === undefined ? changed : await rezipped(original, { [format.inside]: changed });
          const outcome = await pool.run(
            { kind: 'part', part: toPart(bytes, format.name), limits: defaultLimits },
            { seconds },
          );
          if ('killed' in outcome) {
            killed += 1;
            if (outcome.killed === 'crashed' || killed > fewKilled)
              throw new Error(`${outcome.killed}: ${outcome.detail}`);
            return;
          }
          const { document } = outcome;
          if (document === null) return;
          expect(documentStatuses).toContain(document.status);
          if (document.status !== 'ok') expect(document.reason).toMatch(/\S/);
          if (document.status === 'ok') expect(document.pages.length).toBeGreaterThan(0);
          expect(document.reason ?? '').not.toMatch(/undefined|\[object|is not a function|Cannot read/);
        }),
        { numRuns: runs, endOnFailure: false },
      );
    },
    60_000 + runs * 1000,
  );
});

describe.each(['page.png', 'scan.jpg', 'fax.tif', 'scan.pdf'])('%s before OCR', (name) => {
  // Seconds a case: a hundredth of the others' number.
  const cases = Math.ceil(runs / 100);
  it(
    'mutated at random ends in a status with a reason, in time',
    async () => {
      const original = sample(name);
      await fc.assert(
        fc.asyncProperty(mutation, async (change) => {
          const part = toPart(mutate(original, change), name);
          const format = name.endsWith('.pdf') ? 'pdf' : 'image';
          const outcome = await ocrPool.run({ kind: 'ocr', part, format, limits: defaultLimits }, { seconds: 60 });
          if ('killed' in outcome) throw new Error(`${outcome.killed}: ${outcome.detail}`);
          expect(documentStatuses).toContain(outcome.document?.status);
          if (outcome.document?.status !== 'ok') expect(outcome.document?.reason).toMatch(/\S/);
        }),
        { numRuns: cases, endOnFailure: true },
      );
    },
    60_000 + cases * 60_000,
  );
});

describe('a raw mail', () => {
  it(
    'mutated at random is a mail',
    async () => {
      const original = await mailOf({
        html: '<p>x</p>',
        attachments: [
          { filename: 'naïve.txt', content: 'text' },
          { filename: 'b.eml', content: await mailOf({}) },
        ],
      });
      await fc.assert(
        fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (changes) => {
          const bytes = changes.reduce((raw, change) => (raw.length === 0 ? raw : mutate(raw, change)), original);
          const outcome = await pool.run({ kind: 'mail', raw: bytes, limits: defaultLimits }, { seconds });
          if ('killed' in outcome) throw new Error(`${outcome.killed}: ${outcome.detail}`);
          expect(outcome.fingerprint).toMatch(/^[0-9a-f]{64}$/);
          expect(typeof outcome.mail.text).toBe('string');
        }),
        { numRuns: runs },
      );
    },
    60_000 + runs * 1000,
  );
});

async function partOf(bytes: Buffer, name: string): Promise<Buffer> {
  const { default: JSZip } = await import('jszip');
  const zip = await JSZip.loadAsync(bytes);
  const file = zip.file(name);
  if (file === null) throw new Error(`no ${name}`);
  return file.async('nodebuffer');
}
