import { describe, expect, it } from 'vitest';
import { allSamples, previewAnswer, previewSample } from '../../src/app/preview.js';
import { judge, makeApplication, makeCv } from '../support/applications.js';
import { defaultRuleset } from '../support/rules.js';

const account = { id: 'lab', identity: { name: 'Example Lab', email: 'openings@ot-lab.example.org' } };
const cv = makeCv({ Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.' });
const now = new Date(0);

describe('a preview', () => {
  it.each([
    ['send', 'reply', true],
    ['draft', 'draft', false],
  ] as const)('of an account in mode %s is the whole %s', async (mode, form, automatic) => {
    const message = makeApplication([cv]);
    const preview = await previewAnswer(message, judge(message), { ...account, mode }, defaultRuleset, now);
    if (preview.form === 'none') throw new Error('it is answered');
    const raw = preview.mail.raw.toString();
    expect(preview).toMatchObject({ form, template: 'receipt-missing' });
    expect(raw).toMatch(/^From: Example Lab <openings@ot-lab\.example\.org>\r$/m);
    expect(raw).toMatch(/^To: ada@example\.com\r$/m);
    expect(raw).toContain('Dear Ada Example,');
    expect(/^Auto-Submitted: auto-replied/m.test(raw)).toBe(automatic);
  });

  it.each([
    ['label', {}, 'mode-label'],
    ['shadow', {}, 'mode-shadow'],
    ['send', { headers: [['Auto-Submitted', 'auto-replied']] as const }, 'out-of-office'],
    ['send', { replyTo: ['x@example.net'] }, 'reply-to-elsewhere'],
  ] as const)('in mode %s says why nothing would leave', async (mode, sketch, code) => {
    const message = makeApplication([cv], sketch);
    expect(await previewAnswer(message, judge(message), { ...account, mode }, defaultRuleset, now)).toMatchObject({
      form: 'none',
      code,
    });
  });
});

describe('a sample', () => {
  it('is there for every template in every language', async () => {
    const samples = await Promise.all(
      allSamples(defaultRuleset).map((wish) => previewSample(wish, account, defaultRuleset, now)),
    );
    expect(samples.map((sample) => sample.template)).toEqual([...defaultRuleset.replies.keys()].sort());
    for (const { mail } of samples) expect(mail.to).toBe('ada@example.com');
  });

  it('of a position and language', async () => {
    const { template, mail } = await previewSample(
      { position: 'visitor', language: 'fr' },
      account,
      defaultRuleset,
      now,
    );
    expect(template).toBe('receipt.fr');
    expect(mail.raw.toString()).toContain('Internship or research visit');
  });

  it.each([
    [{ position: 'nobody' }, 'position-unknown'],
    [{ template: 'nothing' }, 'template-missing'],
    [{ language: 'it' }, 'template-missing'],
    [{ template: 'receipt.it' }, 'template-missing'],
  ])('%j is an error that names what there is', async (wish, code) => {
    await expect(previewSample(wish, account, defaultRuleset, now)).rejects.toMatchObject({ code });
  });
});
