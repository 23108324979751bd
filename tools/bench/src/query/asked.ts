import { type DimensionKey, dimensionKeys, type MetricQuery } from '@exchequer/model/contract';
import { companyTimeZone } from './company.ts';

/** One question of a page, by the name under which its time is printed. */
export interface Asked {
  name: string;
  query: MetricQuery;
}

/** The generated year ends here; the pages are opened on its last day. */
export const today = { now: new Date('2026-09-30T15:00:00Z'), date: '2026-09-30', tomorrow: '2026-10-01' };

/** Ranges of the range picker, with the grain each is shown in. */
const ranges: Record<string, { from: string; grain: MetricQuery['grain'] }> = {
  today: { from: '2026-09-30', grain: 'hour' },
  '7d': { from: '2026-09-24', grain: 'day' },
  '30d': { from: '2026-09-01', grain: 'day' },
  mtd: { from: '2026-09-01', grain: 'day' },
  qtd: { from: '2026-07-01', grain: 'week' },
  ytd: { from: '2026-01-01', grain: 'week' },
};

const base = (from: string, timeZone = companyTimeZone) => ({
  range: { from, to: today.tomorrow, time_zone: timeZone },
  grain: 'total' as const,
  group_by: [],
  filters: [],
  compare: 'previous' as const,
  limit: 12,
});

const heroes = [
  'spend_list',
  'spend_contracted',
  'spend_marginal',
  'tokens',
  'normalised_tokens',
  'cost_per_million_list',
  'cache_read_share',
  'unpriced_share',
  'unattributed_share',
  'suspense',
  'requests',
];

/** Everything the page Today asks for one range. */
function todayPage(name: string, { from, grain }: { from: string; grain: MetricQuery['grain'] }): Asked[] {
  const ask = (what: string, over: Partial<MetricQuery>): Asked => ({
    name: `today ${name}: ${what}`,
    query: { ...base(from), metrics: ['spend_list'], ...over },
  });
  return [
    ask('heroes', { metrics: heroes, grain }),
    ask('per employee', { metrics: ['tokens_per_employee_median', 'tokens_per_employee_p90'] }),
    ask('spend by model over time', { grain, group_by: ['model'] }),
    ask('tokens by class over time', { metrics: ['tokens'], grain, group_by: ['token_class'] }),
    ask('compared over time', { grain, compare: 'none' }),
    ask('classes', { metrics: ['tokens'], group_by: ['token_class'] }),
    ...(['model', 'repo', 'team', 'tool'] as const).map((by) =>
      ask(`movers by ${by}`, { metrics: ['spend_list', 'tokens'], group_by: [by], limit: 50 }),
    ),
  ];
}

const explored = ['spend_list', 'tokens', 'requests'];

const single: readonly DimensionKey[] = dimensionKeys.filter((key) => key !== 'token_class');

const pairs: readonly [DimensionKey, DimensionKey][] = [
  ['team', 'model'],
  ['model', 'repo'],
  ['repo', 'branch'],
  ['tool', 'thread'],
  ['cost_center', 'model'],
];

/** What Explore asks by default and when its pickers are used. */
function explorePage(): Asked[] {
  const ask = (name: string, over: Partial<MetricQuery>, from = '2026-09-01', zone?: string): Asked => ({
    name: `explore ${name}`,
    query: { ...base(from, zone), metrics: explored, grain: 'day', group_by: ['model'], ...over },
  });
  const filtered: MetricQuery['filters'] = [
    { dimension: 'team', op: 'in', values: ['team_03', 'team_17'] },
    { dimension: 'model', op: 'is_not', values: ['gpt-5-mini'] },
  ];
  const oneRepo: MetricQuery['filters'] = [
    { dimension: 'repo', op: 'is', values: ['github.com/acme/repo-9'] },
  ];
  return [
    ...single.map((by) => ask(`30d by ${by}`, { group_by: [by] })),
    ...pairs.map((by) => ask(`30d by ${by.join(' and ')}`, { group_by: by })),
    ...(['model', 'team', 'repo', 'branch'] as const).map((by) =>
      ask(`year by ${by}`, { group_by: [by], grain: 'week' }, '2025-10-01'),
    ),
    ask('year by month', { grain: 'month' }, '2025-10-01'),
    ask('year against the year before', { grain: 'month', compare: 'year' }, '2025-10-01'),
    ask('tokens by class and model', { metrics: ['tokens'], group_by: ['token_class', 'model'] }),
    ask('hours of a week by model', { grain: 'hour' }, '2026-09-24'),
    ask('hours of two days by team', { grain: 'hour', group_by: ['team'] }, '2026-09-29'),
    ask('with filters', { filters: filtered }),
    ask('with filters by branch', { filters: oneRepo, group_by: ['branch'] }),
    ask('with filters, a year', { filters: filtered, grain: 'week' }, '2025-10-01'),
    ask('cache-read share by team', { metrics: ['cache_read_share', ...explored], group_by: ['team'] }),
    ask('cost per million by model', { metrics: ['cost_per_million_list', ...explored] }),
    ask('per employee by team', { metrics: ['tokens_per_employee_median'], group_by: ['team'] }),
    ...['America/Los_Angeles', 'Asia/Kathmandu'].flatMap((zone) => [
      ask(`30d in ${zone}`, {}, '2026-09-01', zone),
      ask(`30d by repo in ${zone}`, { group_by: ['repo'] }, '2026-09-01', zone),
    ]),
  ];
}

/** Every metric query behind the two pages. */
export const askedQueries = (): Asked[] => [
  ...Object.entries(ranges).flatMap(([name, range]) => todayPage(name, range)),
  ...explorePage(),
];
