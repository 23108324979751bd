import { growthOf } from '@exchequer/core/metric';
import type { DateRange, Growth } from '@exchequer/model/contract';
import type { ReadingFacts } from './facts.ts';
import { readMetrics } from './read.ts';

const judged = ['normalised_tokens', 'headcount', 'outcomes_per_dollar'];

/** Whether tokens grow healthily in a range, against the range of the same length before it. */
export async function readGrowth(facts: ReadingFacts, range: DateRange): Promise<Growth> {
  const { totals } = await readMetrics(facts, {
    ...{ metrics: judged, range, filters: [], group_by: [] },
    ...{ grain: 'total', compare: 'previous', limit: 1 },
  });
  const changeOf = (at: number) => ({
    now: totals[at]?.value ?? null,
    before: totals[at]?.compare_value ?? null,
  });
  const growth = growthOf({
    tokens: changeOf(0),
    headcount: changeOf(1),
    outcomesPerDollar: changeOf(2),
    needs: totals.find(({ needs }) => needs !== null)?.needs ?? null,
  });
  return {
    verdict: growth.verdict,
    sentence: growth.sentence,
    normalised_tokens_change: shareText(growth.tokens),
    headcount_change: shareText(growth.headcount),
    outcomes_per_dollar_change: shareText(growth.outcomesPerDollar),
    needs: growth.needs,
  };
}

const shareText = (change: number | null): string | null =>
  change === null ? null : String(Number(change.toFixed(6)));
