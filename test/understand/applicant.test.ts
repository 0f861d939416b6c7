import { describe, expect, it } from 'vitest';
import type { Applicant, Document } from '../../src/domain/index.js';
import { asPersonName, emailsIn, findApplicant, nameFromSignature, sameName } from '../../src/understand/applicant.js';
import { cvText, judge, makeApplication, makeCv, plainSections } from '../support/applications.js';
import { address, makeDocument, unreadable } from '../support/messages.js';
import { defaultRuleset } from '../support/rules.js';

describe('asPersonName', () => {
  it.each([
    ['Ada Example', 'Ada Example'],
    ['  Ada   Example ', 'Ada Example'],
    ['"Ada Example"', 'Ada Example'],
    ['ADA EXAMPLE', 'Ada Example'],
    ["ADA O'EXAMPLE-SAMPLE", "Ada O'Example-Sample"],
    ['Example, Ada', 'Ada Example'],
    ['Dr. Ada Example', 'Ada Example'],
    ['Prof. Dr. Ada Example', 'Ada Example'],
    ['Dr. rer. nat. Ada Example', 'Ada Example'],
    ['Frau Ada Example', 'Ada Example'],
    ['Mr. Ben Sample', 'Ben Sample'],
    ['Ada Example, M.Sc.', 'Ada Example'],
    ['Ada Example PhD', 'Ada Example'],
    ['Ada Example (she/her)', 'Ada Example'],
    ['Ada Example [they/them]', 'Ada Example'],
    ['Xiaoming Wang (王小明)', 'Xiaoming Wang'],
    ['Ada M. Example', 'Ada M. Example'],
    ['José Ángel Núñez Ávila', 'José Ángel Núñez Ávila'],
    ['Ludwig van der Example', 'Ludwig van der Example'],
    ['María de la Example', 'María de la Example'],
    ['Łukasz Przykład', 'Łukasz Przykład'],
    ['Анна Примерова', 'Анна Примерова'],
    ['王小明', '王小明'],
    ['欧阳小明', '欧阳小明'],
  ])('%s → %s', (text, name) => {
    expect(asPersonName(text)).toBe(name);
  });

  it.each([
    '',
    'Ada',
    'ada example',
    'Curriculum Vitae',
    'University of Exampleton',
    'Department of Mathematics',
    'PhD Student',
    'Machine Learning Engineer',
    'Master of Science',
    'Page 1 of 2',
    '+49 170 1234567',
    'ada@example.com',
    'www.example.com',
    'Example Street 12',
    '12345 Exampleton',
    'Dear Professor',
    'OT Lab',
    '个人简历',
    '北京大学',
    'Two Sentences. With Stops And Many Words In Them',
    'a'.repeat(500),
  ])('%j is nobody', (text) => {
    expect(asPersonName(text)).toBeNull();
  });
});

describe('nameFromSignature', () => {
  it.each([
    ['Best regards,\nAda Example', 'Ada Example'],
    ['Best regards\n\n\nAda Example\nPhD student\nUniversity of Exampleton', 'Ada Example'],
    ['Mit freundlichen Grüßen\nAda Example', 'Ada Example'],
    ['Viele Grüße,\nAda Example', 'Ada Example'],
    ['Cordialement,\nAda Example', 'Ada Example'],
    ['Un saludo,\nAda Example', 'Ada Example'],
    ['Yours sincerely\nDr. Ada Example', 'Ada Example'],
    ['Thanks,\nADA EXAMPLE', 'Ada Example'],
    ['此致\n敬礼\n王小明', '王小明'],
    ['Hello, my name is Ada Example and I study mathematics.', 'Ada Example'],
    ['Hallo, mein Name ist Ada Example und ich studiere.', 'Ada Example'],
    ['您好，我叫王小明，我在学习数学。', '王小明'],
  ])('%j → %s', (text, name) => {
    expect(nameFromSignature(text)).toBe(name);
  });

  it('takes the last signature and no quoted one', () => {
    expect(nameFromSignature('Best regards\nAda Example\n\n> Best regards\n> Ben Sample')).toBe('Ada Example');
    expect(nameFromSignature('Best regards\nBen Sample\nwrote to me.\n\nBest regards\nAda Example')).toBe(
      'Ada Example',
    );
  });

  it('finds nobody where nobody signed', () => {
    expect(nameFromSignature('')).toBeNull();
    expect(nameFromSignature('My CV is attached.')).toBeNull();
    expect(nameFromSignature('Best regards')).toBeNull();
  });
});

describe('sameName', () => {
  it.each([
    ['Ada Example', 'Example Ada', true],
    ['Ada Example', 'ada example', true],
    ['José Núñez', 'Jose Nunez', true],
    ['Ada M. Example', 'Ada Example', true],
    ['A. Example', 'Ada Example', true],
    ['B. Example', 'Ada Example', false],
    ['Ada Example', 'Ada Sample', false],
    ['Xiaoming Wang', 'Wang Xiaoming', true],
    ['Ada Example', 'Ben Sample', false],
    ['Ada Example', 'Ada Bernoulli', false],
    ['Ben Example', 'Ada Example', false],
    ['王小明', '王小明', true],
  ])('%s and %s: %s', (a, b, same) => {
    expect(sameName(a, b)).toBe(same);
    expect(sameName(b, a)).toBe(same);
  });
});

describe('emailsIn', () => {
  it('finds addresses in running text', () => {
    expect(emailsIn('Ada Example | Ada.Example+cv@Mail.Example.com | +49 170 1234567; b@example.org.')).toEqual([
      'ada.example+cv@mail.example.com',
      'b@example.org',
    ]);
    expect(emailsIn('no address @ all')).toEqual([]);
  });

  it('gets through a text that is made to be slow', () => {
    expect(emailsIn(`${'a.'.repeat(20_000)}@`)).toEqual([]);
  });
});

describe('findApplicant', () => {
  const cvOf = (head: string): Document => ({ ...makeDocument('CV.pdf', cvText(plainSections, head)), type: 'cv' });
  const find = (sender: string | null, text: string, documents: readonly Document[] = []): Applicant =>
    findApplicant(sender === null ? null : address(sender), { text }, documents, defaultRuleset);

  it('takes the name of From', () => {
    expect(find('Ada Example <ada@example.com>', '')).toMatchObject({ name: 'Ada Example', email: 'ada@example.com' });
  });

  it.each([
    ['"Example, Ada" <ada@example.com>', 'Ada Example'],
    ['ADA EXAMPLE <ada@example.com>', 'Ada Example'],
    ['王小明 <xiaoming@example.com>', '王小明'],
  ])('sets it right: %s', (from, name) => {
    expect(find(from, '').name).toBe(name);
  });

  it.each([
    ['an address alone', 'x123@example.com'],
    ['a nickname', 'cool_cat <x123@example.com>'],
    ['an office', 'Maths Department <x123@example.com>'],
  ])('takes the name of the CV where From has %s', (_, from) => {
    expect(find(from, '', [cvOf('Curriculum Vitae\n\nAda Example\nx123@example.com')]).name).toBe('Ada Example');
  });

  it.each([
    'Ada Example\nExample Street 12, 12345 Exampleton',
    'CURRICULUM VITAE\nADA EXAMPLE',
    'Name: Ada Example\nEmail: x123@example.com',
    'Curriculum Vitae of Ada Example',
    'Ada Example | x123@example.com | +49 170 1234567',
    '# Ada Example',
    'Dr. Ada Example, M.Sc.',
  ])('reads the head of a CV: %j', (head) => {
    expect(find('x123@example.com', '', [cvOf(head)]).name).toBe('Ada Example');
  });

  it('takes the name under the letter, then the one in the address, where there is nothing better', () => {
    expect(find('x123@example.com', 'I apply.\n\nBest regards\nAda Example').name).toBe('Ada Example');
    expect(find('ada.example@example.com', 'I apply.').name).toBe('Ada Example');
  });

  it('finds the address in the CV where the mail has no sender', () => {
    expect(find(null, '', [cvOf('Ada Example\nada@example.com')])).toMatchObject({
      name: 'Ada Example',
      email: 'ada@example.com',
    });
    expect(find(null, '')).toMatchObject({ name: null, email: null });
  });

  it('reads no name off a CV that could not be read', () => {
    const cv: Document = { ...unreadable('CV_Ben_Sample.pdf', 'encrypted'), type: 'cv' };
    expect(find('x123@example.com', '', [cv]).name).toBeNull();
  });

  it('is the surer, the more sources agree', () => {
    const guess = find('ada.example@example.com', '').confidence;
    const header = find('Ada Example <x123@example.com>', '').confidence;
    const both = find('Ada Example <x123@example.com>', 'Best regards\nAda Example').confidence;
    const all = find('Ada Example <ada.example@example.com>', 'Best regards\nAda Example', [
      cvOf('Ada Example'),
    ]).confidence;
    expect(guess).toBeLessThan(header);
    expect(header).toBeLessThan(both);
    expect(both).toBeLessThanOrEqual(all);
    expect(all).toBeLessThanOrEqual(1);
    // a name guessed from an address, or none at all, is not one for a greeting
    expect(guess).toBeLessThan(defaultRuleset.policy.greeting.minimumConfidence);
    expect(find('cool_cat <x123@example.com>', '').confidence).toBeLessThan(
      defaultRuleset.policy.greeting.minimumConfidence,
    );
  });
});

describe('the applicant of a mail', () => {
  it('is nobody in other mail', () => {
    expect(judge(makeApplication([], { headers: [['Auto-Submitted', 'auto-replied']] })).applicant).toBeNull();
  });

  it('stays who an earlier mail said, where this one is less sure', () => {
    const earlier = {
      position: 'phd-ot',
      applicant: { name: 'Ada Example', email: 'ada@example.com', confidence: 0.9 },
      documents: [],
    };
    const message = makeApplication([makeCv({}, {}, 'Curriculum')], {
      from: 'adaex@example.com',
      text: 'Here is my CV.',
    });
    expect(judge(message, { earlier }).applicant).toMatchObject({ name: 'Ada Example', email: 'adaex@example.com' });
  });
});
