import fc from 'fast-check';
import { render } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { findTerms, foldForSearch, searchTerms } from '../../src/domain/index.js';
import { maskOf } from '../../src/review/blind.js';
import { segmentsOf, viewsOf, viewWith } from '../../src/review/document-parts.js';
import { formFields, safePath } from '../../src/review/form.js';
import { lookOf, originalHeaders } from '../../src/review/original.js';
import { Marked } from '../../src/review/parts/marked.js';
import { Said, visible } from '../../src/review/parts/text.js';

const pages = fc
  .array(fc.string({ unit: 'grapheme', maxLength: 300 }), { maxLength: 8 })
  .map((texts) => texts.map((text, index) => ({ number: index + 1, text })));

describe("a stranger's text", () => {
  it('shows what rearranges or hides it, and keeps what writes Persian', () => {
    expect(visible('a\u202egpj.exe')).toBe('a⟨U+202E⟩gpj.exe');
    expect(visible('x\u0007\u200by')).toBe('x⟨U+0007⟩⟨U+200B⟩y');
    expect(visible('می\u200cخواهم\n\tx')).toBe('می\u200cخواهم\n\tx');
  });

  it('never becomes markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const html = render(Said({ text: `<img src=x onerror=alert(1)>${text}` }));
        expect(html).toMatch(/^<bdi dir="auto"[^<]*>[^<]*<\/bdi>$/);
      }),
    );
  });
});

describe('a long document', () => {
  it('is in its views completely, in order, each within the limit', () => {
    fc.assert(
      fc.property(pages, fc.integer({ min: 2, max: 100 }), (all, most) => {
        const views = viewsOf(all, most);
        const text = (number: number): string => all[number - 1]?.text ?? '';
        expect(
          views
            .flat()
            .map((part) => text(part.page).slice(part.start, part.end))
            .join(''),
        ).toBe(all.map((page) => page.text).join(''));
        for (const view of views) {
          const size = view.reduce((sum, part) => sum + part.end - part.start, 0);
          expect(size).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it('shows a place in the view that holds it', () => {
    const views = viewsOf(
      [
        { number: 1, text: 'x'.repeat(250) },
        { number: 2, text: 'y'.repeat(30) },
      ],
      100,
    );
    expect(views).toHaveLength(3);
    expect([viewWith(views, 1, 99), viewWith(views, 1, 100), viewWith(views, 2, 5), viewWith(views, 9, 0)]).toEqual([
      0, 1, 2, 0,
    ]);
  });

  it('keeps its text whatever is marked in it', () => {
    const span = fc.tuple(fc.nat(60), fc.nat(60)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), fc.array(span, { maxLength: 6 }), (text, spans) => {
        const marks = spans.map((one, index) => ({ id: `e${index + 1}`, span: one }));
        const segments = segmentsOf(text, { page: 1, start: 0, end: text.length }, marks);
        expect(segments.map((segment) => segment.text).join('')).toBe(text);
        // Each mark that covers anything begins in exactly one place.
        for (const {
          id,
          span: [from, to],
        } of marks) {
          const begins = segments.filter((segment) => segment.begins.includes(id)).length;
          expect(begins).toBe(from < Math.min(to, text.length) ? 1 : 0);
        }
      }),
    );
  });
});

describe('reviewing blind', () => {
  const row = {
    applicationId: '7',
    applicant: { name: 'Ada Lovelace', email: 'ada.lovelace@example.com' },
    institution: 'University of London',
  };

  it('blacks out who it is, and moves nothing', () => {
    const mask = maskOf({ blind: true }, row, { institutions: ['ETH Zürich'], names: ['Augusta King'] });
    const text =
      'Ada LOVELACE, University of  London and ETH Zürich\n+49 30 1234567, x@y.example, https://ada.example/';
    const masked = mask.text(text);
    expect(masked).not.toMatch(/augusta|ada|lovelace|london|zürich|1234567|example/i);
    expect(masked).toHaveLength(text.length);
    expect(mask.name).toBe('Applicant 7');
  });

  const many = {
    ...row,
    tells: {
      names: ['王 小明', '김민수', 'Jürgen Müller', 'Ilmāre Ozoliņa', 'Yerin Seo'],
      emails: ['r.tvedt-okafor@example.com'],
      institutions: ['北京大学'],
    },
  };
  it.each([
    ['running Chinese', '我叫王小明，毕业于北京大学。', /王|小明|北京/],
    ['running Korean', '저는 김민수입니다', /김민수/],
    ['two characters for one', 'Ilma\u0304re Ozolin\u0327a, Mu\u0308ller', /ozolin|ilma|ller/i],
    ['no accents', 'Ilmare Ozolina, Muller, Mueller', /ozolina|ilmare|ller/i],
    ['an invisible hyphen', 'Oka\u00ADfor and Tvedt-\nOkafor', /oka|for|tvedt/i],
    ['a letterspaced head', 'Y E R I N  S E O', /[yerinso]/i],
    ['one word', 'YerinSeo yseo seoy Okafor2024', /seo|yerin|okafor/i],
    ['hosts', 'yerins.example.org, git.example.org/mkerbrat, x.com/abc, kowalski.pl, GITHUB.COM/X', /[a-z]/],
    ['a name in a network', 'on @yerins_s and @me.too', /yerin|me/],
  ])('blacks out %s', (_, text, telling) => {
    const masked = maskOf({ blind: true }, many).text(text);
    expect(masked.replace(/\band\b|\bon\b/g, '')).not.toMatch(telling);
    expect(masked).toHaveLength(text.length);
  });

  it('leaves what tells nobody', () => {
    const text = 'M.Sc. and Ph.D. et.al., Node.js/TypeScript, train.py, i.e. v1.2, Oslo Seoul';
    expect(maskOf({ blind: true }, many).text(text)).toBe(text);
  });

  it('is done soon, whatever a document is made of', () => {
    const mask = maskOf({ blind: true }, many);
    for (const unit of ['a', 'a-', 'a.', '1 ', '1(', '@a', 'é.', '王'])
      expect(mask.text(unit.repeat(200_000 / unit.length))).toHaveLength(200_000);
  }, 20_000);

  it('keeps the length of any text, also with names full of signs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, name) => {
        const mask = maskOf({ blind: true }, { ...row, applicant: { name, email: null } });
        expect(mask.text(text)).toHaveLength(text.length);
      }),
    );
  });
});

describe('an attachment', () => {
  it('is shown only when its bytes are a picture, and locked whatever it is', () => {
    const html = Buffer.from('<html><script>alert(1)</script>');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    for (const bytes of [html, svg, Buffer.from('%PDF-1.4'), png]) {
      const headers = originalHeaders({ name: 'cv.png', contentType: 'image/png', bytes });
      expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
      expect(headers['x-content-type-options']).toBe('nosniff');
      const shown = bytes === png;
      expect(headers['content-type']).toBe(shown ? 'image/png' : 'application/octet-stream');
      expect(headers['content-disposition']?.startsWith(shown ? 'inline' : 'attachment')).toBe(true);
    }
    expect([html, svg, png, Buffer.from('%PDF-1.4')].map((bytes) => lookOf({ bytes }))).toEqual([
      null,
      null,
      'picture',
      'pdf',
    ]);
    const odd = originalHeaders({ name: 'a/c\u202ev\r\n.pdf', contentType: 'x', bytes: Buffer.from('%PDF-1.4') });
    expect(odd['content-disposition']).toBe(`attachment; filename="cv.pdf"; filename*=UTF-8''cv.pdf`);
  });

  it('has a name that a header can carry, whatever it is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const { 'content-disposition': value } = originalHeaders({ name, contentType: '', bytes: Buffer.alloc(0) });
        expect(value).toMatch(/^[\x20-\x7e]+$/);
        expect(value?.match(/"/g)).toHaveLength(2);
      }),
    );
  });
});

describe('a form', () => {
  it('leads only to pages of ours', () => {
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/login?next=/',
      undefined,
      '/a\nb',
    ])
      expect(safePath(path)).toBe('/');
    expect(safePath('/applications/3?q=a')).toBe('/applications/3?q=a');
  });

  it('takes names as data', () => {
    expect({ ...formFields(JSON.parse('{"__proto__":"x","a":["1","2"],"b":3}')) }).toMatchObject({ a: '2' });
    expect(Object.getPrototypeOf(formFields({}))).toBeNull();
  });
});

describe('search', () => {
  it('finds words however they are written', () => {
    expect(foldForSearch('Lévy Straße ŁÓDŹ ﬁne Ørsted')).toBe('levy strasse lodz fine orsted');
    fc.assert(fc.property(fc.string(), (text) => foldForSearch(foldForSearch(text)) === foldForSearch(text)));
  });

  it('reads a query as the index does', () => {
    expect(searchTerms('Sinkhorn "Optimal  Transport" -robust -"not this" or gradient-flow ""')).toEqual([
      ['sinkhorn'],
      ['optimal', 'transport'],
      ['gradient', 'flow'],
    ]);
    expect(searchTerms(`${'a '.repeat(500)}"`)).toEqual([['a']]);
  });

  it('marks whole words at their places, whatever accents and ligatures do to the length', () => {
    const marked = (text: string, query: string) =>
      findTerms(text, searchTerms(query)).map(([start, end]) => text.slice(start, end));
    expect(marked('Optimal\n transport, optimally transported; OPTIMAL—TRANSPORT.', '"optimal transport"')).toEqual([
      'Optimal\n transport',
      'OPTIMAL—TRANSPORT',
    ]);
    expect(marked('İstanbul, a ﬁne Le\u0301vy process by Paul Lévy', 'levy fine')).toEqual([
      'ﬁne',
      'Le\u0301vy',
      'Lévy',
    ]);
    expect(marked('ΛΌΓΟΣ λόγος', 'λογοσ')).toEqual(['ΛΌΓΟΣ', 'λόγος']);
    expect(marked('[x](.*+?) a+b', 'a+b .*')).toEqual(['a+b']);
  });

  it('marks nothing else, in any text', () => {
    const word = fc.constantFrom('Lévy', 'ﬂow', 'Straße', 'a', 'Ørsted', '選', '𝔸b', '-', '"', '\u0301');
    const text = fc.array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 });
    fc.assert(
      fc.property(text, fc.array(word, { maxLength: 4 }), (parts, query) => {
        const whole = parts.join(' ');
        const terms = searchTerms(query.join(' '));
        let last = 0;
        for (const [start, end] of findTerms(whole, terms)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
          // Word by word: as a query it would hold a word that stands there twice only once.
          const found = [...(foldForSearch(whole.slice(start, end)).match(/[\p{L}\p{N}]+/gu) ?? [])];
          expect(terms.some((term) => term.join(' ') === found.join(' '))).toBe(true);
        }
        const html = render(Marked({ text: `<b>${whole}`, terms }));
        expect(html).toMatch(/^<bdi dir="auto">(?:[^<]|<mark class="hit">[^<]*<\/mark>)*<\/bdi>$/);
      }),
      {
        examples: [
          [
            ['Straße', 'Straße'],
            ['"', 'Straße', 'Straße'],
          ],
        ],
      },
    );
  });
});
