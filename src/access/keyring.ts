import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { permanent } from '../domain/index.js';

/** What a sealed text belongs to; one that was put in another's place does not open. */
export interface SealedFor {
  readonly account: string;
  /** `refresh` or `access`: one can't stand in for the other. */
  readonly purpose: string;
}

/** Seals texts with AES-256-GCM (NIST SP 800-38D) under keys that only the environment knows. */
export interface Keyring {
  /** Sealed with the first key, another way at each call. */
  seal(text: string, about: SealedFor): Promise<string>;
  /**
   * The text, with whichever key it was sealed.
   * @throws TriageError `secret-key-wrong` (no key of ours has sealed it), `token-damaged` (anything was changed)
   */
  open(sealed: string, about: SealedFor): Promise<string>;
}

const FORM = 'v1';
const MIN_PASSPHRASE = 20;
/** 32 MB and some 0.1 s a guess (RFC 7914 section 2 with N = 2^15). */
const SCRYPT: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 };

/**
 * @param secrets the key that seals, then those that only open (after a change of key). Each is 32 bytes in base64 or hex,
 *   or a passphrase of at least 20 characters
 * @throws TriageError `secret-key-weak`
 */
export function createKeyring(secrets: readonly [string, ...string[]]): Keyring {
  const keys = secrets.map(keyOf);
  const salt = randomBytes(16);
  const [first] = keys as [Key, ...Key[]];
  return {
    async seal(text, about) {
      const { id, key } = await first(salt);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo(id, about));
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [FORM, id, ...[salt, iv, data].map((bytes) => bytes.toString('base64url'))].join('.');
    },
    async open(sealed, about) {
      const [form, id = '', ...parts] = sealed.split('.');
      const bytes = parts.map((part) => Buffer.from(part, 'base64url'));
      // Several spellings decode to the same bytes; only the one that we write is ours.
      const canonical = bytes.every((part, index) => part.toString('base64url') === parts[index]);
      const [its, iv, data] = bytes;
      if (form !== FORM || !canonical || bytes.length !== 3 || its?.length !== 16 || iv?.length !== 12) throw damaged();
      if (data === undefined || data.length < 16) throw damaged();
      for (const derive of keys) {
        const candidate = await derive(its);
        if (candidate.id !== id) continue;
        try {
          const decipher = createDecipheriv('aes-256-gcm', candidate.key, iv, { authTagLength: 16 })
            .setAAD(boundTo(id, about))
            .setAuthTag(data.subarray(-16));
          return Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]).toString('utf8');
        } catch {
          throw damaged();
        }
      }
      throw permanent(
        'secret-key-wrong',
        'The stored tokens were sealed with another key than TRIAGE_SECRET_KEY.',
        'Set the key that was there before (as TRIAGE_SECRET_KEY_PREVIOUS, if it was changed), or `triage auth login` again.',
      );
    },
  };
}

/** Derives what a salt asks for: the key, and an id that tells keys apart without telling anything about them. */
type Key = (salt: Buffer) => Promise<{ readonly id: string; readonly key: Buffer }>;

function keyOf(secret: string): Key {
  const raw = rawKey(secret);
  if (raw === null && secret.length < MIN_PASSPHRASE) {
    throw permanent(
      'secret-key-weak',
      `TRIAGE_SECRET_KEY is neither 32 bytes in base64 or hex nor a passphrase of at least ${MIN_PASSPHRASE} characters.`,
      'Make one with `openssl rand -base64 32`.',
    );
  }
  const known = new Map<string, ReturnType<Key>>();
  return (salt) => {
    const name = salt.toString('base64url');
    const derived = known.get(name) ?? derive(raw ?? secret, salt);
    // Stretching a passphrase takes its time on purpose; a store has few salts, one a process that sealed.
    if (known.size < 100) known.set(name, derived);
    return derived;
  };
}

async function derive(secret: Buffer | string, salt: Buffer): Promise<{ id: string; key: Buffer }> {
  const master = typeof secret === 'string' ? await stretched(secret, salt) : secret;
  const part = (info: string, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', master, salt, info, bytes));
  return { id: part('applicant-triage key id', 6).toString('hex'), key: part('applicant-triage token key', 32) };
}

function stretched(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, SCRYPT, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function rawKey(secret: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(secret)) return Buffer.from(secret, 'hex');
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(secret)) return Buffer.from(secret, 'base64');
  return null;
}

/** JSON keeps the parts apart: no account's name can run into the purpose. */
function boundTo(id: string, { account, purpose }: SealedFor): Buffer {
  return Buffer.from(JSON.stringify([FORM, id, account, purpose]));
}

function damaged(): Error {
  return permanent(
    'token-damaged',
    'A stored token does not open: it was changed, or belongs to another account.',
    'Run `triage auth login` for the account again.',
  );
}
