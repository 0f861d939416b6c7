import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** OWASP's Password Storage Cheat Sheet, scrypt: N 2^17, r 8, p 1. Takes 128 MB and about half a second. */
const cost = { log2n: 17, r: 8, p: 1 } as const;
const keyBytes = 32;

export const minimumPasswordLength = 10;
/** A longer one would only cost time. */
export const maximumPasswordLength = 200;

/** One at a time: a burst of logins must not take a gigabyte. */
let last: Promise<unknown> = Promise.resolve();

function derive(
  password: string,
  salt: Buffer,
  { log2n, r, p }: { log2n: number; r: number; p: number },
): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** log2n, r, p, maxmem: 256 * 1024 * 1024 };
  const next = last.then(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) =>
          error ? reject(error) : resolve(key),
        );
      }),
  );
  last = next.catch(() => undefined);
  return next;
}

/** The password as it is kept: `scrypt$log2(N)$r$p$salt$key`, salt and key in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.log2n, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether it is the password. With null (nobody by that name) it takes as long and is false, so that names can't be guessed by time. */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const [scheme, log2n, r, p, salt, key] = (kept ?? '').split('$');
  const known = scheme === 'scrypt' && salt !== undefined && key !== undefined;
  const parameters = known ? { log2n: Number(log2n), r: Number(r), p: Number(p) } : cost;
  const wanted = known ? Buffer.from(key, 'base64url') : Buffer.alloc(keyBytes);
  const derived = await derive(
    password.slice(0, maximumPasswordLength),
    known ? Buffer.from(salt, 'base64url') : Buffer.alloc(16),
    parameters,
  );
  return derived.length === wanted.length && timingSafeEqual(derived, wanted) && known;
}
