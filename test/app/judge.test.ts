import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/app/config.js';
import { configurationText, exampleAnswers } from '../../src/app/init-text.js';
import { createJudging } from '../../src/app/judge.js';
import type { MessageRecord } from '../../src/domain/index.js';
import { makeApplication, makeCv } from '../support/applications.js';
import { defaultRuleset } from '../support/rules.js';

const config = parseConfig(
  configurationText({ ...exampleAnswers, authservId: 'mx.ot-lab.example.org' }).replace(
    'positions: {}',
    'positions: { "visit@example.org": visitor }',
  ),
  'triage.yaml',
  { IMAP_PASSWORD: 'x', SMTP_PASSWORD: 'x' },
);
const judging = createJudging(
  config,
  () => defaultRuleset,
  () => new Date('2025-10-14T10:00:00Z'),
);
const cv = makeCv({ Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.' });
const read = makeApplication([cv], {
  to: ['openings@example.org'],
  messageId: '<1@example.com>',
  references: ['<0@example.com>'],
});
const record: MessageRecord = {
  id: '7',
  account: 'lab',
  fingerprint: 'f',
  rfcMessageId: '<1@example.com>',
  subject: null,
  from: null,
  date: null,
  receivedAt: null,
  seenAt: '2025-10-14T10:00:00Z',
  bytes: null,
  origin: 'live',
  status: 'reading',
  reason: null,
  attempts: 1,
};

describe('the judge of the live program', () => {
  it("judges with the account's addresses, aliases and trusted servers", () => {
    expect(judging.judge(read, { account: 'lab', earlier: null }).decision.acknowledge).toBe('send');
    const visit = makeApplication([cv], { to: ['Visit@example.org'], subject: 'Application' });
    expect(judging.judge(visit, { account: 'lab', earlier: null }).position).toBe('visitor');
    const elsewhere = makeApplication([cv], { to: ['ben@example.net'] });
    expect(judging.judge(elsewhere, { account: 'lab', earlier: null }).decision).toMatchObject({
      acknowledge: 'no',
      reason: 'not-addressed',
    });
  });

  it('answers no other account of the installation, though it watches a mailbox of its own', () => {
    const account = (id: string, address: string): string => `  - id: ${id}
    imap: { host: imap.example.org, port: 993, security: tls, user: ${id}, password: { env: P } }
    identity: { name: Lab, address: ${address} }
    authservIds: [mx.ot-lab.example.org]
`;
    const yaml = `version: 1\naccounts:\n${account('lab', 'openings@example.org')}${account('second', 'visits@example.net')}`;
    const config = parseConfig(yaml, 'triage.yaml', { P: 'x' });
    expect(config.accounts.map(({ id, otherAccounts }) => [id, otherAccounts])).toEqual([
      ['lab', ['visits@example.net']],
      ['second', ['openings@example.org']],
    ]);
    const judging = createJudging(
      config,
      () => defaultRuleset,
      () => new Date(0),
    );
    const colleague = makeApplication([cv], {
      from: 'Visits <visits@example.net>',
      returnPath: '<visits@example.net>',
      to: ['openings@example.org'],
      authentication: ['mx.ot-lab.example.org; dmarc=pass header.from=example.net'],
    });
    expect(judging.judge(colleague, { account: 'lab', earlier: null }).decision).toMatchObject({
      acknowledge: 'no',
      reason: 'own-mail',
    });
  });

  it('says the same as the offline judgement of the same mail', () => {
    const judgement = judging.judge(read, { account: 'lab', earlier: null });
    expect(judgement.ruleset).toBe(defaultRuleset.hash);
    expect(judgement.scorecard.fit).toBeGreaterThan(60);
  });

  it('does not know an account that the configuration lacks', () => {
    const codeOf = (call: () => unknown): unknown => {
      try {
        call();
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return null;
    };
    expect(codeOf(() => judging.judge(read, { account: 'other', earlier: null }))).toBe('account-unknown');
    expect(codeOf(() => judging.settings('other'))).toBe('account-unknown');
  });

  it('knows the mode, every label that may be ours, and the caps of the policy', () => {
    expect(judging.settings('lab')).toMatchObject({ id: 'lab', mode: 'draft' });
    const { verdicts, ...labels } = defaultRuleset.policy.labels;
    const all = [...Object.values(labels), ...Object.values(verdicts)];
    expect([...judging.settings('lab').labels].sort()).toEqual(all.sort());
    expect(judging.settings('lab').labels[0]).toBe(verdicts.shortlist);
    expect(judging.windowDays).toBe(defaultRuleset.policy.acknowledge.windowDays);
    expect(judging.caps.domain.max).toBe(defaultRuleset.policy.acknowledge.capPerDomainPerHour);
    expect(judging.caps.overall.hours).toBe(24);
  });

  it.each(['reply', 'draft'] as const)(
    'writes a %s to the applicant, from the identity, in the thread, without score or quotation',
    async (form) => {
      const judgement = judging.judge(read, { account: 'lab', earlier: null });
      const mail = await judging.composeReply({
        form,
        account: 'lab',
        payload: { kind: 'acknowledge', template: 'receipt', to: 'ada@example.com', position: 'phd-ot' },
        message: record,
        mail: read.mail,
        judgement,
        meanwhile: { later: [], missing: [], verdicts: [] },
        asks: null,
        messageId: `<triage.${'0'.repeat(40)}@example.org>`,
      });
      const raw = mail.raw.toString('utf8');
      expect(mail).toMatchObject({ to: 'ada@example.com', messageId: `<triage.${'0'.repeat(40)}@example.org>` });
      expect(raw).toMatch(/^From: .*openings@example\.org/m);
      expect(raw).toMatch(/^In-Reply-To: <1@example\.com>/m);
      expect(raw).toContain('Dear Ada Example,');
      expect(raw).not.toMatch(/^>/m);
      expect(raw).not.toMatch(/strong|Triage-|score/i);
      expect(/^Auto-Submitted: auto-replied/m.test(raw)).toBe(form === 'reply');
    },
  );
});
