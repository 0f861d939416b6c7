import { describe, expect, it } from 'vitest';
import type { Judgement, ReadDocument, ReadMessage } from '../../src/domain/index.js';
import { Bundles, bundleKeys } from '../../src/pipeline/index.js';
import { fittingCv } from '../decide/guard-items.js';
import { judge, makeApplication, makeCv, transcript } from '../support/applications.js';
import { type MailSketch, makeMessage, unreadable } from '../support/messages.js';

/** A mailbox over time: each message is judged with what is known from those before. */
class Mailbox {
  private readonly bundles = new Bundles();

  receive(message: ReadMessage): Judgement {
    const keys = bundleKeys(message);
    const judgement = judge(message, {
      duplicate: this.bundles.isDuplicate(keys),
      earlier: this.bundles.earlier(keys),
    });
    this.bundles.remember(keys, judgement);
    return judgement;
  }
}

const mail = (sketch: MailSketch, documents: readonly ReadDocument[] = []): ReadMessage =>
  makeMessage(sketch, documents);
const first = mail(
  {
    messageId: '<first@example.com>',
    subject: '[apply-phd-tml] Application',
    text: 'I apply for the PhD position. My CV is attached.\n\nBest\nAda Example',
  },
  [makeCv()],
);
const other: MailSketch = { subject: 'Transcript', text: 'Here is my transcript.' };

describe('a later mail of an application', () => {
  it('joins it by the thread, from whatever address', () => {
    const mailbox = new Mailbox();
    expect(mailbox.receive(first).missing).toEqual(['transcript']);
    const second = mailbox.receive(
      mail(
        {
          ...other,
          from: 'ada.private@example.net',
          messageId: '<second@example.net>',
          inReplyTo: ['<first@example.com>'],
        },
        [transcript],
      ),
    );
    expect(second).toMatchObject({ kind: 'application', position: 'phd-trustworthy-ml', missing: [] });
    expect(second.positionReason.code).toBe('thread');
    // and is not acknowledged again
    expect(second.decision.acknowledge).toBe('no');
  });

  it('joins it by a message between that we never saw', () => {
    const mailbox = new Mailbox();
    mailbox.receive(first);
    const second = mailbox.receive(
      mail(
        {
          ...other,
          from: 'ada.private@example.net',
          messageId: '<third@example.net>',
          inReplyTo: ['<ours@ot-lab.example.org>'],
          references: ['<first@example.com>', '<ours@ot-lab.example.org>'],
        },
        [transcript],
      ),
    );
    expect(second.missing).toEqual([]);
  });

  it('joins it by the sender, whatever the case of the address', () => {
    const mailbox = new Mailbox();
    mailbox.receive(first);
    const second = mailbox.receive(
      mail({ ...other, from: 'Ada Example <ADA@Example.com>', messageId: '<second@example.com>' }, [transcript]),
    );
    expect(second).toMatchObject({ position: 'phd-trustworthy-ml', missing: [] });
  });

  it('keeps what all mails brought, in any order', () => {
    const mailbox = new Mailbox();
    mailbox.receive(
      mail(
        {
          messageId: '<a@example.com>',
          subject: '[apply-phd-tml] Application',
          text: 'I apply for the PhD position. My transcript is attached; my CV follows.',
        },
        [transcript],
      ),
    );
    const second = mailbox.receive(
      mail({ messageId: '<b@example.com>', subject: 'CV', text: 'Here is my CV.' }, [makeCv()]),
    );
    expect(second.missing).toEqual([]);
    expect(
      mailbox.receive(
        mail({ messageId: '<c@example.com>', subject: 'Question', text: 'I forgot to attach my GRE score.' }, [
          unreadable('gre.pdf', 'encrypted'),
        ]),
      ).missing,
    ).toEqual([]);
  });

  it('counts the work of the earlier mails', () => {
    const mailbox = new Mailbox();
    const strong = makeCv({
      Publications: 'A. Example and B. Sample. Certified adversarial robustness of neural networks. ICML 2024.',
    });
    const before = mailbox.receive(
      mail(
        { messageId: '<a@example.com>', subject: '[apply-phd-tml] Application', text: 'I apply. My CV is attached.' },
        [strong],
      ),
    );
    const after = mailbox.receive(mail({ ...other, messageId: '<b@example.com>' }, [transcript]));
    expect(after.scorecard.fit).toBeGreaterThanOrEqual(before.scorecard.fit - 0.1);
  });
});

describe('a person at a new address', () => {
  const renamed = { ...other, from: 'Example, Ada <ada@uni.example.net>', messageId: '<second@example.net>' };

  it('is known by name and document, and from then on by the address', () => {
    const mailbox = new Mailbox();
    mailbox.receive(first);
    const again = mailbox.receive(mail({ ...renamed, text: 'I apply once more, CV attached.' }, [makeCv()]));
    expect(again).toMatchObject({ position: 'phd-trustworthy-ml', applicant: { email: 'ada@uni.example.net' } });
    expect(again.decision.acknowledge).toBe('no');
    expect(mailbox.receive(mail({ ...renamed, messageId: '<third@example.net>' }, [transcript])).missing).toEqual([]);
    // What came from either address counts for both.
    const back = mailbox.receive(
      mail({ messageId: '<fourth@example.com>', subject: 'Done?', text: 'Is it complete?' }),
    );
    expect(back.missing).toEqual([]);
  });

  it('is a stranger with the document alone, or with the name alone', () => {
    for (const [from, document] of [
      ['Carl Sample <carl@example.net>', makeCv()],
      ['Ada Example <ada@uni.example.net>', makeCv({}, { sha256: 'f'.repeat(64) })],
    ] as const) {
      const mailbox = new Mailbox();
      mailbox.receive(first);
      const subject = '[apply-phd-ot] Application';
      expect(mailbox.receive(mail({ ...renamed, from, subject }, [document])).position).toBe('phd-ot');
      expect(mailbox.receive(mail({ ...other, from, messageId: '<x@example.net>' })).position).not.toBe(
        'phd-trustworthy-ml',
      );
    }
  });
});

describe('another person', () => {
  it('does not join', () => {
    const mailbox = new Mailbox();
    mailbox.receive(first);
    const second = mailbox.receive(
      mail(
        {
          from: 'Ben Sample <ben@example.com>',
          returnPath: '<ben@example.com>',
          messageId: '<ben@example.com>',
          subject: '[apply-phd-tml] Application',
          text: 'I apply. My CV is attached.',
        },
        [makeCv({}, {}, 'Ben Sample\nben@example.com')],
      ),
    );
    expect(second.missing).toEqual(['transcript']);
    expect(second.decision.acknowledge).toBe('send');
    expect(second.applicant?.name).toBe('Ben Sample');
  });

  const forward = (name: string, email: string): ReadMessage =>
    mail(
      {
        from: 'Colleague Example <colleague@ot-lab.example.org>',
        returnPath: '<colleague@ot-lab.example.org>',
        messageId: `<fwd-${email}>`,
        subject: 'Fwd: PhD application',
        text: `See below.\n\n---------- Forwarded message ---------\nFrom: ${name} <${email}>\nDate: Mon, 13 Oct 2025\nSubject: [apply-phd-tml] PhD application\nTo: <colleague@ot-lab.example.org>\n\nI apply for the PhD position. My CV is attached.\n\nBest\n${name}\n`,
      },
      [makeCv({}, { name: `CV ${name}.pdf` }, `${name}\n${email}`)],
    );

  it('forwarded by the same colleague does not join', () => {
    const mailbox = new Mailbox();
    expect(mailbox.receive(forward('Ada Example', 'ada@example.com')).applicant).toMatchObject({
      name: 'Ada Example',
      email: 'ada@example.com',
    });
    const second = mailbox.receive(forward('Ben Sample', 'ben@example.com'));
    expect(second.applicant).toMatchObject({ name: 'Ben Sample', email: 'ben@example.com' });
    expect(second.missing).toEqual(['transcript']);
    expect(second.documents.map((document) => document.name)).toEqual(['CV Ben Sample.pdf']);
    expect(second.flags.map((flag) => flag.code)).not.toContain('duplicate');
  });

  it('and the forwarded one is known when she writes herself', () => {
    const mailbox = new Mailbox();
    mailbox.receive(forward('Ada Example', 'ada@example.com'));
    expect(mailbox.receive(mail({ ...other, messageId: '<later@example.com>' }, [transcript]))).toMatchObject({
      position: 'phd-trustworthy-ml',
      missing: [],
    });
  });

  it('the colleague does not become an applicant by forwarding', () => {
    const mailbox = new Mailbox();
    mailbox.receive(forward('Ada Example', 'ada@example.com'));
    const talk = mailbox.receive(
      mail({
        from: 'Colleague Example <colleague@ot-lab.example.org>',
        messageId: '<talk@ot-lab.example.org>',
        subject: 'Seminar',
        text: 'The seminar is in room 4 next week; the speaker will give a talk on pruning.',
      }),
    );
    expect(talk.kind).toBe('other');
  });
});

describe('a second delivery', () => {
  it('is known by its fingerprint, answered by nobody, and flagged', () => {
    const mailbox = new Mailbox();
    expect(mailbox.receive(first).decision.acknowledge).toBe('send');
    const again = mailbox.receive({
      ...first,
      mail: { ...first.mail, headers: [...first.mail.headers, { name: 'received', value: 'again' }] },
    });
    expect(again.flags.map((flag) => flag.code)).toContain('duplicate');
    expect(again.decision).toMatchObject({ acknowledge: 'no', reason: 'duplicate' });
  });

  it('is none where the fingerprint differs', () => {
    const mailbox = new Mailbox();
    mailbox.receive(first);
    const second = mailbox.receive({ ...first, fingerprint: 'another' });
    expect(second.flags.map((flag) => flag.code)).not.toContain('duplicate');
  });
});

describe('the answer to a person who wrote before', () => {
  const unread = unreadable('CV_Ada.pdf', 'corrupt');
  const next = (tag: string, documents = [fittingCv]) =>
    makeApplication(documents, {
      subject: `[${tag}] Application`,
      messageId: `<${tag}-${documents[0]?.name}@example.com>`,
    });

  it('is given for another position, and once for each', () => {
    const mailbox = new Mailbox();
    const answers = ['apply-phd-ot', 'apply-visitor', 'apply-phd-ot', 'apply-visitor'].map(
      (tag, index) => mailbox.receive({ ...next(tag), fingerprint: `${index}` }).decision,
    );
    expect(answers.map(({ acknowledge }) => acknowledge)).toEqual([
      'send',
      expect.stringMatching(/send|draft/),
      'no',
      'no',
    ]);
    expect(answers.slice(2).map(({ reason }) => reason)).toEqual(['follow-up', 'follow-up']);
  });

  it('is given to the CV that can be read, after one that could not', () => {
    const mailbox = new Mailbox();
    expect(mailbox.receive(next('apply-phd-ot', [unread])).decision).toMatchObject({
      acknowledge: 'no',
      reason: 'cv-unread',
    });
    expect(mailbox.receive({ ...next('apply-phd-ot'), fingerprint: '2' }).decision.acknowledge).toBe('send');
    expect(mailbox.receive({ ...next('apply-phd-ot'), fingerprint: '3' }).decision.reason).toBe('follow-up');
  });
});

describe('mail that is no application', () => {
  it('leaves nothing to join', () => {
    const bundles = new Bundles();
    const bounce = mail({ messageId: '<bounce@example.com>', headers: [['Auto-Submitted', 'auto-replied']] });
    bundles.remember(bundleKeys(bounce), judge(bounce));
    expect(bundles.earlier(bundleKeys(bounce))).toBeNull();
    expect(
      bundles.earlier(bundleKeys(mail({ inReplyTo: ['<bounce@example.com>'], from: 'x@example.net' }))),
    ).toBeNull();
  });

  it('without sender, Message-ID or thread joins nothing', () => {
    const bundles = new Bundles();
    bundles.remember(bundleKeys(first), judge(first));
    const nobody = mail({ from: [], messageId: null });
    expect(bundles.earlier(bundleKeys(nobody))).toBeNull();
    bundles.remember(bundleKeys(nobody), judge(first));
    expect(bundles.earlier(bundleKeys(mail({ from: 'x@example.net', messageId: null })))).toBeNull();
  });
});
