import { describe, expect, it } from 'vitest';
import type { Judgement, ReadMessage } from '../../src/domain/index.js';
import { addressNames } from '../../src/understand/position.js';
import { cvText, judge, makeApplication, makeCv } from '../support/applications.js';
import { type MailSketch, makeDocument, makeMessage, openings } from '../support/messages.js';
import { changed, mustCompile } from '../support/rules.js';

/** A mailbox whose own name says nothing about a position. */
const neutral = { to: ['jobs@example.edu'] };
const anywhere = { ownAddresses: [] };

const found = (judgement: Judgement): [string | null, string] => [judgement.position, judgement.positionReason.code];

const mail = (sketch: MailSketch, documents = [makeCv()]): ReadMessage =>
  makeMessage(
    { subject: 'Application', text: 'I apply. My CV is attached.\n\nAda Example', ...neutral, ...sketch },
    documents,
  );

describe('a tag in the subject', () => {
  it.each([
    ['[apply-phd-ot] Application', 'phd-ot'],
    ['Re: [apply-phd-ot] Application', 'phd-ot'],
    ['AW: Fwd: [APPLY-PHD-OT]', 'phd-ot'],
    ['Application [ apply-phd-ot ]', 'phd-ot'],
    ['【apply-phd-ot】申请', 'phd-ot'],
    ['［apply-phd-ot］申请', 'phd-ot'],
    ['[apply-phd-tml] Application', 'phd-trustworthy-ml'],
    ['[apply-postdoc] Application', 'postdoc'],
    ['[apply-visitor] Application', 'visitor'],
  ])('%s → %s', (subject, position) => {
    expect(found(judge(mail({ subject }), anywhere))).toEqual([position, 'tag']);
  });

  it('decides against everything else', () => {
    const judgement = judge(
      mail({
        subject: '[apply-phd-ot] Postdoc internship',
        to: ['postdoc@tml-lab.example.edu'],
        text: 'I apply for the postdoc position in trustworthy machine learning.',
      }),
      { ownAddresses: [], aliases: { 'postdoc@tml-lab.example.edu': 'visitor' } },
    );
    expect(found(judgement)).toEqual(['phd-ot', 'tag']);
    expect(judgement.positionReason.confidence).toBe(1);
  });

  it('of nobody is no tag', () => {
    expect(judge(mail({ subject: '[apply-phd-astronomy] Application' }), anywhere).positionReason.code).not.toBe('tag');
    expect(judge(mail({ subject: 'apply-phd-ot' }), anywhere).positionReason.code).not.toBe('tag');
  });
});

describe('an addressee', () => {
  it.each([
    ['an address that the rules name', { to: ['phd@ot-lab.example.org'] }, 'phd-ot'],
    ['whatever its case', { to: ['PhD@OT-Lab.example.org'] }, 'phd-ot'],
    ['in Cc', { to: ['somebody@example.edu'], cc: ['phd@ot-lab.example.org'] }, 'phd-ot'],
    ['a local part', { to: ['postdoc@example.edu'] }, 'postdoc'],
    ['a +suffix', { to: ['openings+postdoc@example.edu'] }, 'postdoc'],
    ['a +suffix of another position', { to: ['openings+visitor@example.edu'] }, 'visitor'],
    [
      'Delivered-To, where To names a list',
      { to: ['staff@example.edu'], headers: [['Delivered-To', 'phd@ot-lab.example.org']] },
      'phd-ot',
    ],
    [
      'X-Original-To',
      { to: ['staff@example.edu'], headers: [['X-Original-To', '<phd@ot-lab.example.org>']] },
      'phd-ot',
    ],
  ] as [string, MailSketch, string][])('%s', (_, sketch, position) => {
    expect(found(judge(mail(sketch), anywhere))).toEqual([position, 'alias']);
  });

  it("is looked up in the account's settings", () => {
    const context = { ownAddresses: [], aliases: { 'group-b@example.edu': 'visitor' } };
    expect(found(judge(mail({ to: ['Group-B@Example.edu'] }), context))).toEqual(['visitor', 'alias']);
    expect(judge(mail({ to: ['group-c@example.edu'] }), context).positionReason.code).not.toBe('alias');
  });

  it('decides against the wording', () => {
    const sketch = { to: ['phd@ot-lab.example.org'], text: 'I apply for a summer internship. My CV is attached.' };
    expect(found(judge(mail(sketch), anywhere))).toEqual(['phd-ot', 'alias']);
  });

  it.each([
    ['postdoc@example.edu', ['postdoc'], true],
    ['a+postdoc@example.edu', ['postdoc'], true],
    ['postdocs-list@example.edu', ['postdoc'], false],
    ['ada@postdoc.example.edu', ['postdoc'], false],
    ['phd@ot-lab.example.org', ['phd@ot-lab.example.org'], true],
    ['phd@other.example.org', ['phd@ot-lab.example.org'], false],
    ['no address', ['no address'], false],
  ])('addressNames(%s, %j) is %s', (email, aliases, expected) => {
    expect(addressNames(email, aliases)).toBe(expected);
  });
});

describe('a CV in the text of the mail', () => {
  it('says nothing of what is wanted', () => {
    const text =
      'Dear Professor,\n\nI would like to be considered for a PhD position in your lab on trustworthy machine learning.\n\nCURRICULUM VITAE\n\nAda Example\nada@example.com\n\nEDUCATION\n2021-2025  B.Sc. Computer Science, University of Exampleton\n\nEXPERIENCE\n2025 - now  Research intern, Exampleton\n2023 Summer internship, bank\n2022 Intern, insurance\n\nSKILLS\nPython, SQL\n';
    expect(judge(mail({ subject: 'PhD 2026', text }, []), anywhere).position).toBe('phd-trustworthy-ml');
  });
});

describe('wording', () => {
  const doctor = makeDocument(
    'CV.pdf',
    cvText({
      Education:
        'Ph.D. in Computer Science, University of Exampleton, 2020 - 2024\nM.Sc. in Computer Science, University of Exampleton, 2018 - 2020',
    }),
  );
  it.each([
    [
      'a PhD position in optimal transport',
      {
        subject: 'PhD position in optimal transport',
        text: 'I apply for the PhD position in optimal transport in Berlin. My CV is attached.',
      },
      [makeCv()],
      'phd-ot',
    ],
    [
      'a PhD in trustworthy machine learning',
      {
        subject: 'PhD in trustworthy machine learning',
        text: 'I apply for a PhD in trustworthy machine learning at Michigan State. My CV is attached.',
      },
      [makeCv()],
      'phd-trustworthy-ml',
    ],
    [
      'a postdoc',
      {
        subject: 'Postdoctoral position',
        text: 'I apply for a postdoctoral position in your group. My CV is attached.',
      },
      [doctor],
      'postdoc',
    ],
    [
      'a summer internship',
      {
        subject: 'Summer research internship',
        text: 'I apply for a summer internship of three months. My CV is attached.',
      },
      [makeCv()],
      'visitor',
    ],
    [
      'a visit',
      {
        subject: 'Research visit',
        text: 'I am a PhD student elsewhere and would like to visit your lab as a visiting student from March to May. My CV is attached.',
      },
      [makeCv()],
      'visitor',
    ],
    [
      'an internship in German',
      {
        subject: 'Praktikum',
        text: 'hiermit bewerbe ich mich um ein Forschungspraktikum in Ihrer Gruppe. Mein Lebenslauf liegt bei.',
      },
      [makeCv()],
      'visitor',
    ],
    [
      'a postdoc in Chinese',
      { subject: '博士后申请', text: '尊敬的教授，我想申请您课题组的博士后职位，附件是我的简历。' },
      [doctor],
      'postdoc',
    ],
  ] as [string, MailSketch, ReturnType<typeof makeCv>[], string][])('of %s', (_, sketch, documents, position) => {
    expect(found(judge(mail(sketch, documents), anywhere))).toEqual([position, 'wording']);
  });

  it('in a cover letter that is attached counts as well', () => {
    const letter = makeDocument(
      'cover_letter.pdf',
      'Letter of motivation\n\nDear Professor,\n\nI am writing to apply for a summer internship in your lab, from June to August.\n\nSincerely\nAda Example',
    );
    expect(
      judge(mail({ subject: 'Documents', text: 'Please find my documents attached.' }, [makeCv(), letter]), anywhere)
        .position,
    ).toBe('visitor');
  });

  it('is never as sure as a tag', () => {
    const judgement = judge(mail({ subject: 'Postdoctoral position' }, [doctor]), anywhere);
    expect(judgement.positionReason.confidence).toBeGreaterThan(0);
    expect(judgement.positionReason.confidence).toBeLessThan(1);
  });
});

describe('level and topics, where nothing is said', () => {
  it('a finished doctorate asks for a postdoc', () => {
    const cv = makeDocument(
      'CV.pdf',
      cvText({
        Education: 'Ph.D. in Computer Science, University of Exampleton, 2020 - 2024',
        'Research experience': 'I worked on adversarial robustness of neural networks and machine unlearning.',
      }),
    );
    expect(judge(mail({ text: 'I would like to join your group. My CV is attached.' }, [cv]), anywhere).position).toBe(
      'postdoc',
    );
  });

  it('a mathematician of transport without words asks the transport group', () => {
    const cv = makeCv({
      'Research experience':
        'I proved stability of optimal transport maps and Sinkhorn iterations; Wasserstein gradient flows of the entropy.',
    });
    const judgement = judge(mail({ text: 'I would like to do a PhD with you. My CV is attached.' }, [cv]), anywhere);
    expect(judgement.position).toBe('phd-ot');
  });
});

describe('when it is unsure', () => {
  it('there is no position, and nobody is answered', () => {
    const judgement = judge(mail({ subject: 'Hello', text: 'Please find my CV attached.' }), {
      ownAddresses: [],
      authservIds: ['mx.ot-lab.example.org'],
    });
    expect(judgement.kind).toBe('application');
    expect(found(judgement)).toEqual([null, 'none']);
    expect(judgement.positionReason.confidence).toBe(0);
    expect(judgement.missing).toEqual([]);
    expect(judgement.decision).toMatchObject({ acknowledge: 'no', reason: 'position-unsure' });
  });
});

describe('positions of the rules', () => {
  it('that are closed are never found', () => {
    const ruleset = mustCompile(
      changed('positions/phd-ot.yaml', (text) => text.replace('seeks: phd\n', 'seeks: phd\nopen: false\n')),
    );
    const judgement = judge(makeApplication([makeCv()], { to: [openings] }), {}, ruleset);
    expect(judgement.position).not.toBe('phd-ot');
  });

  it.each([
    [
      'visitor',
      'PhD application',
      'I would now like to apply for a PhD position in trustworthy machine learning. My CV is attached.',
      'phd-trustworthy-ml',
    ],
    [
      'visitor',
      'Application',
      'After my internship of last summer I would like to do a PhD in your group on trustworthy machine learning. I hereby apply, my CV is attached.',
      'phd-trustworthy-ml',
    ],
    [
      'phd-trustworthy-ml',
      'Application',
      'I applied for the PhD position in October. I would like to apply for a summer internship as well; my CV is attached.',
      'visitor',
    ],
    [
      'phd-trustworthy-ml',
      'Application for the postdoctoral position',
      'I apply for the postdoctoral position. My CV is attached.',
      'postdoc',
    ],
    [
      'postdoc',
      'Bewerbung',
      'Hiermit bewerbe ich mich um ein Praktikum in Ihrer Gruppe. Mein Lebenslauf liegt bei.',
      'visitor',
    ],
  ])('of an earlier %s give way to what a new application names (%s)', (position, subject, text, wanted) => {
    const earlier = { position, applicant: null, documents: [] };
    expect(judge(mail({ subject, text }), { ownAddresses: [], earlier }).position).toBe(wanted);
  });

  it.each([
    [
      'postdoc',
      'Missing works',
      'Here are the three works for my application. One of them is from my internship in Lund.',
    ],
    [
      'phd-trustworthy-ml',
      'My transcript',
      'I applied for the PhD position last week and forgot my transcript; the internship report is attached too.',
    ],
    ['phd-trustworthy-ml', 'Re: Application', 'Thank you. I would also be happy to start with an internship.'],
    ['phd-ot', 'Application', 'I would like to add to my application a letter about my PhD plans.'],
    ['visitor', 'Internship', 'I would like to apply for the internship that we spoke of; my CV is attached.'],
  ])('of an earlier %s stay where a mail goes on with it (%s)', (position, subject, text) => {
    const earlier = { position, applicant: null, documents: [] };
    expect(judge(mail({ subject, text }), { ownAddresses: [], earlier }).position).toBe(position);
  });

  it('that an earlier mail named go on', () => {
    const earlier = { position: 'postdoc', applicant: null, documents: [] };
    expect(found(judge(mail({ text: 'Here is my CV.' }), { ownAddresses: [], earlier }))).toEqual([
      'postdoc',
      'thread',
    ]);
    // a tag of another one is another application
    expect(judge(mail({ subject: '[apply-visitor]' }), { ownAddresses: [], earlier }).position).toBe('visitor');
  });

  it('are not looked for in other mail', () => {
    const judgement = judge(
      makeMessage({ subject: '[apply-phd-ot] Undelivered', headers: [['Auto-Submitted', 'auto-replied']] }),
    );
    expect(judgement.position).toBeNull();
  });
});
