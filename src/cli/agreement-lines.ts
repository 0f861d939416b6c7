import type { Agreement, Share } from '../decide/index.js';
import { bands } from '../domain/index.js';

/** How far our bands and the people's verdicts agree, in lines of at most 100 columns. */
export function agreementLines(agreement: Agreement): string[] {
  const { applications, withVerdict, counts, decisions, kappa } = agreement;
  const lines = [`${withVerdict} of ${applications} applications have a verdict; ${decisions} of them a yes or a no.`];
  if (withVerdict > 0) {
    const values = [...new Set(bands.flatMap((band) => Object.keys(counts[band])))].sort(byUse);
    lines.push('', `${''.padEnd(12)}${values.map((value) => value.slice(0, 11).padStart(12)).join('')}`);
    for (const band of bands)
      lines.push(`${band.padEnd(12)}${values.map((value) => String(counts[band][value] ?? 0).padStart(12)).join('')}`);
    lines.push(
      '',
      `Of strong and possible, shortlisted: ${inWords(agreement.precision)}`,
      `Of the shortlisted, in strong or possible: ${inWords(agreement.recall)}`,
      `Agreement beyond chance (Cohen's kappa): ${kappa === null ? 'not enough to say' : kappa.toFixed(2)}`,
    );
  }
  return [...lines, ...agreement.caveats];
}

const USUAL = ['shortlist', 'hold', 'decline'];
const byUse = (a: string, b: string): number =>
  (USUAL.indexOf(a) + 1 || 9) - (USUAL.indexOf(b) + 1 || 9) || a.localeCompare(b);

/** `8 of 10 (80 %, 95 % interval 49-94 %)`. */
export function inWords({ hits, of, share, low, high }: Share): string {
  if (share === null || low === null || high === null) return 'none to count';
  const percent = (value: number): string => String(Math.round(value * 100));
  return `${hits} of ${of} (${percent(share)} %, 95 % interval ${percent(low)}-${percent(high)} %)`;
}
