/** Runs of a property: `normal`, or more with TRIAGE_PROPERTY_RUNS=10000 for a night. */
export function runs(normal: number): number {
  const asked = Number(process.env.TRIAGE_PROPERTY_RUNS ?? Number.NaN);
  return Number.isFinite(asked) && asked > 0 ? Math.max(1, Math.round(asked)) : normal;
}
