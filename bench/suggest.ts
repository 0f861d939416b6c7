/**
 * How well `triage rules suggest` finds its way back: `npm run bench:suggest -- [FOLDER]`. The weights of topics are damaged,
 * 40 applications decided, numbers fitted; the table says how much of the lost average precision came back.
 */
import { defaultRulesDir, loadRuleset } from '../src/app/read-rules.js';
import { damages, labelledApplications, recover } from './recovery.js';

const ruleset = await loadRuleset(defaultRulesDir());
const applications = await labelledApplications(process.argv[2] ?? 'fixtures/cases', ruleset);
const out = (line: string): void => void process.stdout.write(`${line}\n`);
out(`${applications.length} applications, 40 verdicts spread over the queue\n`);
out('damage                  which   before  damaged  after   came back  edits');
const shares: number[] = [];
for (const [name, damage] of Object.entries(damages)) {
  for (const offset of [0.1, 0.3, 0.5, 0.7, 0.9]) {
    const { before, damaged, after, share, edits } = recover(applications, ruleset, damage(ruleset), 40, offset);
    shares.push(share);
    const cells = [before, damaged, after].map((value) => value.toFixed(3)).join('   ');
    out(
      `${name.padEnd(22)}  ${offset.toFixed(1)}     ${cells}   ${(share * 100).toFixed(0).padStart(4)} %     ${edits}`,
    );
  }
}
out(`\nmean ${((shares.reduce((a, b) => a + b, 0) / shares.length) * 100).toFixed(0)} %`);
