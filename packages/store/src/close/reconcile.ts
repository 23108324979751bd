import { isExpense } from '@exchequer/core/close';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { SumProof } from '@exchequer/model/contract';
import { focusUsageCost } from './focus-cost.ts';
import { glJournal } from './gl-journal.ts';
import type { CloseOptions } from './options.ts';
import { unitSums } from './unit-sums.ts';

/** Differences that are named. */
const named = 200;

/**
 * The same money at every station: the journal, the charges, the ledger, the statements of the units,
 * the rows of a FOCUS file and the lines for the general ledger, each read the way its own report
 * reads it. Usage that happened in a half-open range of company days, to the last picodollar.
 */
export async function proveSums(
  options: CloseOptions,
  workspace: string,
  { from, to }: { from: string; to: string },
): Promise<SumProof> {
  const { sql, charges, company, now } = options;
  const range = { from, to, by: 'occurred' as const };
  const [usage, units, focus, general] = await Promise.all([
    charges.reconcileUsage(workspace, { from, to }),
    unitSums(sql, workspace, 'cost_center', range),
    focusUsageCost(options, workspace, range),
    generalSum(options, workspace, range),
  ]);
  const journal = parseUsd(usage.journal.amount);
  const stations = {
    journal,
    charges: parseUsd(usage.charges.amount),
    ledger: parseUsd(usage.ledger.amount),
    statements: [...units.values()].reduce((sum, one) => sum + one.usage, 0n),
    focus,
    general_ledger: general,
  };
  return {
    from,
    to,
    time_zone: company().timeZone,
    snapshot_at: now().toISOString(),
    stations: Object.entries(stations).map(([station, amount]) => ({
      station: station as keyof typeof stations,
      amount: formatUsd(amount),
      difference: formatUsd(amount - journal),
    })),
    equal: Object.values(stations).every((amount) => amount === journal),
    differences: usage.differences
      .slice(0, named)
      .map(({ day, provider, journal: truth, charges: own, ledger, difference }) => ({
        day,
        provider,
        journal: truth ?? own,
        ledger: ledger ?? own,
        difference,
      })),
  };
}

type Range = { from: string; to: string; by: 'occurred' };

async function generalSum({ sql }: CloseOptions, workspace: string, range: Range): Promise<bigint> {
  let sum = 0n;
  const asked = { workspace, range, detail: 'lines', amounts: 'exact', usageAlone: true } as const;
  for await (const line of glJournal(sql, asked)) if (isExpense(line.account)) sum += line.amount;
  return sum;
}
