import { type DestinationStream, type Logger, pino } from 'pino';

/** Paths that never reach a log, wherever they stand in an object. */
const SECRETS = [
  'password',
  'pass',
  'secret',
  'accessToken',
  'refreshToken',
  'access_token',
  'refresh_token',
  'id_token',
  'clientSecret',
  'client_secret',
  'device_code',
  'code_verifier',
  'TRIAGE_SECRET_KEY',
  'TRIAGE_SECRET_KEY_PREVIOUS',
  'token',
  'authorization',
  'auth',
  'login',
  'databaseUrl',
  'redisUrl',
  'connectionString',
  'DATABASE_URL',
  'REDIS_URL',
];

/** `scheme://user:password@host` inside a text, as database drivers put it into error messages. */
const CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi;

/** `Bearer TOKEN` and parameters of a token request inside a text. */
const BEARER =
  /\b(Bearer\s+|(?:access_token|refresh_token|client_secret|device_code|code_verifier|code)=)[\w.~+/%-]+=*/gi;

/**
 * The program's logger: JSON lines with secrets cut out, by name at any of the first four levels and as passwords in URLs.
 * @param destination where the lines go; standard error unless given
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);
  return pino(
    {
      level,
      base: null,
      redact: { paths, censor: '[secret]' },
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => line.replace(CREDENTIALS, '$1:[secret]@').replace(BEARER, '$1[secret]') },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination ?? pino.destination(2),
  );
}
