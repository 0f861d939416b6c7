import { describe, expect, it } from 'vitest';
import { judge, makeApplication, makeCv } from '../support/applications.js';
import { unreadable } from '../support/messages.js';

const PHD = '[apply-phd-trustworthy-ml] Application';

describe('a document that nobody can read and whose name says nothing', () => {
  const judged = (letter: string, names: readonly string[]) =>
    judge(
      makeApplication([makeCv(), ...names.map((name) => unreadable(name, 'no-text'))], { subject: PHD, text: letter }),
    );

  it.each([
    ['English', 'I apply for the PhD. My CV is attached. The transcript is a scan in Hebrew.'],
    ['German', 'Hiermit bewerbe ich mich um die Promotion. Anbei Lebenslauf und Zeugnis als Scan.'],
    ['Spanish', 'Solicito la plaza de doctorado. Adjunto mi currículum y el expediente escaneado.'],
    ['French', 'Je candidate à la thèse. Ci-joint mon CV et mes relevés de notes scannés.'],
  ])('is what the letter announces: %s', (_, letter) => {
    const { documents, missing } = judged(letter, ['IMG_20251107_0003.pdf']);
    expect(documents.map((one) => one.type)).toEqual(['cv', 'transcript']);
    expect(missing).toEqual([]);
  });

  it('is nothing where the letter says that it comes later, or says nothing', () => {
    for (const letter of [
      'I apply for the PhD. My CV is attached. The transcript will follow.',
      'I apply for the PhD position. My documents are attached.',
    ])
      expect(judged(letter, ['IMG_1.pdf'])).toMatchObject({ missing: ['transcript'] });
  });

  it('is one of what was announced, not several', () => {
    const { documents } = judged('I apply for the PhD. Attached: CV, transcript.', ['IMG_1.pdf', 'IMG_2.pdf']);
    expect(documents.map((one) => one.type)).toEqual(['cv', 'transcript', 'other']);
  });
});
