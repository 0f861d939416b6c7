// Every check in one command (`npm test`): lint, types, dependency directions, then unit, golden, property and live tests.
// Live tests want Debian's Dovecot, Redis, PostgreSQL and Chromium. Where they are missing and this may install packages, it does;
// elsewhere their suites are skipped, which the last lines say, and which is a failure when CI=true.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ci = process.env.CI === 'true';
const out = (line) => process.stdout.write(`${line}\n`);
const bin = (name) => join('node_modules', '.bin', name);
const failures = [];
const totals = { passed: 0, failed: 0, skipped: 0 };

function run(title, command, args) {
  const started = Date.now();
  out(`\n=== ${title}`);
  const { status, signal, error } = spawnSync(command, args, { stdio: 'inherit', env: process.env });
  const ok = status === 0;
  const took = ((Date.now() - started) / 1000).toFixed(1);
  out(`=== ${title}: ${ok ? 'ok' : `FAILED (${error?.message ?? signal ?? status})`} in ${took} s`);
  if (!ok) failures.push(title);
  return ok;
}

/** Runs a check beside others; what it said is shown when it has ended. */
function runBeside(title, command, args) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: process.env });
    const said = [];
    child.stdout.on('data', (data) => said.push(data));
    child.stderr.on('data', (data) => said.push(data));
    const end = (what) => {
      const ok = what === 0;
      if (!ok) failures.push(title);
      out(`\n=== ${title}`);
      process.stdout.write(Buffer.concat(said));
      out(`=== ${title}: ${ok ? 'ok' : `FAILED (${what})`} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
      resolve(ok);
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) => end(signal ?? code));
  });
}

function vitest(project) {
  const folder = mkdtempSync(join(tmpdir(), 'triage-tests-'));
  const file = join(folder, 'result.json');
  run(`${project} tests`, bin('vitest'), [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'));
    totals.passed += result.numPassedTests;
    totals.failed += result.numFailedTests;
    totals.skipped += result.numPendingTests + (result.numTodoTests ?? 0);
  } catch {
    totals.failed += 1; // no result is no success
    failures.push(`${project} tests (no result)`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const servers = [
  {
    name: 'Redis',
    package: 'redis-server',
    there: () => ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].some(existsSync),
  },
  {
    name: 'Dovecot',
    package: 'dovecot-imapd',
    there: () => existsSync('/usr/sbin/dovecot') && existsSync('/usr/lib/dovecot/imap'),
  },
  {
    name: 'PostgreSQL',
    package: 'postgresql',
    there: () =>
      existsSync('/usr/lib/postgresql') &&
      readdirSync('/usr/lib/postgresql').some((version) => existsSync(`/usr/lib/postgresql/${version}/bin/initdb`)),
  },
  { name: 'Chromium', package: 'chromium', there: () => existsSync('/usr/bin/chromium') },
];
const missing = () => servers.filter((server) => !server.there());

/** Root on a system with apt may install; nobody else is asked for a password. */
function installServers() {
  const wanted = missing().map((server) => server.package);
  if (wanted.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  out(`\n=== installing ${wanted.join(', ')} (Debian packages, for the live tests)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env };
  spawnSync('apt-get', ['update', '-qq'], quiet);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted], quiet);
}

// Each takes one core for a while.
const [built] = await Promise.all([
  runBeside('build', bin('tsc'), ['-p', '.']),
  runBeside('types of tests', bin('tsc'), ['-p', 'test']),
]);
if (built) {
  await Promise.all([
    runBeside('lint', bin('biome'), ['ci', '--error-on-warnings', '.']),
    runBeside('dependency directions', bin('depcruise'), [
      'src',
      'workers',
      'bench',
      '--config',
      '.dependency-cruiser.cjs',
    ]),
  ]);
  vitest('unit');
  installServers();
  vitest('live');
}

const absent = missing().map((server) => server.name);
out('');
if (absent.length > 0) {
  out(
    `Skipped: the live suites that need ${absent.join(', ')}, which this machine lacks and this command may not install.`,
  );
  out('On Debian: apt-get install redis-server dovecot-imapd postgresql chromium');
  if (ci) failures.push('skipped suites (CI=true allows none)');
}
if (totals.passed === 0) failures.push('no test ran');
if (failures.length > 0) out(`FAILED: ${[...new Set(failures)].join('; ')}`);
out(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = failures.length > 0 ? 1 : 0;
