import type { SeedResult } from './seed.ts';

/** Says how a seed went; of a failing one, what disagreed and how to see it again. */
export function tell({ seed, operations, faults, trail }: SeedResult, say: (line: string) => void): void {
  if (faults.length === 0) return;
  say(`FAILED: ${faults.length} disagreements in seed ${seed}`);
  for (const { what, operations: about } of faults.slice(0, 20)) say(`  ${what} [${about.join()}]`);
  for (const operation of trail.slice(0, 20)) say(`  ${operation.index}: ${inWords(operation)}`);
  say(`again: npm run simulate -- ledger --seed ${seed} --operations ${operations} --rounds 1`);
}

const inWords = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? `${field}n` : field));

/** The result line of a run. */
export function summary(results: readonly SeedResult[], seconds: number) {
  const added = (of: (result: SeedResult) => number) => results.reduce((sum, result) => sum + of(result), 0);
  const merged = (of: (result: SeedResult) => Record<string, number>) => {
    const total: Record<string, number> = {};
    for (const result of results)
      for (const [name, times] of Object.entries(of(result))) total[name] = (total[name] ?? 0) + times;
    return total;
  };
  return {
    operations: added(({ operations }) => operations),
    seeds: results.map(({ seed }) => seed),
    accepted: added(({ accepted }) => accepted),
    duplicates: added(({ duplicates }) => duplicates),
    transactions: added(({ transactions }) => transactions),
    crashes: merged(({ crashes }) => crashes),
    retries: merged(({ retries }) => retries),
    refusals: merged(({ refusals }) => refusals),
    seconds: Number(seconds.toFixed(1)),
    failures: added(({ faults }) => faults.length),
  };
}
