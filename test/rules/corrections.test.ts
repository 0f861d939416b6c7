import { describe, expect, it } from 'vitest';
import { defaultRulesDir, readRuleFiles } from '../../src/app/read-rules.js';
import { bagOfWords } from '../../src/language/index.js';
import { compileRules, type Lesson, type Ruleset } from '../../src/rules/index.js';

const files = await readRuleFiles(defaultRulesDir());
const TEXT = 'zeppelin zeppelin mooring mast hangar';

function compiled(corrections?: readonly Lesson[]): Ruleset {
  const { ruleset } = compileRules(files, corrections);
  if (ruleset === null) throw new Error('the default rules do not compile');
  return ruleset;
}

function guess(ruleset: Ruleset): string | undefined {
  return [...ruleset.kindClassifier().getClassifications(bagOfWords(TEXT))].sort((a, b) => b.value - a.value)[0]?.label;
}

describe('corrections', () => {
  it('teach the classifier and change the hash', () => {
    const plain = compiled();
    const taught = compiled(Array.from({ length: 4 }, () => ({ kind: 'inquiry' as const, text: TEXT })));
    expect(guess(plain)).not.toBe('inquiry');
    expect(guess(taught)).toBe('inquiry');
    expect(taught.hash).not.toBe(plain.hash);
  });

  it('change nothing when there are none', () => expect(compiled([]).hash).toBe(compiled().hash));
});
