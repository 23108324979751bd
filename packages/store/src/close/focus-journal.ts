import type { FocusUsage } from '@exchequer/core/close';
import { startOfLocalDay } from '@exchequer/core/metric';
import { type PricedClass, parseUsd, pricedClasses } from '@exchequer/model';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import { chargedCost, chargedSuspense } from '../charge/index.ts';
import { type ChargePlace, type FocusChunk, joinedDimensions, placeKey } from './focus-chunks.ts';

const dimensions = [
  ...joinedDimensions
    .filter((name) => name !== 'day')
    .map((name) => (name === 'cost_center_claim' ? 'cost_center AS cost_center_claim' : name)),
  'service_tier',
  'speed',
  'region',
  'price_id',
];
const named = dimensions.map((name) => name.replace(/^.* AS /, ''));
const selected = dimensions.map((name) => {
  const [column = '', alias = column] = name.split(' AS ');
  return `toString(j.${column}) AS ${alias}`;
});

type JournalRow = Record<string, string> & { batch: string };

/** Usage as the file wants it, without the prices. */
export type UnpricedUsage = Omit<FocusUsage, 'price' | 'teamName'>;

/**
 * Usage of a step that is posted, from the journal: its token classes and costs under each price,
 * summed over everything that a row of the file does not tell apart. Amendments within one bill
 * cancel here, so that the file shows what stands.
 */
export async function chunkUsage(
  engine: AnalyticsEngine,
  workspace: string,
  chunk: FocusChunk,
  places: ReadonlyMap<string, ChargePlace>,
): Promise<UnpricedUsage[]> {
  const sums = new Map<string, UnpricedUsage>();
  for (const row of await journalRows(engine, workspace, chunk)) {
    const place = places.get(placeKey(row));
    if (!place) continue;
    const usage = toUsage(row, place);
    const key = usageKey(usage);
    const known = sums.get(key);
    sums.set(key, known ? added(known, usage) : usage);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, usage]) => usage);
}

async function journalRows(
  engine: AnalyticsEngine,
  workspace: string,
  { from, to, timeZone }: FocusChunk,
): Promise<JournalRow[]> {
  const measures = [
    'toString(sum(j.requests)) AS requests',
    'toString(sum(j.cost_list)) AS cost_list',
    'toString(sum(j.cost_contracted)) AS cost_contracted',
    `toString(sum(${chargedCost})) AS charged`,
    `toString(sum(${chargedSuspense})) AS held`,
    ...pricedClasses.map((name) => `toString(sum(j.${name})) AS n_${name}`),
  ];
  return engine.query<JournalRow>(
    `SELECT j.batch_id AS batch, toString(toDate(j.occurred_at, {zone:String})) AS day, ${selected.join(', ')}, ${measures.join(', ')}
FROM usage_journal AS j
WHERE j.workspace = {workspace:String} AND j.metered = 1
  AND j.occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
  AND j.occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
GROUP BY batch, day, ${named.join(', ')}`,
    {
      workspace,
      zone: timeZone,
      from: startOfLocalDay(from, timeZone).getTime(),
      to: startOfLocalDay(to, timeZone).getTime(),
    },
  );
}

function toUsage(row: JournalRow, place: ChargePlace): UnpricedUsage {
  const text = (name: string) => row[name] ?? '';
  const counts = Object.fromEntries(pricedClasses.map((name) => [name, BigInt(row[`n_${name}`] ?? 0)]));
  return {
    provider: text('provider'),
    day: text('day'),
    postedOn: place.postedOn,
    model: text('model'),
    serviceTier: text('service_tier'),
    speed: text('speed'),
    region: text('region'),
    billingMode: text('billing_mode'),
    tool: text('tool'),
    teamId: text('team_id'),
    project: text('project'),
    workflow: text('workflow'),
    agent: text('agent'),
    purpose: place.purpose,
    costCenter: place.costCenter,
    priceId: text('price_id'),
    counts: counts as Record<PricedClass, bigint>,
    requests: BigInt(text('requests') || 0),
    costList: parseUsd(text('cost_list') || '0'),
    costContracted: parseUsd(text('cost_contracted') || '0'),
    charged: parseUsd(text('charged') || '0'),
    suspense: parseUsd(text('held') || '0'),
  };
}

const usageKey = ({
  counts,
  requests,
  costList,
  costContracted,
  charged,
  suspense,
  ...said
}: UnpricedUsage) => JSON.stringify(said);

function added(one: UnpricedUsage, other: UnpricedUsage): UnpricedUsage {
  const counts = pricedClasses.map((name) => [name, one.counts[name] + other.counts[name]]);
  return {
    ...one,
    counts: Object.fromEntries(counts) as Record<PricedClass, bigint>,
    requests: one.requests + other.requests,
    costList: one.costList + other.costList,
    costContracted: one.costContracted + other.costContracted,
    charged: one.charged + other.charged,
    suspense: one.suspense + other.suspense,
  };
}
