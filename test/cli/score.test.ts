import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configurationText, exampleAnswers } from '../../src/app/init-text.js';
import { contractLine } from '../support/contract.js';
import { defaultRuleset } from '../support/rules.js';
import { triage } from './run-cli.js';

const cases = fileURLToPath(new URL('../../fixtures/cases', import.meta.url));
const rules = fileURLToPath(new URL('../../rules', import.meta.url));
const application = `${cases}/j-001-entropic-neurips/message.eml`;
const encrypted = `${cases}/bad-encrypted-pdf/message.eml`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'triage-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => contractLine.parse(JSON.parse(line)));

/** An application whose CV stands in the mail itself: nothing but text has to be read. */
const PLAIN = `Return-Path: <ada@example.com>
Authentication-Results: mx.tml-lab.example.edu; dmarc=pass header.from=example.com
From: Ada Example <ada@example.com>
To: join@tml-lab.example.edu
Subject: [apply-visitor] Internship
Date: Mon, 13 Oct 2025 10:00:00 +0200
Message-ID: <1@example.com>

Dear Professor,

I would like to apply for an internship in your group from June to August. My CV is below.

Ada Example
ada@example.com

Education
2021-2023 M.Sc. in Mathematics, University of Exampleton
2018-2021 B.Sc. in Mathematics, University of Exampleton

Research experience
2022-2023 Student assistant: I implemented adversarial training of neural networks and measured it on images.

Skills
Python, Julia, LaTeX

Languages
English, Danish
`;
const score = async (args: readonly string[]) => {
  const { code, out, err } = await triage(['score', ...args, '--format', 'ndjson']);
  expect([code, err]).toEqual([0, '']);
  return linesOf(out);
};

describe('triage score', () => {
  it('prints one line of the contract for each message, in input order, and nothing else', async () => {
    const empty = join(folder, 'empty.eml');
    const plain = join(folder, 'plain.eml');
    writeFileSync(empty, '');
    writeFileSync(plain, PLAIN);
    // addresses and servers may be repeated, and written in any case
    const ours = ['--own-address', 'OPENINGS@ot-lab.example.org', '--own-address', 'join@tml-lab.example.edu'];
    const trusted = ['--authserv-id', 'mx.other.example', '--authserv-id', 'MX.OT-lab.example.org'];
    const lines = await score([encrypted, application, plain, empty, '--text', ...ours, ...trusted]);
    expect(lines.map((line) => line.source)).toEqual([encrypted, application, plain, empty]);
    // a document that nobody can read is a status, not a failure
    expect(lines[0]?.documents.some((document) => document.status === 'encrypted')).toBe(true);
    expect(lines[1]).toMatchObject({
      kind: 'application',
      position: 'phd-ot',
      applicant: { name: 'Tomasz Wielgosz' },
      decision: { acknowledge: 'send' },
    });
    const cv = lines[1]?.documents.find((one) => one.type === 'cv');
    expect(cv?.text).toContain('Wielgosz');
    // pages are joined by form feeds, which do not count
    expect(cv?.text?.replace(/\f/g, '').length).toBe(cv?.chars);
    // its server is not among the trusted ones, so the most is a draft
    expect(lines[2]).toMatchObject({
      position: 'visitor',
      decision: { acknowledge: 'draft', reason: 'not-authenticated' },
    });
    expect(lines[2]?.documents.map((one) => [one.name, one.type])).toEqual([['body', 'cv']]);
    expect(lines[3]?.kind).toBe('other');
  });

  it("reads addresses and servers from the live program's configuration, without any of its secrets", async () => {
    const [plain, config] = [join(folder, 'plain.eml'), join(folder, 'triage.yaml')];
    writeFileSync(plain, PLAIN);
    const address = 'join@tml-lab.example.edu';
    const answers = { ...exampleAnswers, address, aliases: [], authservId: 'mx.tml-lab.example.edu' };
    writeFileSync(config, configurationText(answers));
    const [line] = await score([plain, '--config', config]);
    expect(line?.decision.acknowledge).toBe('send');
    expect(line?.documents[0]).not.toHaveProperty('text');
    expect(line?.ruleset).toBe(defaultRuleset.hash);
  });

  it('judges by other rules with --rules, and says which; reads folders and mbox files', async () => {
    const other = join(folder, 'rules');
    cpSync(rules, other, { recursive: true });
    writeFileSync(
      join(other, 'detection', 'guard.yaml'),
      'version: 1\nrefusedLocalParts: ["ada*"]\nprecedence: []\nsuppress: []\nrobotHeaders: []\n',
    );
    mkdirSync(join(folder, 'mail', 'below'), { recursive: true });
    writeFileSync(join(folder, 'mail', 'below', 'one.eml'), PLAIN);
    const another = PLAIN.replace('<1@example.com>', '<2@example.com>');
    writeFileSync(
      join(folder, 'mail', 'two.mbox'),
      `From a Mon Oct 13 10:00:00 2025\n${another}\nFrom b Mon Oct 13 10:00:00 2025\n${another}\n`,
    );
    const lines = await score([join(folder, 'mail'), '--rules', other, '--own-address', 'x@example.org']);
    expect(lines.map((line) => line.source.replace(`${folder}/mail/`, ''))).toEqual([
      'below/one.eml',
      'two.mbox#1',
      'two.mbox#2',
    ]);
    expect(lines[0]?.decision).toMatchObject({ acknowledge: 'no', reason: 'refused-sender' });
    expect(lines[2]?.flags).toContain('duplicate');
    expect(lines[0]?.ruleset).not.toBe(defaultRuleset.hash);
  });

  it('prints a row for people without --format', async () => {
    const plain = join(folder, 'row.eml');
    writeFileSync(plain, PLAIN);
    const { code, out } = await triage(['score', plain]);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    expect(out).toContain('Ada Example');
    expect(() => JSON.parse(out)).toThrow();
  });
});

describe('unusable arguments end with 2 and say why', () => {
  it.each([
    ['no path', ['score', '--format', 'ndjson'], /path/],
    ['an unknown format', ['score', application, '--format', 'xml'], /ndjson or table/],
    ['a path that is not there', ['score', '/nowhere/mail.eml', '--format', 'ndjson'], /\/nowhere\/mail\.eml/],
    ['rules that are not there', ['score', application, '--rules', '/nowhere/rules'], /\/nowhere\/rules/],
  ])('%s', async (_, args, words) => {
    const { code, out, err } = await triage(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(words);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('rules with an error are shown with file, line and column', async () => {
    const bad = join(folder, 'bad-rules');
    cpSync(rules, bad, { recursive: true });
    writeFileSync(join(bad, 'policy.yaml'), 'version: 1\nbnads: {}\n');
    const { code, out, err } = await triage(['score', application, '--rules', bad, '--format', 'ndjson']);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/policy\.yaml:2:1: error: unknown key `bnads` \(did you mean `bands`\?\)/);
  });
});
