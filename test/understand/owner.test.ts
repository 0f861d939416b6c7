import { describe, expect, it } from 'vitest';
import { judge, makeCv, transcript } from '../support/applications.js';
import { makeMessage } from '../support/messages.js';

const TEXT =
  'Dear colleagues,\n\none of my students, Ada Example, would like to apply for your PhD position in optimal transport and asked me to hand her documents to you. Her CV and marks are attached; you can write to her at ada@example.com.\n\nBest\nBen Sample';

describe('a CV that somebody else hands on', () => {
  it('is of its owner, who is not answered', () => {
    const judgement = judge(
      makeMessage(
        { subject: 'A student for your position', text: TEXT, from: 'Prof. Ben Sample <b.sample@example.net>' },
        [makeCv(), transcript],
      ),
    );
    expect(judgement.kind).toBe('application');
    expect(judgement.applicant).toMatchObject({ name: 'Ada Example', email: 'ada@example.com' });
    expect(judgement.decision.acknowledge).toBe('no');
  });

  it('is the sender’s, where the sender’s name or address stands on it', () => {
    const own = makeMessage(
      {
        subject: 'Application',
        text: TEXT.replace('one of my students, Ada Example,', 'I'),
        from: 'A. Example <work@example.net>',
      },
      [makeCv()],
    );
    expect(judge(own).applicant?.email).toBe('work@example.net');
  });

  it('is the sender’s, who applies under another name', () => {
    const text =
      'Dear Professor,\n\nI would like to apply for the PhD position. One of my papers is attached to my CV.\n\nBest';
    const mail = makeMessage({ subject: 'Application', text, from: 'Sunflower <sunflower9@example.net>' }, [makeCv()]);
    expect(judge(mail).applicant?.email).toBe('sunflower9@example.net');
  });
});
