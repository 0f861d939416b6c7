import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterOf, ownWords } from '../../src/understand/letter.js';
import { judge, makeCv } from '../support/applications.js';
import { makeMail, makeMessage } from '../support/messages.js';
import { runs } from '../support/runs.js';
import { anyText } from '../support/text.js';

const colleague = 'Ben Sample <ben@ot-lab.example.org>';
const INNER =
  'Dear Professor,\n\nI would like to apply for the PhD position. My CV is attached.\n\nBest regards\nAda Example';

/** The same application, forwarded by several mail programs in several languages. */
const FORWARDS: readonly (readonly [program: string, subject: string, text: string])[] = [
  [
    'Gmail',
    'Fwd: PhD application',
    `Hi, is this one for us?\n\n---------- Forwarded message ---------\nFrom: Ada Example <ada@example.com>\nDate: Mon, 13 Oct 2025 at 10:00\nSubject: PhD application\nTo: <ben@ot-lab.example.org>\n\n\n${INNER}`,
  ],
  [
    'Thunderbird',
    'Fwd: PhD application',
    `Hi, is this one for us?\n\n-------- Forwarded Message --------\nSubject: PhD application\nDate: Mon, 13 Oct 2025 10:00:00 +0200\nFrom: Ada Example <ada@example.com>\nTo: ben@ot-lab.example.org\n\n\n\n${INNER}`,
  ],
  [
    'Outlook',
    'FW: PhD application',
    `Hi, is this one for us?\n\n-----Original Message-----\nFrom: Ada Example <ada@example.com>\nSent: Monday, October 13, 2025 10:00 AM\nTo: Ben Sample <ben@ot-lab.example.org>\nSubject: PhD application\n\n${INNER}`,
  ],
  [
    'Outlook without a line',
    'FW: PhD application',
    `Hi, is this one for us?\n\nFrom: Ada Example <ada@example.com>\nSent: Monday, October 13, 2025 10:00 AM\nTo: Ben Sample <ben@ot-lab.example.org>\nSubject: PhD application\n\n${INNER}`,
  ],
  [
    'Outlook in bold',
    'Fw: PhD application',
    `Hi, is this one for us?\n\n*From:* Ada Example <ada@example.com>\n*Sent:* Monday, October 13, 2025 10:00 AM\n*To:* Ben Sample <ben@ot-lab.example.org>\n*Subject:* PhD application\n\n${INNER}`,
  ],
  [
    'Outlook on the web',
    'FW: PhD application',
    `Hi, is this one for us?\n\n________________________________\nFrom: Ada Example <ada@example.com>\nSent: Monday, October 13, 2025 10:00 AM\nTo: Ben Sample <ben@ot-lab.example.org>\nSubject: PhD application\n\n${INNER}`,
  ],
  [
    'Apple Mail',
    'Fwd: PhD application',
    `Hi, is this one for us?\n\nBegin forwarded message:\n\nFrom: Ada Example <ada@example.com>\nSubject: PhD application\nDate: 13 October 2025 at 10:00:00 CEST\nTo: ben@ot-lab.example.org\n\n${INNER}`,
  ],
  [
    'Apple Mail, quoted',
    'Fwd: PhD application',
    `Hi, is this one for us?\n\nBegin forwarded message:\n\n> From: Ada Example <ada@example.com>\n> Subject: PhD application\n> Date: 13 October 2025 at 10:00:00 CEST\n> To: ben@ot-lab.example.org\n> \n> ${INNER.replace(/\n/g, '\n> ')}`,
  ],
  [
    'Outlook in German',
    'WG: PhD application',
    `Hallo, ist das etwas für uns?\n\nVon: Ada Example <ada@example.com>\nGesendet: Montag, 13. Oktober 2025 10:00\nAn: Ben Sample <ben@ot-lab.example.org>\nBetreff: PhD application\n\n${INNER}`,
  ],
  [
    'Thunderbird in German',
    'Fwd: PhD application',
    `Hallo!\n\n-------- Weitergeleitete Nachricht --------\nBetreff: PhD application\nDatum: Mon, 13 Oct 2025 10:00:00 +0200\nVon: Ada Example <ada@example.com>\nAn: ben@ot-lab.example.org\n\n${INNER}`,
  ],
  [
    'Apple Mail in German',
    'Fwd: PhD application',
    `Hallo!\n\nAnfang der weitergeleiteten Nachricht:\n\nVon: Ada Example <ada@example.com>\nBetreff: PhD application\nDatum: 13. Oktober 2025 um 10:00:00 MESZ\nAn: ben@ot-lab.example.org\n\n${INNER}`,
  ],
  [
    'Outlook in French',
    'TR: PhD application',
    `Bonjour !\n\nDe : Ada Example <ada@example.com>\nEnvoyé : lundi 13 octobre 2025 10:00\nÀ : Ben Sample <ben@ot-lab.example.org>\nObjet : PhD application\n\n${INNER}`,
  ],
  [
    'Outlook in Spanish',
    'RV: PhD application',
    `Hola!\n\nDe: Ada Example <ada@example.com>\nEnviado: lunes, 13 de octubre de 2025 10:00\nPara: Ben Sample <ben@ot-lab.example.org>\nAsunto: PhD application\n\n${INNER}`,
  ],
  [
    'QQ Mail',
    '转发：PhD application',
    `你好\n\n------------------ 原始邮件 ------------------\n发件人: "Ada Example" <ada@example.com>;\n发送时间: 2025年10月13日(星期一) 上午10:00\n收件人: "Ben Sample" <ben@ot-lab.example.org>;\n主题: PhD application\n\n${INNER}`,
  ],
];

/** Heads of forwarded mails: mark, From, date, subject, To as the programs of other countries write them. */
const HEADS: readonly (readonly [string, string, readonly [string, string, string, string]])[] = [
  ['Portuguese', '---------- Mensagem encaminhada ---------', ['De', 'Data', 'Assunto', 'Para']],
  ['Portuguese in an English program', '---------- Forwarded message ----------', ['De', 'Data', 'Assunto', 'Para']],
  ['Italian', '---------- Messaggio inoltrato ---------', ['Da', 'Data', 'Oggetto', 'A']],
  ['Dutch', '---------- Doorgestuurd bericht ---------', ['Van', 'Datum', 'Onderwerp', 'Aan']],
  ['Polish', '---------- Wiadomość przekazana dalej ---------', ['Od', 'Data', 'Temat', 'Do']],
  ['Czech', '---------- Přeposlaná zpráva ---------', ['Od', 'Datum', 'Předmět', 'Komu']],
  ['Turkish', '---------- Yönlendirilen ileti ---------', ['Kimden', 'Tarih', 'Konu', 'Kime']],
  ['Russian', '-------- Пересланное сообщение --------', ['От', 'Дата', 'Тема', 'Кому']],
  ['Swedish', '---------- Vidarebefordrat meddelande ---------', ['Från', 'Datum', 'Ämne', 'Till']],
  ['Japanese', '---------- 転送メッセージ ---------', ['差出人', '送信日時', '件名', '宛先']],
];

describe('a forwarded application', () => {
  it.each(HEADS)('%s', (_, mark, [by, when, about, whom]) => {
    const letter = letterOf(
      makeMail({
        from: 'Ben Sample <ben@example.net>',
        subject: 'Fwd: PhD application',
        text: `See below.\n\n${mark}\n${by}: Ada Example <ada@example.com>\n${when}: 2025-10-13 10:00\n${about}: PhD application\n${whom}: Ben Sample\n\nI would like to apply.\n\nAda`,
      }),
    );
    expect(letter).toMatchObject({ forwarded: true, sender: { email: 'ada@example.com' }, subject: 'PhD application' });
    expect(letter.text.trim().startsWith('I would like to apply.')).toBe(true);
  });

  it.each(FORWARDS)('%s: the applicant is the inner sender', (_, subject, text) => {
    const letter = letterOf(makeMail({ from: colleague, subject, text }));
    expect(letter.forwarded).toBe(true);
    expect(letter.sender).toEqual({ name: 'Ada Example', email: 'ada@example.com' });
    expect(letter.subject).toBe('PhD application');
    expect(letter.text.trim()).toBe(INNER);
    expect(letter.note).not.toContain('Dear Professor');
  });

  it.each(FORWARDS)('%s: it is judged as hers, flagged, and nobody is answered', (_, subject, text) => {
    const judgement = judge(
      makeMessage({ from: colleague, returnPath: '<ben@ot-lab.example.org>', subject, text }, [makeCv()]),
    );
    expect(judgement.kind).toBe('application');
    expect(judgement.applicant).toMatchObject({ name: 'Ada Example', email: 'ada@example.com' });
    expect(judgement.flags.map((flag) => flag.code)).toContain('forwarded');
    expect(judgement.decision.acknowledge).toBe('no');
  });

  it('as an attached mail wins over an inline one, because its headers are whole', () => {
    const inner = makeMail({ from: 'Cleo Model <cleo@example.net>', subject: 'My application', text: INNER });
    const [, subject = '', text = ''] = FORWARDS[0] ?? [];
    const letter = letterOf(
      makeMail({ from: colleague, subject, text, attachedMails: [{ way: 'fwd.eml', mail: inner }] }),
    );
    expect(letter).toMatchObject({
      forwarded: true,
      sender: { name: 'Cleo Model', email: 'cleo@example.net' },
      subject: 'My application',
      text: INNER,
    });
  });

  it('keeps its tag in the inner subject', () => {
    const text = (FORWARDS[0]?.[2] ?? '').replace(
      'Subject: PhD application',
      'Subject: [apply-visitor] PhD application',
    );
    expect(judge(makeMessage({ from: colleague, subject: 'Fwd: look', text }, [makeCv()])).position).toBe('visitor');
  });

  it.each([
    [
      'a person who writes about a From line',
      'Question',
      'From: my point of view the position fits.\nTo: be honest, I like it.',
    ],
    ['a Fwd: in the subject alone', 'Fwd: Application', INNER],
    ['no headers after the line', 'Application', `---------- Forwarded message ---------\n\n${INNER}`],
  ])('is not seen in %s', (_, subject, text) => {
    const letter = letterOf(makeMail({ subject, text }));
    expect(letter.forwarded).toBe(false);
    expect(letter.sender?.email).toBe('ada@example.com');
  });
});

describe('a reply', () => {
  const ours = 'We look for people who know machine unlearning.';
  it.each([
    [
      'Gmail',
      `Thank you!\n\nOn Mon, Oct 13, 2025 at 10:00 AM The group <openings@ot-lab.example.org> wrote:\n\n> Dear Ada,\n> ${ours}\n`,
    ],
    [
      'Gmail with a wrapped line',
      `Thank you!\n\nOn Mon, Oct 13, 2025 at 10:00 AM The optimal transport group in Example City\n<openings@ot-lab.example.org> wrote:\n\n> Dear Ada,\n> ${ours}\n`,
    ],
    [
      'a program that marks nothing',
      `Thank you!\n\nOn Mon, Oct 13, 2025 at 10:00 AM The group <openings@ot-lab.example.org> wrote:\n\nDear Ada,\n${ours}\n`,
    ],
    [
      'Outlook',
      `Thank you!\n\n-----Original Message-----\nFrom: The group <openings@ot-lab.example.org>\nSent: Monday\nTo: Ada Example\nSubject: Re: PhD\n\n${ours}\n`,
    ],
    [
      'Outlook without a line',
      `Thank you!\n\nFrom: The group <openings@ot-lab.example.org>\nSent: Monday\nTo: Ada Example\nSubject: Re: PhD\n\n${ours}\n`,
    ],
    [
      'Outlook in German',
      `Danke!\n\nVon: The group <openings@ot-lab.example.org>\nGesendet: Montag\nAn: Ada Example\nBetreff: Re: PhD\n\n${ours}\n`,
    ],
    [
      'Outlook on the web',
      `Thank you!\n\n________________________________\nFrom: The group <openings@ot-lab.example.org>\nSent: Monday\nTo: Ada Example\nSubject: Re: PhD\n\n${ours}\n`,
    ],
    [
      'German',
      `Danke!\n\nAm Mo., 13. Okt. 2025 um 10:00 Uhr schrieb The group <openings@ot-lab.example.org>:\n\n> ${ours}\n`,
    ],
    [
      'German without marks',
      `Danke!\n\nAm Mo., 13. Okt. 2025 um 10:00 Uhr schrieb The group <openings@ot-lab.example.org>:\n\n${ours}\n`,
    ],
    [
      'French',
      `Merci !\n\nLe lun. 13 oct. 2025 à 10:00, The group <openings@ot-lab.example.org> a écrit :\n\n${ours}\n`,
    ],
    [
      'Spanish',
      `Gracias\n\nEl lun, 13 oct 2025 a las 10:00, The group (<openings@ot-lab.example.org>) escribió:\n\n${ours}\n`,
    ],
    ['Chinese', `谢谢\n\nThe group <openings@ot-lab.example.org> 于2025年10月13日周一 10:00写道：\n\n${ours}\n`],
  ])('%s: what it quotes is cut', (_, text) => {
    expect(ownWords(text)).not.toContain('unlearning');
    expect(letterOf(makeMail({ subject: 'Re: PhD', text })).text).not.toContain('unlearning');
    expect(ownWords(text).trim()).not.toBe('');
  });

  it('below its quotation keeps its words', () => {
    const text =
      'On Mon, Oct 13, 2025 at 10:00 AM The group <openings@ot-lab.example.org> wrote:\n> Which thesis?\n\nMy thesis is on Sinkhorn.\n';
    expect(ownWords(text)).toContain('My thesis is on Sinkhorn.');
    expect(ownWords(text)).not.toContain('Which thesis');
  });

  it('between quotations keeps its words', () => {
    const text = '> Which thesis?\nOn Sinkhorn.\n> Which year?\n2024.\n';
    expect(ownWords(text)).toContain('On Sinkhorn.');
    expect(ownWords(text)).toContain('2024.');
    expect(ownWords(text)).not.toContain('Which');
  });

  it('has nothing of ours that could score', () => {
    const text =
      'Thank you, I attach my CV as asked.\n\nBest\nAda\n\nOn Mon, Oct 13, 2025 at 10:00 AM The group <openings@ot-lab.example.org> wrote:\n\n> I work on machine unlearning and adversarial robustness; we prove theorems on optimal transport.\n';
    const judgement = judge(makeMessage({ subject: 'Re: [apply-phd-ot]', text }, [makeCv()]));
    expect(judgement.scorecard.evidence).toEqual([]);
  });

  it('from Outlook is no forward, and the applicant stays who wrote it', () => {
    const text =
      'Thank you! My CV is attached.\n\nAda\n\n-----Original Message-----\nFrom: The group <openings@ot-lab.example.org>\nSent: Monday\nTo: Ada Example\nSubject: Re: PhD\n\nWe work on machine unlearning\n';
    const judgement = judge(makeMessage({ subject: 'RE: PhD application', text }, [makeCv()]));
    expect(judgement.applicant).toMatchObject({ name: 'Ada Example', email: 'ada@example.com' });
    expect(judgement.flags).toEqual([]);
    const answered = makeMail({ subject: 'PhD application', text, inReplyTo: ['<1@ot-lab.example.org>'] });
    expect(letterOf(answered)).toMatchObject({ forwarded: false, sender: { email: 'ada@example.com' } });
  });

  it('keeps every character at its place, for any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyText, fc.constantFrom('> quoted\n', '\nOn Monday the 13th Ben wrote:\n')), {
          maxLength: 6,
        }),
        (parts) => {
          const text = parts.join('');
          const own = ownWords(text);
          expect(own.length).toBeLessThanOrEqual(text.length);
          for (let i = 0; i < own.length; i++) expect(own[i] === text[i] || own[i] === ' ').toBe(true);
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('and any other text gives a letter', () => {
    fc.assert(
      fc.property(anyText, anyText, (subject, text) => {
        const letter = letterOf(makeMail({ subject, text }));
        expect(letter.text.length).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: runs(300) },
    );
  });
});
