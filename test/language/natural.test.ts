import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bagOfWords, editDistance, newClassifier, similarity } from '../../src/language/index.js';

describe('natural, through the one door', () => {
  it('learns to tell texts apart', () => {
    const classifier = newClassifier();
    classifier.addDocument(bagOfWords('I apply for the PhD position, my CV is attached'), 'application');
    classifier.addDocument(bagOfWords('The seminar takes place in room 4, all are welcome'), 'other');
    classifier.train();
    const best = (text: string): string | undefined =>
      [...classifier.getClassifications(bagOfWords(text))].sort((a, b) => b.value - a.value)[0]?.label;
    expect(best('Attached is my CV for the positions')).toBe('application');
    expect(best('Our seminars are in another room')).toBe('other');
  });

  it('compares bags of words by stem and without case', () => {
    expect(bagOfWords('Applying for POSITIONS')).toEqual(bagOfWords('apply for position'));
  });

  it('measures spellings', () => {
    expect(similarity('Martha', 'MARTHA')).toBe(1);
    expect(similarity('martha', 'marhta')).toBeGreaterThan(0.9);
    expect(similarity('martha', 'oscillator')).toBeLessThan(0.7);
    expect(editDistance('thershold', 'threshold')).toBe(2);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('does not load the drivers that its index drags in', () => {
    // In a process of its own: here other tests have loaded what they need.
    const built = new URL('../../dist/src/language/index.js', import.meta.url).href;
    const program = `import { createRequire } from 'node:module';
      await import(${JSON.stringify(built)});
      console.log(JSON.stringify(Object.keys(createRequire(import.meta.url).cache)));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    const loaded = JSON.parse(said) as string[];
    expect(loaded.some((path) => path.includes('porter_stemmer'))).toBe(true);
    expect(loaded.filter((path) => /node_modules\/(?:pg|redis|mongodb|mongoose|memjs|dotenv)\//.test(path))).toEqual(
      [],
    );
  });
});
