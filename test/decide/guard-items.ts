import type { Decision, TriageContext } from '../../src/domain/index.js';
import { judge, makeApplication, makeCv } from '../support/applications.js';
import { ada, authservId, genuine, type MailSketch, openings } from '../support/messages.js';

/** A CV that fits so well that the rules ask for a receipt: only the guard can hold it. */
export const fittingCv = makeCv({
  Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.',
});

/** What is decided about a fitting application with this header. */
export const decided = (sketch: MailSketch = {}, context: Partial<TriageContext> = {}): Decision =>
  judge(makeApplication([fittingCv], sketch), context).decision;

export const header = (name: string, value: string): MailSketch => ({ headers: [[name, value]] });

/** What the guard is asked, by the number of its item (test/mail-safety.test.ts): the most that may happen. */
export type Item = [item: string, what: string, most: 'send' | 'draft' | 'no', MailSketch, Partial<TriageContext>?];
export const ITEMS: readonly Item[] = [
  ['1', 'a null return path', 'no', { returnPath: '<>' }],
  ['1', 'a null return path with a space', 'no', { returnPath: '< >' }],
  ['1', 'a null return path below another one', 'no', header('Return-Path', '<>')],
  ['1', 'a missing Return-Path', 'draft', { returnPath: null }],
  ...['hr', 'personal', 'jobs', 'admissions', 'hr-international', 'recruiting.team', 'office', 'sekretariat'].map(
    (local) =>
      [
        '3',
        `an office's address ${local}@`,
        'draft',
        { from: `Ada Example <${local}@example.com>`, returnPath: `<${local}@example.com>` },
      ] satisfies Item,
  ),
  ['2', 'Auto-Submitted: auto-generated', 'no', header('Auto-Submitted', 'auto-generated')],
  ['2', 'Auto-Submitted: auto-replied', 'no', header('Auto-Submitted', 'auto-replied')],
  ['2', 'Auto-Submitted in another case', 'no', header('AUTO-SUBMITTED', 'Auto-Notified')],
  ['2', 'Auto-Submitted with a comment', 'no', header('Auto-Submitted', 'auto-replied (vacation)')],
  [
    '2',
    'Auto-Submitted with a parameter',
    'no',
    header('Auto-Submitted', 'auto-generated; owner-email="a@example.com"'),
  ],
  [
    '2',
    'Auto-Submitted: no, then auto-generated',
    'no',
    {
      headers: [
        ['Auto-Submitted', 'no'],
        ['Auto-Submitted', 'auto-generated'],
      ],
    },
  ],
  ['2', 'Auto-Submitted without a word', 'no', header('Auto-Submitted', '')],
  ['2', 'Auto-Submitted with nothing but a comment', 'no', header('Auto-Submitted', '(no)')],
  ['2', 'Auto-Submitted of an unknown kind', 'no', header('Auto-Submitted', 'x-something')],
  ['2', 'Auto-Submitted: no is a person', 'send', header('Auto-Submitted', 'no')],
  ['2', 'Auto-Submitted: NO with a comment is a person', 'send', header('Auto-Submitted', 'NO (typed by hand)')],
  ['2', 'Auto-Submitted: no with a parameter is a person', 'send', header('Auto-Submitted', 'no; by="hand"')],
  ...[
    'owner-list',
    'list-request',
    'MAILER-DAEMON',
    'mailer-daemon',
    'Postmaster',
    'no-reply',
    'noreply',
    'do-not-reply',
    'donotreply',
    'no_reply',
    'jobs-noreply',
    'careers.noreply.eu',
    'jobs+do-not-reply',
  ].map(
    (local) =>
      [
        '3',
        `a sender ${local}@`,
        'no',
        { from: `Ada Example <${local}@example.com>`, returnPath: `<${local}@example.com>` },
      ] satisfies Item,
  ),
  ['3', 'a Sender that is a list owner', 'no', { sender: 'owner-jobs@example.com' }],
  [
    '3',
    'a person called Noah Replyson',
    'send',
    { from: 'Noah Example Replyson <noah.replyson@example.com>', returnPath: '<noah.replyson@example.com>' },
  ],
  ...[
    'List-Id',
    'List-Post',
    'List-Unsubscribe',
    'List-Help',
    'List-Archive',
    'List-Owner',
    'List-Subscribe',
    'list-anything',
  ].map((name) => ['4', name, 'no', header(name, '<x>')] satisfies Item),
  ...['bulk', 'junk', 'list', 'auto_reply', 'BULK', 'bulk (comment)'].map(
    (value) => ['4', `Precedence: ${value}`, 'no', header('Precedence', value)] satisfies Item,
  ),
  ['4', 'Precedence: first-class', 'send', header('Precedence', 'first-class')],
  ...['All', 'OOF', 'AutoReply', 'all', 'DR, RN, NRN, OOF, AutoReply', 'RN,OOF'].map(
    (value) =>
      ['4', `X-Auto-Response-Suppress: ${value}`, 'no', header('X-Auto-Response-Suppress', value)] satisfies Item,
  ),
  ['4', 'X-Auto-Response-Suppress: DR, NDR', 'send', header('X-Auto-Response-Suppress', 'DR, NDR')],
  ...['X-Autoreply', 'X-Autorespond', 'X-Autoresponder', 'X-Loop'].map(
    (name) => ['4', name, 'no', header(name, 'x')] satisfies Item,
  ),
  [
    '5',
    'a delivery report',
    'no',
    { mediaTypes: ['multipart/report; report-type=delivery-status', 'text/plain', 'message/delivery-status'] },
  ],
  [
    '5',
    'a delivery report with a quoted type',
    'no',
    { mediaTypes: ['multipart/report; report-type="delivery-status"', 'text/plain'] },
  ],
  [
    '5',
    'a report of abuse',
    'no',
    { mediaTypes: ['multipart/report; report-type=feedback-report', 'text/plain', 'message/feedback-report'] },
  ],
  ['5', 'a report that does not say of what', 'no', { mediaTypes: ['multipart/report', 'text/plain'] }],
  ['5', 'X-Failed-Recipients', 'no', header('X-Failed-Recipients', 'ben@example.com')],
  [
    '5',
    'a calendar mail',
    'no',
    { mediaTypes: ['multipart/alternative', 'text/plain', 'text/calendar; method=request'] },
  ],
  ['6', 'nobody of us in To or Cc', 'no', { to: ['ben@example.com'] }],
  ['6', 'no recipient at all (a blind copy)', 'no', { to: [] }],
  ['6', 'us in Cc', 'send', { to: ['ben@example.com'], cc: [openings] }],
  ['6', 'our alias in To', 'send', { to: ['phd@ot-lab.example.org'] }],
  ['6', 'our address in another case', 'send', { to: ['Openings@OT-Lab.Example.ORG'] }],
  ['6', 'a mail from ourselves', 'no', { from: `The group <${openings}>`, returnPath: `<${openings}>` }],
  [
    '6',
    'a mail from ourselves in another case',
    'no',
    { from: 'OPENINGS@ot-lab.example.org', returnPath: `<${openings}>` },
  ],
  [
    '6',
    'a mail from ourselves, with a tag',
    'no',
    { from: 'openings+jobs@ot-lab.example.org', returnPath: `<${openings}>` },
  ],
  [
    '6',
    'an account of ours whose own address is not this one',
    'no',
    { from: 'Visitors@Third-Lab.example.net', returnPath: '<visitors@third-lab.example.net>' },
    { otherAccounts: ['visitors@third-lab.example.net'] },
  ],
  [
    '6',
    'an account of ours in punycode',
    'no',
    { from: 'jobs@xn--bcher-kva.example', returnPath: '<jobs@xn--bcher-kva.example>' },
    { otherAccounts: ['jobs@bücher.example'] },
  ],
  [
    '6',
    'another configured account',
    'no',
    { from: 'join@tml-lab.example.edu', returnPath: '<join@tml-lab.example.edu>' },
  ],
  ['6', 'a Message-ID of ours', 'no', { messageId: `<triage.${'0a'.repeat(20)}@ot-lab.example.org>` }],
  ['7', 'a mail that is marked as spam', 'no', header('X-Spam-Flag', 'YES')],
  ['7', 'a mail whose X-Spam-Status says yes', 'no', header('X-Spam-Status', 'Yes, score=9.1 required=5.0')],
  ['7', 'a mail that Exchange is sure is spam', 'no', header('X-MS-Exchange-Organization-SCL', '6')],
  ['7', 'a mail that Exchange thinks is none', 'send', header('X-MS-Exchange-Organization-SCL', '1')],
  [
    '7',
    "a mail that Microsoft's filter calls spam",
    'no',
    header('X-Forefront-Antispam-Report', 'CIP:192.0.2.1;SFV:SPM;H:x'),
  ],
  ['7', 'no Authentication-Results', 'draft', { authentication: [] }],
  [
    '7',
    'Authentication-Results of somebody else',
    'draft',
    { authentication: [genuine.replace(authservId, 'mx.elsewhere.example')] },
  ],
  ['7', 'nobody trusted', 'draft', {}, { authservIds: [] }],
  [
    '7',
    'neither pass nor fail',
    'draft',
    { authentication: [`${authservId}; dmarc=none header.from=example.com; spf=none smtp.mailfrom=example.com`] },
  ],
  [
    '7',
    'DMARC fail',
    'no',
    { authentication: [`${authservId}; dmarc=fail header.from=example.com; spf=pass smtp.mailfrom=example.com`] },
  ],
  ['7', 'SPF alone, aligned', 'send', { authentication: [`${authservId}; spf=pass smtp.mailfrom=ada@example.com`] }],
  [
    '7',
    'SPF alone, of another domain',
    'draft',
    { authentication: [`${authservId}; spf=pass smtp.mailfrom=mailer.example.net`] },
  ],
  ['7', 'DKIM alone, aligned', 'send', { authentication: [`${authservId}; dkim=pass header.d=example.com`] }],
  [
    '7',
    'DKIM alone, of another domain',
    'draft',
    { authentication: [`${authservId}; dkim=pass header.d=mailer.example.net`] },
  ],
  [
    '8',
    'a second mail of the same person and position',
    'no',
    {},
    { earlier: { position: 'phd-ot', applicant: null, documents: [] } },
  ],
  [
    '8',
    'a second mail about a position for which the first was answered',
    'no',
    {},
    { earlier: { position: 'postdoc', applicant: null, documents: [], answered: ['postdoc', 'phd-ot'] } },
  ],
  [
    '8',
    'somebody who had an answer about another position',
    'send',
    {},
    { earlier: { position: 'postdoc', applicant: null, documents: [], answered: ['postdoc'] } },
  ],
  [
    '8',
    'a second mail where the first was not answered',
    'send',
    {},
    { earlier: { position: 'phd-ot', applicant: null, documents: [], answered: [] } },
  ],
  ['8', 'the same message again', 'no', {}, { duplicate: true }],
  ['9', 'a Return-Path of another domain', 'draft', { returnPath: '<bounce@mailer.example.net>' }],
  ['9', 'a Return-Path of a subdomain', 'send', { returnPath: '<bounce@mail.example.com>' }],
  ['9', 'a Reply-To of another domain', 'no', { replyTo: ['ada@example.net'] }],
  ['9', 'a Reply-To to a list', 'no', { replyTo: ['jobs-list@example.com'] }],
  ['9', 'one Reply-To of several elsewhere', 'no', { replyTo: ['ada@example.com', 'x@example.net'] }],
  ['9', 'a Reply-To that is From', 'send', { replyTo: ['Ada@example.com'] }],
  ['9', 'several From addresses', 'no', { from: [ada, 'Ben Sample <ben@example.com>'] }],
  ['9', 'no From address', 'no', { from: [] }],
  ['9', 'a From that is no address', 'no', { from: 'Ada Example <ada>' }],
  ['9', 'a From with a line end inside', 'no', { from: 'Ada Example <ada@example.com\r\nBcc:x@example.net>' }],
];
