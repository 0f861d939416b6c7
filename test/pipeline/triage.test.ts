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
