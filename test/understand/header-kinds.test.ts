import { describe, expect, it } from 'vitest';
import { autoSubmitted, headerFindings, matchesPattern } from '../../src/understand/automated.js';
import { judge, makeApplication, makeCv } from '../support/applications.js';
import { makeMail } from '../support/messages.js';
import { fromRaw } from '../support/raw-mail.js';
import { defaultRuleset } from '../support/rules.js';

/** Mails as they arrive, and the code that their headers alone decide. */
const MAILS: readonly (readonly [what: string, code: string, source: string])[] = [
  [
    'a bounce from Postfix',
    'delivery-report',
    `
Return-Path: <>
Auto-Submitted: auto-replied
From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
To: openings@ot-lab.example.org
Subject: Undelivered Mail Returned to Sender
Date: Mon, 13 Oct 2025 10:00:00 +0200
Message-ID: <a1@mx.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

This is the mail system at host mx.example.com. Your application receipt could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; ada@example.com
Action: failed
Status: 5.1.1

--B--
`,
  ],
  [
    'a read receipt',
    'delivery-report',
    `
Return-Path: <ben@example.com>
From: Ben Sample <ben@example.com>
To: openings@ot-lab.example.org
Subject: Read: your question about my application
Message-ID: <a2@example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type="disposition-notification"; boundary="B"

--B
Content-Type: text/plain

Your message was displayed.

--B
Content-Type: message/disposition-notification

Final-Recipient: rfc822;ben@example.com
Disposition: manual-action/MDN-sent-manually; displayed

--B--
`,
  ],
  [
    'an old-style bounce with X-Failed-Recipients',
    'delivery-report',
    `
Return-Path: <relay@example.net>
X-Failed-Recipients: ada@example.com
From: Mail relay <relay@example.net>
To: openings@ot-lab.example.org
Subject: Mail failure
Message-ID: <a3@example.net>

A message that you sent has not reached its recipient.
`,
  ],
  [
    'an out-of-office note',
    'out-of-office',
    `
Return-Path: <ben@example.com>
Auto-Submitted: auto-replied (vacation)
From: Ben Sample <ben@example.com>
To: openings@ot-lab.example.org
Subject: Re: Your application
Message-ID: <a4@example.com>

I am travelling until Monday and will read your mail then.
`,
  ],
  [
    'a mail from a ticket system',
    'automated',
    `
Return-Path: <helpdesk@example.com>
auto-submitted: Auto-Generated; owner-email="x@example.com"
From: Help desk <helpdesk@example.com>
To: openings@ot-lab.example.org
Subject: [#4711] Your application for an account
Message-ID: <a5@example.com>

Dear applicant, your application for an account was received.
`,
  ],
  [
    'a mail with an empty return path',
    'automated',
    `
Return-Path: < >
From: Some service <service@example.com>
To: openings@ot-lab.example.org
Subject: Application
Message-ID: <a6@example.com>

Your application to the service was received.
`,
  ],
  [
    'an invitation to a meeting',
    'calendar',
    `
Return-Path: <ben@example.com>
From: Ben Sample <ben@example.com>
To: openings@ot-lab.example.org
Subject: Interview of PhD applicants
Message-ID: <a7@example.com>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="B"

--B
Content-Type: text/plain

Let us talk about the applicants.

--B
Content-Type: text/calendar; method=REQUEST; charset=utf-8

BEGIN:VCALENDAR
END:VCALENDAR

--B--
`,
  ],
  [
    'a post to a mailing list',
    'list-post',
    `
Return-Path: <ml-news-bounces@lists.example.org>
List-Id: Machine learning news <ml-news.lists.example.org>
List-Post: <mailto:ml-news@lists.example.org>
List-Unsubscribe: <mailto:ml-news-request@lists.example.org>
Precedence: list
From: Ben Sample <ben@example.com>
To: ml-news@lists.example.org
Subject: [ML-news] PhD position in Example City
Message-ID: <a8@example.com>

We have an open PhD position in machine learning. Please apply by November.
`,
  ],
  [
    'a newsletter',
    'newsletter',
    `
Return-Path: <bounce-4711@mail.example.net>
List-Unsubscribe: <https://mail.example.net/u/4711>
From: AI Weekly <weekly@mail.example.net>
To: openings@ot-lab.example.org
Subject: This week in AI
Message-ID: <a9@mail.example.net>

Ten papers that you should read.
`,
  ],
  [
    'a bulk mail',
    'newsletter',
    `
Return-Path: <office@example.net>
Precedence: bulk (to all)
From: Office <office@example.net>
To: openings@ot-lab.example.org
Subject: Opening hours
Message-ID: <b1@example.net>

The office is closed on Friday.
`,
  ],
  [
    'an old vacation program',
    'out-of-office',
    `
Return-Path: <ben@example.com>
Precedence: auto_reply
From: Ben Sample <ben@example.com>
To: openings@ot-lab.example.org
Subject: away
Message-ID: <b2@example.com>

I am away.
`,
  ],
  [
    'an autoresponder',
    'out-of-office',
    `
Return-Path: <ben@example.com>
X-Autoreply: yes
From: Ben Sample <ben@example.com>
To: openings@ot-lab.example.org
Subject: Thank you for your mail
Message-ID: <b3@example.com>

Thank you for your mail. I will get back to you.
`,
  ],
  [
    'a robot',
    'automated',
    `
Return-Path: <no-reply@portal.example.com>
From: Job portal <no-reply@portal.example.com>
To: openings@ot-lab.example.org
Subject: New applicants for your position
Message-ID: <b4@portal.example.com>

Three people looked at your position this week.
`,
  ],
  [
    'a mail that the server marked as spam',
    'spam',
    `
Return-Path: <rich@example.net>
X-Spam-Flag: YES
From: Rich Uncle <rich@example.net>
To: openings@ot-lab.example.org
Subject: Position for you
Message-ID: <b5@example.net>

I would like to apply for your help with a transfer.
`,
  ],
  [
    'a mail of our own',
    'own-mail',
    `
Return-Path: <openings@ot-lab.example.org>
From: The OT group <Openings@OT-lab.example.org>
To: ada@example.com
Subject: Your application
Message-ID: <b6@ot-lab.example.org>

Dear Ada, thank you for your application for the PhD position.
`,
  ],
];

describe('headers decide that a mail is no application', () => {
  it.each(MAILS)('%s: %s', async (_, code, source) => {
    const judgement = judge(await fromRaw(source));
    expect(judgement.kind).toBe('other');
    expect(judgement.kindReason).toBe(code);
    expect(judgement.decision).toMatchObject({ labels: [], acknowledge: 'no' });
    expect(judgement.applicant).toBeNull();
    expect(judgement.scorecard.fit).toBe(0);
    expect(judgement.missing).toEqual([]);
  });
});

describe('headers that a person sends as well', () => {
  it.each([
    ['Auto-Submitted: no', [['Auto-Submitted', 'no']]],
    ['Auto-Submitted: No, with a comment', [['Auto-Submitted', 'No (a person)']]],
    ['Precedence: first-class', [['Precedence', 'first-class']]],
    ['X-Spam-Flag: NO', [['X-Spam-Flag', 'NO']]],
    ['a spam score without a verdict', [['X-Spam-Status', 'No, score=-0.1']]],
  ] as const)('%s', (_, headers) => {
    const judgement = judge(makeApplication([makeCv()], { headers }));
    expect(judgement.kind).toBe('application');
    expect(headerFindings(makeMail({ headers }), defaultRuleset.guard, [])).toEqual([]);
  });

  it.each([
    ['X-Auto-Response-Suppress of an Exchange server', [['X-Auto-Response-Suppress', 'DR, RN, NRN, OOF, AutoReply']]],
    ['a list header beside a CV (a department list)', [['List-Id', '<jobs.example.com>']]],
    ['Feedback-ID of a mail provider', [['Feedback-ID', '1:mail:example']]],
  ] as const)('%s: an application stays one, but is not answered', (_, headers) => {
    const judgement = judge(makeApplication([makeCv()], { headers }));
    expect(judgement.kind).toBe('application');
    expect(judgement.decision.acknowledge).toBe('no');
  });

  it('a CV from a robot address of a web form is an application that is not answered', () => {
    const judgement = judge(makeApplication([makeCv()], { from: 'Web form <no-reply@forms.example.com>' }));
    expect(judgement.kind).toBe('application');
    expect(judgement.decision.acknowledge).toBe('no');
  });
});

describe('autoSubmitted', () => {
  it.each([
    ['auto-replied', 'auto-replied'],
    ['AUTO-Generated', 'auto-generated'],
    ['auto-notified; owner-email="a@example.com"', 'auto-notified'],
    ['(vacation) auto-replied', 'auto-replied'],
    [' no ', 'no'],
    ['no (I typed this; really)', 'no'],
    ['', ''],
  ])('%j → %j', (value, keyword) => {
    expect(autoSubmitted(value)).toBe(keyword);
  });

  it('is looked at in repeated fields', () => {
    const mail = makeMail({
      headers: [
        ['Auto-Submitted', 'no'],
        ['Auto-Submitted', 'auto-generated'],
      ],
    });
    expect(headerFindings(mail, defaultRuleset.guard, []).map((finding) => finding.code)).toEqual(['auto-submitted']);
  });
});

describe('matchesPattern', () => {
  it.each([
    ['owner-*', 'owner-list', true],
    ['owner-*', 'homeowner-list', false],
    ['*-request', 'list-request', true],
    ['*-request', 'list-requests', false],
    ['*-request', '-request', true],
    ['no-reply*', 'no-reply', true],
    ['no-reply*', 'no-reply.jobs', true],
    ['*-bounces+*', 'list-bounces+ada=example.com', true],
    ['*-bounces+*', 'list-bounces', false],
    ['postmaster', 'postmaster', true],
    ['postmaster', 'postmasters', false],
    ['postmaster', 'the-postmaster', false],
    ['POSTMASTER', 'postmaster', true],
    ['*', 'anything', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*.noreply', 'jobs.noreply', true],
    ['root', 'groot', false],
    ['*-owner', 'x-owner-owner', true],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it('gets through a pattern that would make a regular expression backtrack', () => {
    expect(matchesPattern(`${'*a'.repeat(50)}b`, 'a'.repeat(5000))).toBe(false);
  });
});
