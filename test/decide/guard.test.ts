import { describe, expect, it } from 'vitest';
import type { Ruleset } from '../../src/rules/index.js';
import { judge, makeApplication } from '../support/applications.js';
import type { MailSketch } from '../support/messages.js';
import { fromRaw } from '../support/raw-mail.js';
import { defaultRuleset } from '../support/rules.js';
import { decided, fittingCv, header } from './guard-items.js';

// The table of what the guard is asked stands in guard-items.ts and is gone through in test/mail-safety.test.ts.
describe('before an acknowledgement may leave', () => {
  it('a mail that could not be parsed is not answered', () => {
    expect(decided({ problems: [{ code: 'unparseable', detail: 'it is no mail' }] }).acknowledge).toBe('no');
  });

  it('a forwarded application is not answered: its applicant did not write to us', () => {
    const text =
      '---------- Forwarded message ---------\nFrom: Ada Example <ada@example.com>\nDate: Mon, 13 Oct 2025\nSubject: PhD application\nTo: <ben@example.com>\n\nI would like to apply for the PhD position. My CV is attached.\n';
    expect(
      decided({
        from: 'Ben Sample <ben@example.com>',
        returnPath: '<ben@example.com>',
        subject: '[apply-phd-ot] Fwd: PhD application',
        text,
      }).acknowledge,
    ).toBe('no');
  });

  it('where our addresses are unknown, To and Cc are not held against it', () => {
    expect(decided({ to: ['somebody@example.org'] }, { ownAddresses: [] }).acknowledge).toBe('send');
  });

  it('the strictest finding wins', () => {
    expect(decided({ returnPath: null, authentication: [], replyTo: ['x@example.net'] }).acknowledge).toBe('no');
    expect(decided({ returnPath: null, authentication: [] }).acknowledge).toBe('draft');
  });

  it('holds for a mail as it arrives: folded, commented, repeated', async () => {
    const source = (extra: string): string => `
Return-Path: <ada@example.com>
Authentication-Results: MX.OT-lab.example.org 1 (our server);
 dkim=pass (2048 bit key) header.d=example.com header.s=s1;
 dmarc=pass (p=reject) header.from=example.com
${extra}From: =?utf-8?q?Ada_Example?= <ada@example.com>
To: "The group" <openings@ot-lab.example.org>
Subject: [apply-phd-ot] Application
Date: Mon, 13 Oct 2025 10:00:00 +0200
Message-ID: <1@example.com>

Dear Professor, I would like to apply for the PhD position. My CV is attached.
`;
    const most = async (extra: string): Promise<string> =>
      judge(await fromRaw(source(extra), [fittingCv])).decision.acknowledge;
    expect(await most('')).toBe('send');
    expect(await most('Auto-Submitted:\n auto-generated\n')).toBe('no');
    expect(await most('X-Auto-Response-Suppress: DR,\n OOF\n')).toBe('no');
    expect(await most('LIST-ID: <x>\n')).toBe('no');
    expect(await most('Precedence:  Bulk \n')).toBe('no');
  });
});

describe('whose application it is', () => {
  const from = (sender: string, sketch: MailSketch = {}): MailSketch => {
    const email = /<(.*)>/.exec(sender)?.[1] ?? '';
    const domain = email.slice(email.indexOf('@') + 1);
    const authentication = [`mx.ot-lab.example.org; dmarc=pass header.from=${domain}`];
    return { from: sender, returnPath: `<${email}>`, authentication, ...sketch };
  };

  it.each([
    ['the applicant', 'Ada Example <ada@example.com>', 'send'],
    ['the applicant from another address', 'Ada Example <a.example@example.net>', 'send'],
    ['the applicant by a nickname and the family name', 'Addie Example <addie@example.net>', 'send'],
    ['the applicant without a name, by the address', 'ada.x@example.net <ada.x@example.net>', 'send'],
    ['a professor for a student', 'Carla Model <carla@example.net>', 'draft'],
    ['an agency', 'TalentBridge <placements@example.net>', 'draft'],
  ])('%s', (_, sender, most) => {
    expect(decided(from(sender)).acknowledge).toBe(most);
    if (most === 'draft') expect(decided(from(sender)).reason).toBe('cv-of-another');
  });

  it('a colleague with our own domain is written to by a person', () => {
    const sender = 'Ada Example <ada@ot-lab.example.org>';
    expect(decided(from(sender))).toMatchObject({ acknowledge: 'draft', reason: 'own-domain' });
    const question = makeApplication([], {
      ...from(sender),
      subject: 'Is the PhD position open?',
      text: 'Dear Professor, is the PhD position still open, and can I apply for it? Ada',
    });
    expect(judge(question).decision).toMatchObject({ acknowledge: 'no', reason: 'own-domain' });
  });
});

describe('what no rule can lift', () => {
  const emptied: Ruleset = {
    ...defaultRuleset,
    guard: {
      ...defaultRuleset.guard,
      refusedLocalParts: [],
      precedence: [],
      suppress: [],
      robotHeaders: [],
    },
  };
  const most = (sketch: MailSketch): string =>
    judge(makeApplication([fittingCv], sketch), {}, emptied).decision.acknowledge;

  it('a guard.yaml with nothing in it answers people as before', () => {
    expect(most({})).toBe('send');
  });

  it.each([
    ...['owner-list', 'list-request', 'MAILER-DAEMON', 'postmaster', 'no-reply', 'jobs-noreply', 'do-not-reply'].map(
      (local) => [`3: ${local}@`, { from: `A <${local}@example.com>`, returnPath: `<${local}@example.com>` }] as const,
    ),
    ...['bulk', 'junk', 'list', 'auto_reply'].map(
      (value) => [`4: Precedence: ${value}`, header('Precedence', value)] as const,
    ),
    ...['All', 'AutoReply', 'OOF'].map(
      (value) => [`4: X-Auto-Response-Suppress: ${value}`, header('X-Auto-Response-Suppress', value)] as const,
    ),
    ...['X-Autoreply', 'X-Autorespond', 'X-Autoresponder', 'X-Loop', 'List-Id', 'List-Unsubscribe'].map(
      (name) => [`4: ${name}`, header(name, 'x')] as const,
    ),
    ['2: Auto-Submitted', header('Auto-Submitted', 'auto-replied')] as const,
    ['5: X-Failed-Recipients', header('X-Failed-Recipients', 'x@example.com')] as const,
  ])('item %s', (_, sketch) => {
    expect(most(sketch)).toBe('no');
  });
});
