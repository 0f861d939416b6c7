import { describe, expect, it } from 'vitest';
import { joinHyphens, vocabulary } from '../../src/documents/text/hyphens.js';
import { normalise } from '../../src/documents/text/normalise.js';
import { qualityOf } from '../../src/documents/text/quality.js';

const joined = (text: string) => joinHyphens(text, vocabulary([text]));

describe('hyphens at the ends of lines', () => {
  it.each([
    ['optimal trans-\nport maps', 'optimal transport\nmaps'],
    ['(trans-\nport), maps', '(transport),\nmaps'],
    ['Monge-\nKantorovich duality', 'Monge-Kantorovich\nduality'],
    ['self-\nadjoint operators', 'self-adjoint\noperators'],
    ['over-\nthe-air attacks', 'over-the-air\nattacks'],
    ['a well-known and well-\nknown fact', 'a well-known and well-known\nfact'],
    ['covid-\n19 data', 'covid-19\ndata'],
    ['Maß-\nnahme läuft', 'Maßnahme\nläuft'],
    ['2019 -\n2020', '2019 -\n2020'],
    ['- item\n- item', '- item\n- item'],
  ])('%j become %j', (text, expected) => {
    expect(joined(text)).toBe(expected);
  });
});

describe('normal form', () => {
  it('opens ligatures, composes accents, and drops what can’t be seen', () => {
    expect(normalise('e\uFB03cient\u00A0u\u0308ber\u200B\u202Efdp\u202C\r\n\r\n\r\n\r\nx')).toBe(
      'efficient überfdp\n\nx',
    );
  });

  it('leaves other scripts, superscripts and signs alone', () => {
    const text = '中文 Ελληνικά ½ x² № ﬀ'.replace('ﬀ', '');
    expect(normalise(text)).toBe(text.trim());
  });
});

describe('quality', () => {
  it.each([
    [
      'Curriculum vitae of Ada Example, born in 1999. Optimal transport and Wasserstein gradient flows; GPA 3.9/4.0.',
      0.9,
      1,
    ],
    ['Lebenslauf: Ich studierte Mathematik an der Universität Göttingen und schrieb über Überlagerungen.', 0.9, 1],
    ['我对最优传输和机器学习感兴趣，希望申请博士研究生。', 0.9, 1],
    ['Аспирантура по прикладной математике, Москва', 0.9, 1],
    [`Contents ${'. '.repeat(80)} 3\nForeword ${'.'.repeat(90)} 5\nNotation ${'_'.repeat(70)} 7`, 0.9, 1],
    ['\uE101\uE102\uE103\uE104 \uE105\uE106\uE107 \uE108\uE109', 0, 0.1],
    ['xkcdw qzrtp bvnmk lpqwz hjklm rtzvb wqxcz plkjh', 0, 0.4],
    ['%&$# @@!! ^^~~ ||\\\\ <<>> {}[] ==++ **//', 0, 0.4],
    ['\uFFFD\uFFFD text \uFFFD\uFFFD\uFFFD with \uFFFD\uFFFD holes \uFFFD\uFFFD\uFFFD', 0, 0.4],
  ])('of %j lies between %f and %f', (text, least, most) => {
    const quality = qualityOf(text);
    expect(quality).toBeGreaterThanOrEqual(least);
    expect(quality).toBeLessThanOrEqual(most);
  });
});
