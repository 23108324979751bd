import { shareOut } from '@exchequer/core/analysis';
import { parseUsd, tokenClasses } from '@exchequer/model';
import type { DateRange, UsageFilter } from '@exchequer/model/contract';
import { eachInTurn } from '../../pace/index.ts';
import { planUsage, printWhere, type StoredDimension } from '../query/index.ts';
import { classWeights } from './class-weight.ts';
import { costColumn, type ExplainFacts } from './facts.ts';

export interface SpendAsked {
  readonly range: DateRange;
  readonly filters: readonly UsageFilter[];
  readonly by: StoredDimension;
  readonly cost: keyof typeof costColumn;
  /** True for one row per day. */
  readonly daily: boolean;
}

/** What one model cost in one part of the company, class by class. Pico-dollars. */
export interface Spend {
  /** Company day; '' where the range is one. */
  readonly day: string;
  readonly by: string;
  readonly model: string;
  readonly requests: bigint;
  readonly classes: readonly {
    readonly tokenClass: string;
    readonly tokens: bigint;
    readonly cost: bigint;
  }[];
  /** Cost that no token has: searches, and stated costs without tokens. */
  readonly beside: bigint;
  /** The same at list, for what has no earlier price. */
  readonly list: bigint;
  readonly unpricedTokens: bigint;
  readonly suspense: bigint;
}

type Row = Record<string, string>;

const sums = [
  ...tokenClasses,
  'web_searches',
  'requests',
  'cost_list',
  'unpriced_tokens',
  'suspense',
] as const;

/** Reads few rows: sums by part of the company, provider and model, and by day where asked. */
export async function readSpend(facts: ExplainFacts, asked: SpendAsked): Promise<Spend[]> {
  const plan = planUsage({
    ...{ workspace: facts.workspace, range: asked.range, filters: asked.filters, measures: [] },
    groupBy: [asked.by, 'model', 'provider', 'priced'],
    grain: 'day',
    kept: { kind: 'all' },
    companyTimeZone: facts.companyTimeZone,
  });
  const { where, params } = printWhere(plan);
  const { time, name } = plan.table;
  const day = time === 'day' ? 'j.day' : `toDate(j.${time}, {zone:String})`;
  const by = `toString(j.${asked.by === 'team' ? 'team_id' : asked.by})`;
  const keys = [...(asked.daily ? ['day'] : []), 'part', 'model', 'provider', 'priced'];
  const rows = await facts.engine.query<Row>(
    `SELECT ${[
      ...(asked.daily ? [`toString(${day}) AS day`] : []),
      `${by} AS part, toString(j.model) AS model, toString(j.provider) AS provider, toString(j.priced) AS priced`,
      ...sums.map((sum) => `sum(j.${sum}) AS s_${sum}`),
      `sum(j.${costColumn[asked.cost]}) AS s_cost`,
    ].join(', ')}
FROM ${name} AS j WHERE ${where} GROUP BY ${keys.join(', ')}`,
    params,
  );
  const weigh = await classWeights(
    facts,
    rows.map(({ provider = '', model = '' }) => ({ provider, model })),
  );
  return eachInTurn(rows, (row) =>
    spendOf(row, weigh(row.provider ?? '', row.model ?? '', row.day ?? asked.range.to)),
  );
}

function spendOf(row: Row, weights: Record<(typeof tokenClasses)[number] | 'web_searches', bigint>): Spend {
  const count = (name: string) => BigInt(row[`s_${name}`] ?? 0);
  const money = (name: string) => parseUsd(row[`s_${name}`] ?? '0');
  const cost = money('cost');
  const names = tokenClasses.filter((name) => count(name) !== 0n);
  const weigh = (name: (typeof tokenClasses)[number] | 'web_searches') => {
    const weight = count(name) * weights[name];
    return weight > 0n ? weight : 0n;
  };
  const isPriced = row.priced === '1';
  const [beside = 0n, ...costs] = shareOut(cost, [weigh('web_searches'), ...names.map(weigh)]);
  return {
    ...{ day: row.day ?? '', by: row.part ?? '', model: row.model ?? '', requests: count('requests') },
    classes: isPriced
      ? names.map((tokenClass, at) => ({ tokenClass, tokens: count(tokenClass), cost: costs[at] ?? 0n }))
      : [],
    beside: isPriced ? beside : cost,
    list: money('cost_list'),
    unpricedTokens: count('unpriced_tokens'),
    suspense: money('suspense'),
  };
}
