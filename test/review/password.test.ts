import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword } from '../../src/review/auth/password.js';

describe('a password', () => {
  it('is kept as scrypt with its parameters and a salt of its own, and found again', async () => {
    const kept = await hashPassword('correct horse battery');
    expect(kept).toMatch(/^scrypt\$17\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(await isPassword('correct horse battery', kept)).toBe(true);
    expect(await isPassword('correct horse batterz', kept)).toBe(false);
    expect(await hashPassword('correct horse battery')).not.toBe(kept);
  });

  it('is never right for nobody, or for what is no hash', async () => {
    expect(await isPassword('', null)).toBe(false);
    expect(await isPassword('x', 'scrypt$17$8')).toBe(false);
  });

  it('is the same however its accents were typed', async () => {
    const kept = await hashPassword('pass\u00e9 compos\u00e9');
    expect(await isPassword('passe\u0301 compose\u0301', kept)).toBe(true);
  });
});
