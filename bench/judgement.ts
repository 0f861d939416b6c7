/**
 * Measures judgement on a folder of labelled mail: `npm run bench:judgement -- [FOLDER] [--split tune|kept] [--wrong]`.
 * A case is a folder with message.eml and label.json (see fixtures/README.md). Prints a table; --wrong lists what missed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type JudgedFile, judgeFiles } from '../src/app/judge-files.js';
import { messagesOf } from '../src/app/mail-files.js';
import { defaultRulesDir, loadRuleset } from '../src/app/read-rules.js';
import { createMessageReader } from '../src/documents/index.js';

interface Label {
  about?: string;
  split?: 'tune' | 'kept';
  kind: string;
  position: string | null;
  applicant: { name: string | null; email: string | null; aka?: string[] } | null;
  grades: Record<string, number>;
  /** Null: not ranked by itself (a follow-up, a second delivery). */
  fit: number;
  documents: { name: string; type: string; status?: string }[];
  missing: string[];
  acknowledge: 'send' | 'draft' | 'no';
  trap?: boolean;
  flags?: string[];
}

interface Case extends JudgedFile {
  readonly id: string;
  readonly label: Label;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    split: { type: 'string' },
    rules: { type: 'string' },
    wrong: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'own-address': {
      type: 'string',
      multiple: true,
      default: ['openings@ot-lab.example.org', 'phd@ot-lab.example.org', 'join@tml-lab.example.edu'],
    },
    'authserv-id': { type: 'string', multiple: true, default: ['mx.ot-lab.example.org', 'mx.tml-lab.example.edu'] },
  },
});

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const share = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : '  -  ');
const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;

/** Normalised discounted cumulative gain of the first k (Järvelin & Kekäläinen 2002), gain 2^grade - 1. */
function ndcg(ranked: readonly number[], k: number): number {
  const gain = (grades: readonly number[]): number =>
    grades.slice(0, k).reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0);
  return gain(ranked) / gain([...ranked].sort((a, b) => b - a));
}

/** Area under the ROC curve: the chance that a positive stands above a negative, ties half. */
function auc(positive: readonly number[], negative: readonly number[]): number {
  let wins = 0;
  for (const p of positive) for (const n of negative) wins += p > n ? 1 : p === n ? 0.5 : 0;
  return wins / (positive.length * negative.length);
}

function averagePrecision(ranked: readonly boolean[]): number {
  let hits = 0;
  let sum = 0;
  for (const [i, relevant] of ranked.entries()) if (relevant) sum += ++hits / (i + 1);
  return sum / hits;
}

async function load(folder: string): Promise<Case[]> {
  const ruleset = await loadRuleset(values.rules ?? defaultRulesDir());
  const reader = createMessageReader({ threads: 2, ocr: true });
  const cases: Case[] = [];
  const mailbox = { ownAddresses: values['own-address'], authservIds: values['authserv-id'], aliases: {} };
  try {
    for await (const judged of judgeFiles(messagesOf([folder]), reader, ruleset, mailbox, 6)) {
      const path = join(dirname(judged.source), 'label.json');
      if (!existsSync(path)) continue;
      const label = JSON.parse(readFileSync(path, 'utf8')) as Label;
      if (values.split !== undefined && label.split !== values.split) continue;
      cases.push({ ...judged, id: dirname(judged.source).split('/').at(-1) ?? judged.source, label });
    }
  } finally {
    await reader.close();
  }
  return cases;
}

const cases = await load(positionals[0] ?? 'fixtures/cases');
const wrong: string[] = [];
const miss = (one: Case, what: string, got: unknown, wanted: unknown): void =>
  void wrong.push(`${one.id.padEnd(40)} ${what.padEnd(11)} got ${String(got)}  wanted ${String(wanted)}`);
const accuracy = (
  name: string,
  list: readonly Case[],
  got: (one: Case) => unknown,
  wanted: (one: Case) => unknown,
): string => {
  const right = list.filter((one) => {
    if (got(one) === wanted(one)) return true;
    miss(one, name, got(one), wanted(one));
    return false;
  });
  return `${share(right.length / list.length)}  (${right.length}/${list.length})`;
};

const applications = cases.filter((one) => one.label.kind === 'application' && one.label.fit !== null);
const score = (one: Case): number => (one.judgement.kind === 'application' ? one.judgement.scorecard.fit : 0);
const byScore = (list: readonly Case[], of: (one: Case) => number): Case[] => [...list].sort((a, b) => of(b) - of(a));
const grades = (list: readonly Case[]): number[] => byScore(list, score).map((one) => one.label.fit);

out(`cases ${cases.length}, applications ${applications.length}, split ${values.split ?? 'all'}`);
out(
  `kind accuracy          ${accuracy(
    'kind',
    cases,
    (one) => one.judgement.kind,
    (one) => one.label.kind,
  )}`,
);
out(
  `position accuracy      ${accuracy(
    'position',
    applications,
    (one) => one.judgement.position,
    (one) => one.label.position,
  )}`,
);
out(`nDCG@10, all           ${share(ndcg(grades(applications), 10))}`);
for (const position of [...new Set(applications.map((one) => one.label.position))].sort()) {
  const list = applications.filter((one) => one.label.position === position);
  if (list.length >= 4)
    out(`nDCG@10, ${(position ?? 'none').padEnd(13)} ${share(ndcg(grades(list), 10))}  (${list.length})`);
}
for (const least of [1, 2, 3]) {
  const good = applications.filter((one) => one.label.fit >= least).map(score);
  const bad = applications.filter((one) => one.label.fit < least).map(score);
  out(
    `fit >= ${least}: AUC           ${share(auc(good, bad))}   AP ${share(averagePrecision(byScore(applications, score).map((one) => one.label.fit >= least)))}`,
  );
}
for (const topic of ['optimal-transport', 'robustness', 'unlearning']) {
  const of = (one: Case): number =>
    one.judgement.kind === 'application' ? (one.judgement.scorecard.topics[topic] ?? 0) : 0;
  const grade = (one: Case): number => one.label.grades?.[topic] ?? 0;
  const cut = (least: number): string =>
    share(
      auc(
        applications.filter((one) => grade(one) >= least).map(of),
        applications.filter((one) => grade(one) < least).map(of),
      ),
    );
  out(
    `${topic.padEnd(22)} nDCG@10 ${share(ndcg(byScore(applications, of).map(grade), 10))}  AUC>=1 ${cut(1)}  AUC>=2 ${cut(2)}  AUC>=3 ${cut(3)}`,
  );
}
let typed = 0;
let types = 0;
for (const one of applications) {
  for (const wanted of one.label.documents ?? []) {
    types++;
    const parts = one.judgement.documents.filter((document) => document.name.replace(/#p[\d-]+$/, '') === wanted.name);
    const got = parts.find((document) => document.type === wanted.type) ?? parts[0];
    if (got?.type === wanted.type) typed++;
    else
      miss(
        one,
        'type',
        `${wanted.name}: ${got?.type ?? one.judgement.documents.map((document) => `${document.name}=${document.type}`).join(',')}`,
        wanted.type,
      );
  }
}
out(`document types         ${share(typed / types)}  (${typed}/${types})`);
let [hit, extra, lost] = [0, 0, 0];
for (const one of applications) {
  const got = new Set(one.judgement.missing);
  const wanted = new Set(one.label.missing ?? []);
  const both = [...got].filter((type) => wanted.has(type)).length;
  hit += both;
  extra += got.size - both;
  lost += wanted.size - both;
  if (both !== got.size || both !== wanted.size) miss(one, 'missing', [...got].join(','), [...wanted].join(','));
}
out(`missing documents F1   ${share((2 * hit) / (2 * hit + extra + lost))}`);
const nameGiven = (one: Case): string | null => {
  const name = one.judgement.applicant?.name ?? null;
  return name !== null && one.label.applicant?.aka?.includes(name) === true ? one.label.applicant.name : name;
};
const persons = cases.filter((one) => one.label.applicant != null);
out(`name                   ${accuracy('name', persons, nameGiven, (one) => one.label.applicant?.name ?? null)}`);
out(
  `address                ${accuracy(
    'address',
    persons,
    (one) => one.judgement.applicant?.email?.toLowerCase() ?? null,
    (one) => one.label.applicant?.email?.toLowerCase() ?? null,
  )}`,
);
const rank = { no: 0, draft: 1, send: 2 } as const;
const forbidden = cases.filter((one) => rank[one.judgement.decision.acknowledge] > rank[one.label.acknowledge]);
for (const one of forbidden)
  miss(
    one,
    'acknowledge',
    `${one.judgement.decision.acknowledge} (${one.judgement.decision.reason})`,
    `at most ${one.label.acknowledge}`,
  );
out(`forbidden answers      ${forbidden.length}`);
out(
  `sent where allowed     ${cases.filter((one) => one.judgement.decision.acknowledge === 'send').length}/${cases.filter((one) => one.label.acknowledge === 'send').length}`,
);
const genuine = applications
  .filter((one) => one.label.fit >= 2)
  .map(score)
  .sort((a, b) => a - b);
const median = genuine[Math.floor(genuine.length / 2)] ?? 0;
const traps = applications.filter((one) => one.label.trap === true && score(one) > median);
for (const one of traps) miss(one, 'trap', score(one).toFixed(0), `below ${median.toFixed(0)}`);
out(
  `traps above the median ${traps.length} of ${applications.filter((one) => one.label.trap === true).length} (median genuine fit ${median.toFixed(0)})`,
);
const flagged = cases.flatMap((one) =>
  (one.label.flags ?? []).map((flag) => ({ one, flag, got: one.judgement.flags.some((found) => found.code === flag) })),
);
for (const { one, flag, got } of flagged)
  if (!got) miss(one, 'flag', one.judgement.flags.map((found) => found.code).join(','), flag);
out(`flags raised           ${share(mean(flagged.map(({ got }) => (got ? 1 : 0))))}  (${flagged.length})`);
const bandGrade = { strong: 3, possible: 2, weak: 1, 'off-topic': 0 } as const;
const near = applications.map((one) => Math.abs(bandGrade[one.judgement.band] - one.label.fit));
out(
  `band = grade           ${share(near.filter((d) => d === 0).length / near.length)}, off by more than one: ${near.filter((d) => d > 1).length}`,
);
if (values.wrong) {
  out('');
  for (const line of wrong) out(line);
  out('');
  for (const one of byScore(applications, score)) {
    const topics = Object.entries(one.judgement.scorecard.topics)
      .filter(([, points]) => points >= 5)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 4)
      .map(([id, points]) => `${id} ${points.toFixed(0)}`)
      .join(', ');
    const off = bandGrade[one.judgement.band] === one.label.fit ? ' ' : '*';
    out(
      `${off} ${score(one).toFixed(1).padStart(5)} fit ${one.label.fit} ${one.label.trap ? 'TRAP' : '    '} ${one.id.padEnd(40)} ${JSON.stringify(one.label.grades).replace(/"/g, '')}  ${topics}`,
    );
  }
}
