import { describe, expect, it } from 'vitest';
import { fold, phraseStems, sentences, stem, tokenize } from '../../src/language/index.js';

const words = (text: string): string[] => tokenize(text).map((token) => token.word);
const cut = (text: string): string[] => sentences(text).map(({ start, end }) => text.slice(start, end).trim());

describe('fold', () => {
  it.each([
    ['Schrödinger', 'schrodinger'],
    ['SCHRÖDINGER', 'schrodinger'],
    ['Ampère', 'ampere'],
    ['Straße', 'strasse'],
    ['Łukasz Ørsted', 'lukasz orsted'],
    ['e\u0301cole', 'ecole'],
    ['résumé', 'resume'],
    ['最优传输', '最优传输'],
    ['', ''],
  ])('%s → %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('makes composed and decomposed spellings equal', () => {
    expect(fold('Schrödinger'.normalize('NFD'))).toBe(fold('Schrödinger'.normalize('NFC')));
  });
});

describe('tokenize', () => {
  it('keeps the place and the letter case of every word', () => {
    const text = 'We study OT (Monge–Kantorovich) in C++ and C#.';
    expect(tokenize(text).map((token) => token.raw)).toEqual([
      'We',
      'study',
      'OT',
      'Monge',
      'Kantorovich',
      'in',
      'C++',
      'and',
      'C#',
    ]);
    for (const token of tokenize(text)) expect(text.slice(token.start, token.end)).toBe(token.raw);
  });

  it('takes hyphens as separators and letters with digits as one word', () => {
    expect(words('bi-level L2-regularised MD5 bilevel')).toEqual([
      'bi',
      'level',
      'l2',
      'regularised',
      'md5',
      'bilevel',
    ]);
  });

  it('makes every Han, kana and hangul character a word, also beside Latin letters', () => {
    expect(words('我研究OT和最优传输')).toEqual(['我', '研', '究', 'ot', '和', '最', '优', '传', '输']);
    expect(words('論文の2024年')).toEqual(['論', '文', 'の', '2024', '年']);
  });

  it('folds accents and keeps combining marks inside their word', () => {
    expect(words('e\u0301cole SCHRÖDINGER')).toEqual(['ecole', 'schrodinger']);
  });

  it('finds no word where there is none', () => {
    expect(tokenize('')).toEqual([]);
    expect(tokenize(' … — ?! 👍 ')).toEqual([]);
  });
});

describe('stem', () => {
  it.each([
    ['optimisation', 'optimization'],
    ['optimising', 'optimize'],
    ['regularised', 'regularized'],
    ['regulariser', 'regularizer'],
    ['couplings', 'coupling'],
    ['transports', 'transport'],
    ['unlearned', 'unlearn'],
    ['networks', 'network'],
  ])('%s and %s meet', (one, other) => {
    expect(stem(one)).toBe(stem(other));
  });

  it.each([
    ['unlearning', 'learning'],
    ['robust', 'roast'],
    ['transport', 'transparent'],
  ])('%s and %s do not', (one, other) => {
    expect(stem(one)).not.toBe(stem(other));
  });

  it('leaves words of other scripts and words with digits alone', () => {
    for (const word of ['最', 'l2', 'привет', 'c++']) expect(stem(word)).toBe(word);
  });

  it('gives the same stem after its memory was emptied', () => {
    const before = stem('regularisations');
    for (let i = 0; i < 60_000; i++) stem(`word${i}`);
    expect(stem('regularisations')).toBe(before);
  });

  it('makes phrases of stems', () => {
    expect(phraseStems('Optimal transport')).toEqual(phraseStems('optimal TRANSPORTS'));
    expect(phraseStems('bi-level')).toHaveLength(2);
  });
});

describe('sentences', () => {
  it('ends a sentence at ., ! and ? before a space, not inside numbers or addresses', () => {
    expect(cut('The GPA is 3.9. See www.example.com/cv.pdf! Is that all? Yes.')).toEqual([
      'The GPA is 3.9.',
      'See www.example.com/cv.pdf!',
      'Is that all?',
      'Yes.',
    ]);
  });

  it.each([
    'I worked with Prof. Example and Dr. Sample on transport.',
    'We use divergences, e.g. Sinkhorn, i.e. the debiased one.',
    'As Cuturi et al. show, it is fast.',
    'See Fig. 3 and pp. 4 for details.',
    'A paper by J. Example and K. L. Sample appeared.',
    'Ich kenne Verfahren wie z.B. das von Sinkhorn.',
    'I hold a Ph.D. in mathematics and an M.Sc. in physics.',
  ])('does not end at an abbreviation: %s', (text) => {
    expect(cut(text)).toEqual([text]);
  });

  it('ends Chinese sentences without a space', () => {
    expect(cut('我研究最优传输。我没有学过机器遗忘！可以吗？谢谢')).toEqual([
      '我研究最优传输。',
      '我没有学过机器遗忘！',
      '可以吗？',
      '谢谢',
    ]);
  });

  it('reads over a wrapped line, but ends at a blank line and at an item of a list', () => {
    expect(cut('I work on optimal\ntransport and on\nsampling')).toHaveLength(1);
    expect(cut('Skills\n\nPython and C++')).toEqual(['Skills', 'Python and C++']);
    expect(cut('I know\n- Sinkhorn\n• Monge\n[2] Villani')).toEqual(['I know', '- Sinkhorn', '• Monge', '[2] Villani']);
  });

  it('keeps a number with its item, and closing brackets and quotation marks with their sentence', () => {
    expect(cut('I know\n1. Brenier\n2) Monge')).toEqual(['I know', '1. Brenier', '2) Monge']);
    expect(cut('It holds (see above.) It is proved.')).toEqual(['It holds (see above.)', 'It is proved.']);
    expect(cut('He said "yes." I agreed.')).toEqual(['He said "yes."', 'I agreed.']);
  });

  it('gives nothing for an empty text', () => {
    expect(sentences('')).toEqual([]);
    expect(sentences(' \n\n ')).toEqual([]);
  });
});
