import { addDays } from '@exchequer/core/envelope';
import { type PricedClass, pricedClasses } from '@exchequer/model';
import type { UsageFilter } from '@exchequer/model/contract';
import type { UsageReports } from '../query/index.ts';

const mixDays = 28;
/** The largest parts decide; what is beyond them moves no forecast. */
const mostParts = 100;

/** Tokens by model and priced class over the last four weeks of a scope; empty where none may be told. */
export async function readTokenMix(
  reports: Pick<UsageReports, 'metrics'>,
  asked: {
    workspace: string;
    filters: readonly UsageFilter[];
    asOf: string;
    timeZone: string;
    asker: string;
  },
): Promise<{ model: string; tokenClass: PricedClass; tokens: number }[]> {
  const to = addDays(asked.asOf, 1);
  const result = await reports.metrics(
    asked.workspace,
    {
      metrics: ['tokens'],
      range: { from: addDays(to, -mixDays), to, time_zone: asked.timeZone },
      grain: 'total',
      group_by: ['model', 'token_class'],
      filters: [...asked.filters],
      compare: 'none',
      limit: mostParts,
    },
    asked.asker,
  );
  return result.groups.flatMap(({ key, values, other }) => {
    const [model = '', named = ''] = key;
    const tokenClass = pricedClasses.find((one) => one === named);
    const tokens = Number(values[0] ?? 0);
    return other || !tokenClass || tokens <= 0 ? [] : [{ model, tokenClass, tokens }];
  });
}
