import { formatUsd } from '@exchequer/model';

export const stressPrices = [-30, 0, 50] as const;
export const stressUsage = [1, 2, 5] as const;

export interface StressCell {
  pricePercent: number;
  usageTimes: number;
  cost: bigint;
  over: bigint;
  breaks: boolean;
}

/**
 * What the grants would cost if prices moved and usage multiplied, against a budget: grants are dollars
 * at cost, and a promise of the same work costs more when tokens do.
 */
export function stressGrid(annual: bigint, budget: bigint): StressCell[] {
  return stressPrices.flatMap((pricePercent) =>
    stressUsage.map((usageTimes) => {
      const cost = (annual * BigInt(100 + pricePercent) * BigInt(usageTimes)) / 100n;
      const over = cost > budget ? cost - budget : 0n;
      return { pricePercent, usageTimes, cost, over, breaks: over > 0n };
    }),
  );
}

/** One sentence that says where the grid breaks. */
export function stressReading(cells: readonly StressCell[], budget: bigint, currency: string): string {
  const broken = cells.filter(({ breaks }) => breaks);
  if (broken.length === 0) return `Every case fits into ${formatUsd(budget)} ${currency} a year.`;
  const first = broken.reduce((least, cell) => (cell.over < least.over ? cell : least));
  const price = first.pricePercent > 0 ? `+${first.pricePercent}` : String(first.pricePercent);
  return (
    `${broken.length} of ${cells.length} cases break ${formatUsd(budget)} ${currency} a year; the first is ` +
    `prices ${price} % with ${first.usageTimes}× the usage, ${formatUsd(first.over)} over.`
  );
}
