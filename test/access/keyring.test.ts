import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyring } from '../../src/access/index.js';

const key = (): string => randomBytes(32).toString('base64');
const about = { account: 'lab', purpose: 'refresh' };
const code = (code: string) => expect.objectContaining({ code });

describe('a keyring', () => {
  it('opens what it sealed, and says it another way each time', async () => {
    const ring = createKeyring([key()]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 3000 }), fc.string(), async (text, account) => {
        const one = await ring.seal(text, { account, purpose: 'refresh' });
        expect(one).not.toBe(await ring.seal(text, { account, purpose: 'refresh' }));
        if (text.length > 8) expect(one).not.toContain(text);
        expect(await ring.open(one, { account, purpose: 'refresh' })).toBe(text);
      }),
    );
  });

  it('refuses whatever was changed in it, at any place', async () => {
    const ring = createKeyring([key()]);
    const sealed = await ring.seal('a refresh token', about);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    const changes = fc.oneof(
      fc.record({ at: fc.nat(sealed.length - 1), put: fc.constantFrom(...alphabet) }).map(({ at, put }) => {
        return sealed.slice(0, at) + put + sealed.slice(at + 1);
      }),
      fc.nat(sealed.length).map((at) => sealed.slice(0, at)),
      fc.record({ at: fc.nat(sealed.length), put: fc.constantFrom(...alphabet, '=', ' ') }).map(({ at, put }) => {
        return sealed.slice(0, at) + put + sealed.slice(at);
      }),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(changes, async (changed) => {
        fc.pre(changed !== sealed);
        await expect(ring.open(changed, about)).rejects.toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^(?:token-damaged|secret-key-wrong)$/) }),
        );
      }),
      { numRuns: 1500 },
    );
  });

  it('opens it for no other account and no other purpose', async () => {
    const ring = createKeyring([key()]);
    const sealed = await ring.seal('text', about);
    await expect(ring.open(sealed, { ...about, account: 'lab2' })).rejects.toThrow(code('token-damaged'));
    await expect(ring.open(sealed, { ...about, purpose: 'access' })).rejects.toThrow(code('token-damaged'));
    const joined = await ring.seal('text', { account: 'a","b', purpose: 'c' });
    await expect(ring.open(joined, { account: 'a', purpose: 'b","c' })).rejects.toThrow(code('token-damaged'));
  });

  it('says so when the key is another one, and opens what an earlier key has sealed', async () => {
    const [old, present] = [key(), key()];
    const sealed = await createKeyring([old]).seal('text', about);
    await expect(createKeyring([present]).open(sealed, about)).rejects.toThrow(code('secret-key-wrong'));
    const both = createKeyring([present, old]);
    expect(await both.open(sealed, about)).toBe('text');
    expect(await createKeyring([present]).open(await both.seal('text', about), about)).toBe('text');
  });

  it('takes base64, hex and passphrases, and no short ones', async () => {
    const bytes = randomBytes(32);
    const sealed = await createKeyring([bytes.toString('base64')]).seal('text', about);
    expect(await createKeyring([bytes.toString('hex')]).open(sealed, about)).toBe('text');
    const phrase = 'four words that nobody else has';
    const stretched = await createKeyring([phrase]).seal('text', about);
    expect(await createKeyring([phrase]).open(stretched, about)).toBe('text');
    await expect(createKeyring([`${phrase}!`]).open(stretched, about)).rejects.toThrow(code('secret-key-wrong'));
    expect(() => createKeyring(['short'])).toThrow(code('secret-key-weak'));
  });
});
