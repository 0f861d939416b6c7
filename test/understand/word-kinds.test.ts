import { describe, expect, it } from 'vitest';
import type { ReadDocument } from '../../src/domain/index.js';
import { judge, makeCv, transcript } from '../support/applications.js';
import { makeDocument, makeMessage, unreadable } from '../support/messages.js';

/** Mails without any tell-tale header. */
const OTHER: readonly (readonly [code: string, subject: string, text: string])[] = [
  [
    'call-for-papers',
    'Call for Papers: Workshop on Transport Methods in Learning',
    'Dear colleagues,\n\nwe cordially invite submissions to the first workshop on transport methods. Topics of interest include optimal transport, robustness and unlearning.\n\nImportant dates\nSubmission deadline: 1 December 2025\nNotification of acceptance: 15 January 2026\nCamera-ready: 1 February 2026\n\nThe program committee',
  ],
  [
    'review-invitation',
    'Invitation to review manuscript ML-2025-118',
    'Dear Professor,\n\nin view of your expertise we invite you to review the manuscript "Entropic transport on graphs" for our journal. Could you let us know within five days whether you accept or decline? The review is due in four weeks.\n\nKind regards\nThe editorial office',
  ],
  [
    'receipt',
    'Your registration and invoice',
    'Dear participant,\n\nthank you for your registration. Your invoice number is 2025-0815, total amount 450 EUR including VAT. Payment received by card.\n\nThe conference office',
  ],
  [
    'newsletter',
    'AI Faculty Newsletter, October digest',
    'In this issue: new PhD programmes, open positions in Europe, and an interview.\n\nYou are receiving this because you subscribed. View in browser. Unsubscribe.',
  ],
  [
    'out-of-office',
    'Automatic reply: Interview',
    'I am out of the office until 20 October with limited access to email. In urgent cases please write to my assistant.',
  ],
  [
    'delivery-report',
    'Mail delivery failed: returning message to sender',
    'This message was created by the mail system. A message that you sent could not be delivered to one of its recipients: user unknown.',
  ],
  [
    'spam',
    'Special offer: boost your publications',
    'Dear researcher, our company offers editing services at the best price. Click here for a discount of 30 percent, limited time only.',
  ],
  [
    'calendar',
    'Updated invitation: group meeting',
    'Ben has invited you to the following event. Join Zoom Meeting. Meeting ID: 4711.',
  ],
  [
    'seminar',
    'Seminar on Thursday: gradient flows',
    'Dear all,\n\nthis week in our seminar Ben Sample will give a talk on Wasserstein gradient flows. Room 406, 14:15. The abstract of the talk is below. Everyone is welcome.\n\nBest\nCleo',
  ],
  [
    'colleague',
    'Draft of the grant proposal',
    'Hi,\n\nI added my part to the overleaf. Can you look at WP2 and the budget before Friday? The work packages on robustness still need your section.\n\nThanks\nBen',
  ],
];

describe('words decide that a mail is no application', () => {
  it.each(OTHER)('%s: %s', (code, subject, text) => {
    const judgement = judge(makeMessage({ subject, text, from: 'Ben Sample <ben@example.net>' }));
    expect(judgement.kind).toBe('other');
    expect(judgement.kindReason).toBe(code);
    expect(judgement.decision).toMatchObject({ labels: [], acknowledge: 'no' });
  });

  it('a group member who sends chapters of a thesis does not apply', () => {
    const judgement = judge(
      makeMessage(
        {
          subject: 'Thesis draft',
          text: 'Hi, here are the first two chapters of my thesis draft. Your comments from last week are in. See you on Tuesday in the group meeting.\nBen',
          from: 'Ben Sample <ben@example.net>',
        },
        [
          makeDocument(
            'thesis.pdf',
            "Master's Thesis\n\nEntropic transport\n\nBen Sample\n\nTable of contents\n1 Introduction",
          ),
        ],
      ),
    );
    expect(judgement.kind).toBe('other');
  });

  it('a mail about nothing of ours is unrelated', () => {
    const judgement = judge(makeMessage({ subject: 'Bicycle', text: 'Somebody left a blue bicycle in the yard.' }));
    expect(judgement).toMatchObject({ kind: 'other', kindReason: 'unrelated' });
  });

  it('an empty mail is other', () => {
    expect(judge(makeMessage({ subject: '', text: '' })).kind).toBe('other');
  });

  it('a referee who recommends somebody is not an applicant', () => {
    const judgement = judge(
      makeMessage({
        subject: 'Letter of recommendation for Ada Example',
        text: 'Dear colleague,\n\nAda Example asked me to send you a letter of recommendation for her application. Attached is my letter. Please treat it confidentially.\n\nBest wishes\nProf. Ben Sample',
        from: 'Ben Sample <ben@example.net>',
      }),
    );
    expect(judgement.kind).toBe('other');
    expect(['referral', 'reference-letter']).toContain(judgement.kindReason);
    expect(judgement.decision.acknowledge).toBe('no');
  });
});

describe('an application', () => {
  it.each([
    [
      'English',
      'Application',
      'Dear Professor, I am applying for the PhD position in your group. Please find attached my CV. Best, Ada',
    ],
    [
      'German',
      'Bewerbung',
      'Sehr geehrte Damen und Herren, hiermit bewerbe ich mich um die Promotionsstelle. Meinen Lebenslauf finden Sie im Anhang. Mit freundlichen Grüßen, Ada',
    ],
    [
      'French',
      'Candidature',
      'Madame, Monsieur, je souhaite postuler à la thèse proposée. Vous trouverez mon CV ci-joint. Cordialement, Ada',
    ],
    [
      'Spanish',
      'Solicitud',
      'Estimado profesor, quisiera solicitar la plaza de doctorado. Adjunto mi CV. Un saludo, Ada',
    ],
    ['Chinese', '博士申请', '尊敬的教授：您好！我想申请您课题组的博士职位，附件是我的简历。此致敬礼 王小明'],
    ['terse', 'CV', 'CV attached. Regards, Ada'],
    ['a letter without a word', '', ''],
  ])('is a mail with a CV (%s)', (_, subject, text) => {
    const judgement = judge(makeMessage({ subject, text }, [makeCv()]));
    expect(judgement.kind).toBe('application');
    expect(judgement.kindReason).toBe('cv-given');
    expect(judgement.decision.labels.length).toBeGreaterThan(0);
  });

  it('is a mail that applies with documents although none is a CV', () => {
    const judgement = judge(
      makeMessage(
        { subject: 'Application for the PhD position', text: 'I would like to apply. My transcript is attached.' },
        [transcript],
      ),
    );
    expect(judgement.kind).toBe('application');
  });

  it('is a mail that applies with a CV that nobody can open', () => {
    const judgement = judge(
      makeMessage(
        { subject: 'PhD application', text: 'I am applying for the PhD position. Please find my CV attached.' },
        [unreadable('document.pdf', 'encrypted')],
      ),
    );
    expect(judgement.kind).toBe('application');
    expect(judgement.flags.map((flag) => flag.code)).toContain('cv-unread');
  });

  it('can be made in words alone', () => {
    const judgement = judge(
      makeMessage({
        subject: 'Application for a PhD position',
        text: "Dear Professor,\n\nmy name is Ada Example, and I would like to apply for the PhD position in your group. I hold a master's degree in mathematics. My thesis was on Sinkhorn iterations for entropic transport. I can send my CV at any time.\n\nBest regards\nAda Example",
      }),
    );
    expect(judgement.kind).toBe('application');
    expect(judgement.missing).toContain('cv');
  });

  it('may hold its CV in the mail itself', () => {
    const judgement = judge(
      makeMessage({
        subject: 'Application for the PhD position',
        text: 'Dear Professor,\n\nI would like to apply for the PhD position in your group. My CV is below.\n\nAda Example\nada@example.com\n\nEducation\n2021-2023 M.Sc. in Mathematics, University of Exampleton\n2018-2021 B.Sc. in Mathematics, University of Exampleton\n\nResearch experience\n2022-2023 Student assistant, Institute of Examples: I implemented solvers for linear programs in Julia and measured them.\n\nSkills\nPython, Julia, LaTeX\n\nLanguages\nEnglish, Danish\n\nReferences\nAvailable on request\n',
      }),
    );
    expect(judgement.kind).toBe('application');
    expect(judgement.documents).toContainEqual(expect.objectContaining({ name: 'body', type: 'cv', status: 'ok' }));
    expect(judgement.missing).not.toContain('cv');
  });

  it('is not hidden by words of other mail in its letter', () => {
    const judgement = judge(
      makeMessage(
        {
          subject: 'PhD application',
          text: 'Dear Professor,\n\nI am applying for the PhD position. After your talk in the seminar I read the call for papers of your workshop and gave a talk in our group meeting. I was also a reviewer for a workshop. My CV is attached.\n\nBest\nAda Example',
        },
        [makeCv()],
      ),
    );
    expect(judgement.kind).toBe('application');
  });
});

describe('an inquiry', () => {
  it.each([
    [
      'English',
      'PhD position',
      'Dear Professor,\n\nis the PhD position in optimal transport still open? And could you tell me whether it is fully funded?\n\nBest regards\nAda Example',
    ],
    [
      'about documents',
      'Question about the documents',
      'Hello,\n\nI have a question about the application: do you need certified translations of my transcripts, and is there a deadline?\n\nThank you\nAda',
    ],
    [
      'German',
      'Frage zur Promotionsstelle',
      'Sehr geehrter Herr Professor,\n\nist die Stelle noch frei, und welche Unterlagen werden benötigt? Gibt es noch eine Frist?\n\nMit freundlichen Grüßen\nAda Example',
    ],
    [
      'French',
      'Question sur la thèse',
      'Bonjour,\n\nje voudrais savoir si le poste de thèse est toujours ouvert. Quels documents faut-il envoyer ?\n\nCordialement\nAda Example',
    ],
    [
      'Spanish',
      'Pregunta sobre el doctorado',
      'Hola,\n\n¿hay plazas de doctorado para el próximo año? ¿Qué documentos debo enviar?\n\nSaludos\nAda Example',
    ],
    ['Chinese', '请教', '尊敬的教授：请问您的博士职位是否还有名额？可以吗？谢谢！王小明'],
  ])('asks without applying (%s)', (_, subject, text) => {
    const judgement = judge(makeMessage({ subject, text }));
    expect(judgement.kind).toBe('inquiry');
    expect(judgement.scorecard.fit).toBe(0);
    expect(judgement.missing).toEqual([]);
    expect(judgement.decision.labels).toHaveLength(1);
    expect(judgement.decision.acknowledge).not.toBe('send');
  });
});

it('every judgement of a mail has a code that can be counted', () => {
  for (const [, subject, text] of OTHER) {
    expect(judge(makeMessage({ subject, text })).kindReason).toMatch(/^[a-z][a-z-]+$/);
  }
});

describe('who wants what', () => {
  const kinds = (
    subject: string,
    text: string,
    documents: readonly ReadDocument[] = [],
    from = 'Ada Example <ada@example.com>',
  ) => judge(makeMessage({ subject, text, from }, [...documents])).kind;

  it.each([
    [
      'Postdoc: must the degree be awarded?',
      'For the postdoc opening, must the PhD already be awarded on the starting date, or is it enough that the thesis is with the committee?',
    ],
    [
      'PhD position',
      'A question about the PhD position: do applicants need to send a research proposal, and is there an entrance exam?',
    ],
    ['Question stage', 'Je suis élève ingénieure et je cherche un stage. Est-il rémunéré, et faut-il une convention ?'],
  ])('asks about an opening, whatever else it names: %s', (subject, text) => {
    expect(kinds(subject, `Hello,\n\n${text}\n\nAda Example`)).toBe('inquiry');
  });

  it('says that it is no application, and brings a CV', () => {
    const text =
      'Dear Professor,\n\nI have a question only, this is not an application: will there be PhD positions next year? I add my CV so that you see where I stand.\n\nAda Example';
    expect(kinds('Question', text, [makeCv()])).toBe('inquiry');
  });

  it.each([
    [
      'Withdrawal [apply-phd-ot]',
      'I have accepted a PhD position elsewhere and withdraw my application. Please delete my documents.',
    ],
    [
      'Meine Bewerbung',
      'Ich habe eine andere Stelle angenommen und ziehe meine Bewerbung um die Promotionsstelle zurück.',
    ],
    ['Ma candidature', 'Ayant accepté une thèse ailleurs, je souhaite retirer ma candidature.'],
  ])('withdraws: %s', (subject, text) => {
    expect(kinds(subject, `Dear Professor,\n\n${text}\n\nAda Example`)).toBe('other');
  });

  it('applies with the letter of a referee and its marks', () => {
    const letter = makeDocument(
      'Ruiz.pdf',
      'Letter of reference\n\nTo whom it may concern, I recommend Ada Example, whom I have known for three years. She was my student.',
    );
    const text =
      'Dear Professor,\n\nI am a doctoral student and would like to visit your group for three months. I attach a letter of reference and my marks.\n\nAda Example';
    expect(kinds('Research visit', text, [letter, transcript])).toBe('application');
  });

  it('is of our own house: only who says so applies', () => {
    const own = 'Ada Example <ada@ot-lab.example.org>';
    const chapter =
      'Hi,\n\nhere is chapter 3. Could you read it before Thursday? The faculty wants my CV too, can you check it?\n\nAda';
    expect(kinds('Chapter 3 and CV', chapter, [makeCv()], own)).toBe('other');
    const applies =
      'Dear Professor,\n\nI am writing my master thesis next door and would like to apply for the PhD position. My CV is attached.\n\nAda Example';
    expect(kinds('Application', applies, [makeCv()], own)).toBe('application');
  });
});
