import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { settingsWithActivation } from '../src/app/activation.js';
import { planActions } from '../src/decide/index.js';
import { isReplyMessageId } from '../src/outbox/index.js';
import type { Store } from '../src/store/index.js';
import type { AccountMode } from '../workers/interfaces.js';
import { decided, fittingCv, ITEMS } from './decide/guard-items.js';
import { freshAccount, judgeMessage } from './store/helpers.js';
import type { MovingClock } from './store/moving-clock.js';
import { sampleJudgement } from './store/samples.js';
import { judge, makeApplication } from './support/applications.js';
import { openings, unreadable } from './support/messages.js';
import { answerTo, called, good, templates, text, weak } from './support/replies.js';
import { defaultRuleset } from './support/rules.js';
import { handledMail, setting, withTestStore } from './workers/setting.js';

/*
 * What must hold before an acknowledgement may leave, item by item: whoever asks "who makes sure of that?" finds the proof
 * here, or by this table (paths below test/).
 *
 *   1-7, 9  headers and addresses: the tables below (decide/guard-items.ts), and with emptied rule lists decide/guard.test.ts;
 *           Authentication-Results word by word: decide/authentication.test.ts; mails as bytes: outbox/bad-input.test.ts
 *   8       below; caps: workers/caps.test.ts; crashes, two workers, people and pauses: workers/ledger.property.test.ts;
 *           two accounts, shadow and changes of mode: workers/deliveries.property.test.ts; two responders: live/loops.test.ts
 *   10      below, and outbox/compose.test.ts, outbox/compose.property.test.ts
 *   11      below; links and unknown variables in templates: rules/reply-lint.test.ts
 *   12      below, and workers/modes.test.ts, live/shadow.test.ts; right before DATA, over SMTP: outbox/send.test.ts
 *   13      below, and outbox/bad-input.test.ts
 *   14      below; a server that fails at each step: workers/smtp-faults.test.ts, outbox/send.test.ts; killed programs:
 *           live/crash.test.ts, live/killed-workers.test.ts
 *
 * What servers do: mailbox/suite.ts on the demo server and on Dovecot (live/mailbox.test.ts), mailbox/labels.test.ts,
 * mailbox/odd-servers.test.ts, mailbox/gmail.test.ts (X-GM-EXT-1), live/labels.test.ts (MOVE, COPY with UIDPLUS, a Maildir's 26
 * keywords), live/watch.test.ts (SPECIAL-USE, renumbered folders, away, limits), live/mailbox-job.test.ts (quota),
 * live/oauth.test.ts and access/ (tokens).
 */

const guarded = (number: string, title: string): void => {
  describe(`${number}. ${title}`, () => {
    it.each(ITEMS.filter(([item]) => item === number))('%s: %s → %s', (_item, _what, most, sketch, context) => {
      const decision = decided(sketch, context);
      expect(decision.acknowledge).toBe(most);
      expect(decision.reason).toMatch(/^[a-z][a-z-]+$/);
      expect(decision.detail.length).toBeGreaterThan(0);
      if (most === 'no') expect(decision.template).toBeUndefined();
    });
  });
};

it('a genuine application that fits is answered: what follows is held by its item alone', () => {
  expect(decided()).toMatchObject({ acknowledge: 'send' });
});

guarded('1', 'never an answer to a null return path, and a draft at most without one');
guarded('2', 'never an answer to Auto-Submitted, but for `no`');
guarded('3', 'never an answer to owners, -request, MAILER-DAEMON, postmaster, no-reply');
guarded('4', 'never an answer to lists, bulk mail and other responders');
guarded('5', 'never an answer to delivery reports and calendars');
guarded('6', 'only where one of our addresses stands in To or Cc, and never to ourselves');
guarded('7', 'never an answer to spam; without evidence of the domain a draft; with DMARC fail neither');
guarded('8', 'once for a person and position: what the mail says');
guarded('9', 'to From alone, where From and Return-Path agree');

describe('9. to From alone: the mail that leaves', () => {
  it('knows no Reply-To and no Cc', async () => {
    const { to, parsed } = await answerTo({ replyTo: ['somebody.else@example.com'], cc: ['ben@example.net'] });
    expect(to).toBe('ada@example.com');
    expect([parsed.to].flat().flatMap((one) => one?.value.map(({ address }) => address))).toEqual(['ada@example.com']);
    expect([parsed.cc, parsed.bcc, parsed.replyTo]).toEqual([undefined, undefined, undefined]);
  });
});

describe('10. from our identity, marked as automatic, in the thread, with a Message-ID of the action, quoting nothing', () => {
  it('says so in its headers', async () => {
    const { form, from, messageId, parsed } = await answerTo({
      messageId: '<7@example.com>',
      references: ['<6@example.com>'],
    });
    expect([form, from, parsed.from?.value[0]?.address]).toEqual(['reply', openings, openings]);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-replied');
    expect(parsed.headers.get('x-auto-response-suppress')).toBe('All');
    expect(parsed.inReplyTo).toBe('<7@example.com>');
    expect([parsed.references].flat()).toEqual(['<6@example.com>', '<7@example.com>']);
    expect(parsed.messageId).toBe(messageId);
    expect(isReplyMessageId(messageId)).toBe(true);
    // The same action makes the same mail, another one another.
    expect((await answerTo({ messageId: '<7@example.com>' })).messageId).toBe(messageId);
  });

  it('has nothing of what the applicant wrote, and nothing attached', async () => {
    const secret = 'Zyzzogeton haademetrius';
    const { parsed, raw } = await answerTo({
      text: `Dear Professor,\n\nI would like to apply for the PhD position. ${secret}. My CV is attached.\n`,
    });
    expect(raw.toString()).not.toContain(secret);
    expect(parsed.text).not.toMatch(/^>/m);
    expect([parsed.attachments, parsed.html]).toEqual([[], false]);
  });
});

describe('11. the text says receipt and what is missing, and neither score nor decision nor link', () => {
  it.each(templates)('%s says receipt, and neither score nor decision nor link', (template) => {
    for (const judgement of [good, weak]) {
      const reply = text(judgement, template);
      expect(reply).toMatch(/received|eingegangen|bien reçue?|hemos recibido|已经收到/i);
      expect(reply).not.toMatch(/https?:|www\.|mailto:|href|<a\b/i);
      expect(reply).not.toMatch(
        /\b(?:Punkte|Absage|Zusage|abgelehnt|refus\w*|accept\w*|rechaz\w*|admitid\w*|puntos)\b|拒绝|录用|分数|录取/i,
      );
      expect(reply).not.toMatch(
        /\b(?:score|points|rank|ranked|band|strong|possible|weak|off-topic|rejected?|accepted?|unfortunately|regret|congratulations|shortlist|invite|interview|suitable|unsuitable|threshold|percent)\b|%/i,
      );
      expect(reply).not.toMatch(/\d/);
      expect(reply).not.toContain('{');
      expect(reply.endsWith('\n')).toBe(true);
      expect(reply).not.toMatch(/\n{3,}/);
    }
  });

  it.each(templates)('%s reads the same for a strong and a weak fit', (template) => {
    const sameDocuments = { ...weak, documents: good.documents, missing: good.missing };
    expect(text(sameDocuments, template)).toBe(text(good, template));
  });
});

describe('13. a name that is not sure is not used, and any name is one short line', () => {
  const minimum = defaultRuleset.policy.greeting.minimumConfidence;
  it('uses a name that is sure, and none that is not', () => {
    expect(text(called('Ada Example', 1), 'receipt')).toMatch(/^Dear Ada Example,\n/);
    expect(text(called('Ada Example', minimum), 'receipt')).toMatch(/^Dear Ada Example,\n/);
    expect(text(called('Ada Example', minimum - 0.01), 'receipt')).toMatch(/^Hello,\n/);
    expect(text(called(null, 1), 'receipt')).toMatch(/^Hello,\n/);
    expect(text({ ...good, applicant: null }, 'receipt')).toMatch(/^Hello,\n/);
  });

  it.each([
    ['a line end', 'Ada\r\nBcc: ben@example.net\r\n\r\nYou are accepted.'],
    ['a Unicode line end', 'Ada\u2028You are accepted.'],
    ['markup', 'Ada <script>alert(1)</script>'],
    ['a template', '{{ signature }}{% raw %}'],
    ['a direction override', 'Ada \u202egnp.exe'],
    ['a null', 'Ada\u0000Example'],
    ['a book', 'Ada '.repeat(200)],
  ])('with %s stays one short line of text', (_, name) => {
    const greeting = text(called(name, 1), 'receipt').split('\n')[0] ?? '';
    expect(greeting.startsWith('Dear Ada')).toBe(!name.startsWith('{'));
    expect(greeting.endsWith(',')).toBe(true);
    expect(greeting.length).toBeLessThanOrEqual('Dear ,'.length + 80);
    expect(greeting).not.toMatch(/[<>\p{C}\u2028\u2029]/u);
    expect(text(called(name, 1), 'receipt').split('\n')).toHaveLength(
      text(called('Ada Example', 1), 'receipt').split('\n').length,
    );
  });
});

describe('with the ledger', () => {
  let store: Store;
  let clock: MovingClock;
  withTestStore((opened) => {
    ({ store, clock } = opened);
  });

  const handled = (mode?: AccountMode, activated?: string) => handledMail(store, mode, activated);
  const ledgerRow = (id: string) => store.ledger.get(id);

  describe('8. once for a person and position in seven days', () => {
    it('a second mail of the person is not answered within the window, and answered after it', async () => {
      const first = await handled();
      const row = await ledgerRow(first.acknowledge);
      const to = row?.payload.kind === 'acknowledge' ? row.payload.to : '';
      const judged = first.knobs.judge;
      first.knobs.judge = (read, context) => ({
        ...judged(read, context),
        applicant: { name: null, email: to.toUpperCase().replace('@', '+again@'), confidence: 1 },
      });
      const more = async (uid: number): Promise<string> => {
        const id = await first.arrive(`mail ${randomUUID()}`, uid);
        await first.intake({ id });
        return (await first.actionsOf(id)).acknowledge ?? '';
      };
      expect(await first.act({ id: first.acknowledge })).toBe('done');
      const [second, third] = [await more(2), await more(3)];
      clock.advance(7 * 86_400 - 60);
      expect(await first.act({ id: second })).toBe('skipped');
      expect(await ledgerRow(second)).toMatchObject({ reason: 'answered-before' });
      clock.advance(120);
      expect(await first.act({ id: third })).toBe('done');
      expect(first.world.delivered).toHaveLength(2);
    });

    it('as the mails themselves are judged: another position has its own answer, and so has the first CV that can be read', async () => {
      const account = freshAccount();
      const email = `${account}@example.com`;
      await store.settings.activate(account, new Date(0), 'test');
      const all = setting(store, account);
      let uid = 0;
      const write = async (tag: string, documents = [fittingCv]): Promise<string> => {
        uid += 1;
        const from = { from: `Ada Example <${email}>`, returnPath: `<${email}>` };
        const sketch = { ...from, subject: `[${tag}]`, messageId: `<${uid}-${email}>` };
        const read = { ...makeApplication(documents, sketch), fingerprint: `${account}-${uid}` };
        const judgement = judge(read, { earlier: await store.intake.earlier(account, read) });
        const actions = (id: string) => planActions(judgement, { id, fingerprint: read.fingerprint }, { mode: 'send' });
        const { actionIds } = await judgeMessage(store, account, uid, { read, judgement, actions });
        for (const id of actionIds) await all.act({ id });
        return judgement.decision.reason;
      };
      const delivered = () => all.world.delivered.length;
      expect([await write('apply-phd-ot', [unreadable('CV_Ada.pdf', 'corrupt')]), delivered()]).toEqual([
        'cv-unread',
        0,
      ]);
      expect([await write('apply-phd-ot'), delivered()]).toEqual(['fit', 1]);
      expect([await write('apply-phd-ot'), delivered()]).toEqual(['follow-up', 1]);
      clock.advance(180 * 86_400);
      expect([await write('apply-phd-ot'), delivered()]).toEqual(['follow-up', 1]);
      expect([await write('apply-phd-tml'), delivered()]).toEqual([expect.not.stringContaining('follow-up'), 2]);
      expect([await write('apply-phd-tml'), delivered()]).toEqual(['follow-up', 2]);
    });
  });

  describe('8. a mail that came to two accounts', () => {
    const both = async (modes: readonly [AccountMode, AccountMode], position: (index: number) => string) => {
      const text = `mail ${randomUUID()}`;
      const labs = [];
      for (const [index, mode] of modes.entries()) {
        const account = freshAccount();
        await store.settings.activate(account, new Date(0), 'test');
        const lab = setting(store, account, mode);
        const email = `${text.slice(5, 13)}@example.com`;
        lab.knobs.judge = () =>
          sampleJudgement({ position: position(index), applicant: { name: null, email, confidence: 1 } });
        lab.knobs.plan = (judgement, message) =>
          planActions({ ...judgement, decision: send }, message, { mode: 'send' });
        const id = await lab.arrive(text, 1);
        await lab.intake({ id });
        labs.push({ ...lab, reply: (await lab.actionsOf(id)).acknowledge ?? 'none planned' });
      }
      return labs as [(typeof labs)[number], (typeof labs)[number]];
    };
    const send = { labels: [], acknowledge: 'send', reason: 'fit', detail: 'fits', template: 'receipt' } as const;

    it('is answered by the second where the first is in shadow', async () => {
      const [one, two] = await both(['shadow', 'draft'], () => 'phd-ot');
      expect([await one.act({ id: one.reply }), await two.act({ id: two.reply })]).toEqual(['skipped', 'done']);
      expect([one.world.drafts.length, two.world.drafts.length]).toEqual([0, 1]);
    });

    it('is answered once, and the other says by which action, also when the window is over and for another position', async () => {
      for (const position of [() => 'phd-ot', (index: number) => ['phd-ot', 'visitor'][index] ?? '']) {
        const [one, two] = await both(['send', 'send'], position);
        expect(await one.act({ id: one.reply })).toBe('done');
        clock.advance(8 * 86_400);
        expect(await two.act({ id: two.reply })).toBe('skipped');
        expect(await ledgerRow(two.reply)).toMatchObject({ reason: 'answered-before' });
        const told = (await store.events.list({ actionId: two.reply })).map(({ code, detail }) => `${code}: ${detail}`);
        expect(told).toEqual([expect.stringMatching(/^planned: .*@/), `skipped: by action ${one.reply}`]);
      }
    });

    it('is not answered by the second when a person has dropped it', async () => {
      const [one, two] = await both(['send', 'send'], () => 'phd-ot');
      await store.ledger.decide(one.reply, 'drop', 'grace');
      expect(await two.act({ id: two.reply })).toBe('skipped');
    });
  });

  it.each([
    ['send', /^to \w+@example\.com, receipt, <triage\.[0-9a-f]{40}@example\.org>; 250 ok$/],
    ['draft', /^in Drafts: to \w+@example\.com, receipt, <triage\.[0-9a-f]{40}@example\.org>$/],
  ] as const)('the record of %s says what was done, and to whom', async (mode, said) => {
    const { act, acknowledge, label } = await handled(mode);
    const told = async (id: string) => (await store.events.list({ actionId: id })).at(-1);
    await act({ id: acknowledge });
    expect(await told(acknowledge)).toMatchObject({ code: 'done', detail: expect.stringMatching(said) });
    await act({ id: label });
    expect(await told(label)).toMatchObject({ code: 'done', detail: '+triage-strong in INBOX' });
  });

  describe('12. first drafts only, nothing older than the activation, and the kill switch right before DATA', () => {
    it('a fresh account drafts where the configuration says send, until a person lets it send', async () => {
      const fresh = async (lets: 'draft' | 'send') => {
        const account = freshAccount();
        await store.settings.ensureAccount(account, 'draft');
        await store.settings.activate(account, new Date('2025-01-01T00:00:00Z'), 'test');
        if (lets === 'send')
          await store.settings.changeMode({ account, from: 'draft', to: 'send', actor: 'grace', detail: null });
        const since = [{ id: account, answerSince: new Date('2025-01-01T00:00:00Z') }];
        const all = setting(store, account, 'send', (settings) =>
          settingsWithActivation(() => settings, since, store)(account),
        );
        const id = await all.arrive(`mail ${randomUUID()}`, 1);
        await all.intake({ id });
        expect(await all.act({ id: (await all.actionsOf(id)).acknowledge ?? '' })).toBe('done');
        return [all.world.drafts.length, all.world.delivered.length];
      };
      expect(await fresh('draft')).toEqual([1, 0]);
      expect(await fresh('send')).toEqual([0, 1]);
    });

    it('mail from before the activation is not answered, by its arrival or by its date', async () => {
      // The sample mail came on 3 November 2025 at 08:12:00 and was written two seconds before.
      for (const activated of ['2025-11-03T08:13:00Z', '2025-11-03T08:11:59Z']) {
        const { act, world, acknowledge } = await handled('send', activated);
        expect(await act({ id: acknowledge })).toBe('skipped');
        expect(await ledgerRow(acknowledge)).toMatchObject({ reason: 'before-activation' });
        expect(world.delivered).toEqual([]);
      }
      const inTime = await handled('send', '2025-11-03T08:11:58Z');
      expect(await inTime.act({ id: inTime.acknowledge })).toBe('done');
    });

    it('a mail that is too old when its turn comes is not answered, unless a person says so', async () => {
      const { act, world, acknowledge, knobs } = await handled();
      knobs.maxAgeDays = 1;
      clock.advance(2 * 86_400);
      expect(await act({ id: acknowledge })).toBe('skipped');
      expect(await ledgerRow(acknowledge)).toMatchObject({ reason: 'too-old' });
      const late = await handled();
      late.knobs.maxAgeDays = 1;
      expect(await store.ledger.decide(late.acknowledge, 'go', 'grace')).toBe(true);
      expect(await late.act({ id: late.acknowledge })).toBe('done');
      expect([world.delivered.length, late.world.delivered.length]).toEqual([0, 1]);
    });

    it('a moment in the configuration lifts that for the mail that was there when it was first read, and for no other', async () => {
      const account = freshAccount();
      const answerSince = new Date('2025-01-01T00:00:00Z');
      const configured = [{ id: account, answerSince }];
      const all = setting(store, account, 'send', (settings) =>
        settingsWithActivation(() => settings, configured, store)(account),
      );
      all.knobs.maxAgeDays = 1;
      let uid = 0;
      // The sample mail is of November 2025: one program starts before it came, another long after.
      const handle = async (noted: string) => {
        await store.settings.activate(account, answerSince, 'test');
        const value = { since: answerSince.toISOString(), notedAt: noted };
        await store.settings.set(`answer-since/${account}`, value, 'test');
        uid += 1;
        const id = await all.arrive(`mail ${randomUUID()}`, uid);
        await all.intake({ id });
        const { acknowledge = '' } = await all.actionsOf(id);
        return [await all.act({ id: acknowledge }), (await ledgerRow(acknowledge))?.reason];
      };
      expect(await handle('2025-11-01T00:00:00.000Z')).toEqual(['skipped', 'too-old']);
      expect(await handle('2025-12-01T00:00:00.000Z')).toEqual(['done', null]);
    });

    it('nothing is answered for an account that nobody activated', async () => {
      const account = freshAccount();
      const { arrive, intake, act, actionsOf, world } = setting(store, account);
      const id = await arrive(`mail ${randomUUID()}`, 1);
      await intake({ id });
      const { acknowledge = '' } = await actionsOf(id);
      expect(await act({ id: acknowledge })).toBe('skipped');
      expect(world.delivered).toEqual([]);
    });

    it('the kill switch stops a mail that is written and not sent', async () => {
      const { act, world, acknowledge, account, knobs } = await handled();
      knobs.composing = () => store.settings.pause({ account, actor: 'grace' });
      expect(await act({ id: acknowledge })).toBe('held');
      expect(world.delivered).toEqual([]);
      expect(await ledgerRow(acknowledge)).toMatchObject({ state: 'held', reason: 'paused' });
      knobs.composing = async () => {};
      await store.settings.resume({ account, actor: 'grace' });
      expect(await act({ id: acknowledge })).toBe('done');
      expect(world.delivered).toHaveLength(1);
    });

    it('the kill switch stops it at the last moment, when the server is ready for the mail', async () => {
      const { act, world, acknowledge, account } = await handled();
      world.troubles.send = [() => store.settings.pause({ account, actor: 'grace' })];
      expect(await act({ id: acknowledge })).toBe('held');
      expect(world.delivered).toEqual([]);
      await store.settings.resume({ account, actor: 'grace' });
    });
  });

  describe('14. a mail that was handed over without an answer is uncertain', () => {
    it('is never sent again by itself, but looked for in Sent, and shown to people', async () => {
      const { act, world, acknowledge, replyMessageId, account } = await handled();
      world.afterData = async () => ({ outcome: 'uncertain', detail: 'the connection broke after DATA' });
      expect(await act({ id: acknowledge })).toBe('uncertain');
      world.afterData = async (mail) => ({ outcome: 'accepted', response: mail.messageId });
      for (let look = 0; look < 3; look += 1) {
        clock.advance(86_400);
        expect(await act({ id: acknowledge })).toBe('uncertain');
      }
      expect(world.delivered).toEqual([]);
      expect((await store.read.counts()).actions.uncertain).toBeGreaterThan(0);
      const key = (await ledgerRow(acknowledge))?.key ?? '';
      world.sentFolder.push(replyMessageId(account, key));
      expect(await act({ id: acknowledge })).toBe('done');
      expect(await ledgerRow(acknowledge)).toMatchObject({ state: 'done', reason: 'found-in-sent' });
    });
  });
});
