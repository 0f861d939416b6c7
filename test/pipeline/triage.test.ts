import { describe, expect, it } from 'vitest';
import { emptyContext } from '../../src/domain/index.js';
import { triage } from '../../src/pipeline/index.js';
import { judge, makeApplication, makeCv, transcript } from '../support/applications.js';
import { makeMail, makeMessage } from '../support/messages.js';
import { changed, defaultRuleset, mustCompile } from '../support/rules.js';

describe('triage', () => {
  it('names the ruleset that judged', () => {
    expect(judge(makeApplication()).ruleset).toBe(defaultRuleset.hash);
    const other = mustCompile(changed('policy.yaml', (text) => `${text}\n# changed\n`));
    expect(judge(makeApplication(), {}, other).ruleset).toBe(other.hash);
  });

  it('needs to know nothing of the mailbox', () => {
    expect(triage(makeApplication([makeCv(), transcript]), emptyContext, defaultRuleset)).toMatchObject({
      kind: 'application',
      position: 'phd-ot',
    });
  });

  it.each([
    [
      'nothing at all',
      makeMessage({
        ...makeMail(),
        headers: [],
        from: [],
        to: [],
        messageId: null,
        date: null,
        subject: '',
        text: '',
        mediaTypes: [],
      }),
    ],
    [
      'a CV and nothing else',
      makeMessage({ from: [], to: [], messageId: null, date: null, subject: '', text: '' }, [makeCv()]),
    ],
    ['a date that is none', makeApplication([makeCv()], { date: 'yesterday' })],
    ['a date of long ago', makeApplication([makeCv()], { date: '0001-01-01T00:00:00.000Z' })],
    [
      'a long text',
      makeApplication(
        [makeCv({ 'Research experience': 'I proved that optimal transport maps are stable. '.repeat(3000) })],
        { text: 'I apply for a PhD position. '.repeat(5000) },
      ),
    ],
  ])('judges %s', (_, message) => {
    const judgement = judge(message);
    expect(['application', 'inquiry', 'other']).toContain(judgement.kind);
    expect(judgement.scorecard.fit).toBeGreaterThanOrEqual(0);
    expect(judgement.scorecard.fit).toBeLessThanOrEqual(100);
  });

  // A stranger's file must not stop the loop that everything else runs in; these took minutes once.
  const lines = (words: string): string => `${words.repeat(Math.ceil(1500 / words.length))}\n`.repeat(13);
  it.each([
    ['one word of a topic as a letter', makeApplication([makeCv()], { text: 'OT '.repeat(6700) })],
    ['one topic in Chinese as a letter', makeApplication([makeCv()], { text: '最优传输'.repeat(5000) })],
    ['one topic as a list of publications', makeApplication([makeCv({ Publications: lines('optimal transport ') })])],
    ['one word of a topic as a list of publications', makeApplication([makeCv({ Publications: lines('OT ') })])],
    [
      'one sentence again and again',
      makeApplication([makeCv({ Publications: lines('I proved that optimal transport maps are stable. ') })]),
    ],
    [
      'a line without end',
      makeApplication([makeCv({ 'Research experience': 'I proved that nothing is stable. '.repeat(6000) })]),
    ],
  ])(
    'gets through %s',
    (_, message) => {
      const judgement = judge(message);
      expect(judgement.kind).toBe('application');
      expect(judgement.band).not.toBe('strong');
    },
    20_000,
  );

  it('gives the same judgement whatever was judged before', () => {
    const message = makeApplication([
      makeCv({ 'Research experience': 'I proved that optimal transport maps between measures are stable.' }),
    ]);
    const before = judge(message);
    for (const subject of ['[apply-visitor]', '[apply-postdoc]', 'Call for papers'])
      judge(makeApplication([transcript], { subject }));
    expect(judge(message)).toEqual(before);
  });
});
