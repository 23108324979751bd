import { formatUsd } from '@exchequer/model';
import type { MetricQuery, MetricResult, UsageFilter } from '@exchequer/model/contract';
import type { StandInEvent } from './stand-in-usage.ts';
import { teamNames } from './stand-in-usage.ts';
import { needsOf, toldValue } from './stand-in-value.ts';

type Classes = StandInEvent['tokens'];
const classes = ['uncached_input', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'output'] as const;

/** A share of an event: all of it, or one token class of it. */
interface Part {
  event: StandInEvent;
  tokens: Partial<Classes>;
}

const tokensOf = (parts: readonly Part[]) =>
  parts.reduce((sum, p) => sum + Object.values(p.tokens).reduce((a, b) => a + b, 0), 0);
const classSum = (parts: readonly Part[], name: keyof Classes) =>
  parts.reduce((sum, p) => sum + (p.tokens[name] ?? 0), 0);
const costOf = (parts: readonly Part[]) => parts.reduce((sum, p) => sum + (p.event.cost ?? 0n), 0n);
const share = (of: number, over: number) => (over === 0 ? null : String(Number((of / over).toFixed(12))));

function metricValue(metric: string, parts: readonly Part[]): string | null {
  const told = parts[0] && toldValue(metric, parts[0].event.at.slice(0, 10));
  if (told !== undefined) return told;
  const tokens = tokensOf(parts);
  const unpriced = tokensOf(parts.filter((p) => p.event.cost === null));
  if (metric.startsWith('spend_') && tokens > 0 && tokens === unpriced) return null;
  if (metric.startsWith('spend_'))
    return formatUsd(metric === 'spend_marginal' ? costOf(parts) / 3n : costOf(parts));
  if (metric.startsWith('cost_per_million'))
    return tokens === unpriced ? null : formatUsd((costOf(parts) * 1_000_000n) / BigInt(tokens - unpriced));
  if (metric === 'normalised_tokens') return formatUsd((costOf(parts) * 1_000_000n) / 3n);
  if (metric === 'tokens') return String(tokens);
  if (metric === 'requests') return String(new Set(parts.map((p) => p.event.id)).size);
  if (metric === 'cache_read_share')
    return share(classSum(parts, 'cache_read'), tokens - classSum(parts, 'output'));
  if (metric === 'unpriced_share') return share(unpriced, tokens);
  if (metric === 'suspense') return formatUsd(BigInt(unpriced) * 25_000_000n);
  if (metric === 'unattributed_share')
    return share(tokensOf(parts.filter((p) => p.event.team === '')), tokens);
  return null;
}

export function dimensionOf(event: StandInEvent, dimension: string): string {
  if (dimension === 'priced') return event.cost === null ? 'unpriced' : 'priced';
  if (dimension === 'attributed') return event.team ? 'attributed' : 'unattributed';
  const fields: Record<string, string> = {
    tool: event.tool,
    provider: event.provider,
    model: event.model,
    team: event.team,
    repo: event.repo,
    branch: event.branch,
    session: event.session,
    thread: event.thread,
    source: event.source,
  };
  return fields[dimension] ?? '';
}

export function matching(
  events: readonly StandInEvent[],
  from: string,
  to: string,
  filters: readonly UsageFilter[],
) {
  return events.filter((e) => {
    const day = e.at.slice(0, 10);
    if (day < from || day >= to) return false;
    return filters.every(
      (f) =>
        f.dimension === 'token_class' ||
        f.values.includes(dimensionOf(e, f.dimension)) !== (f.op === 'is_not'),
    );
  });
}

function partsOf(events: readonly StandInEvent[], query: MetricQuery): Part[] {
  const wanted = query.filters.find((f) => f.dimension === 'token_class');
  const kept = classes.filter((c) => !wanted || wanted.values.includes(c) !== (wanted.op === 'is_not'));
  const bySelf = query.group_by.includes('token_class');
  return events.flatMap((event) =>
    bySelf
      ? kept.map((c) => ({ event, tokens: { [c]: event.tokens[c] } }))
      : [{ event, tokens: Object.fromEntries(kept.map((c) => [c, event.tokens[c]])) }],
  );
}

const keyOf = (part: Part, dimensions: readonly string[]) =>
  dimensions.map((d) =>
    d === 'token_class' ? (Object.keys(part.tokens)[0] ?? '') : dimensionOf(part.event, d),
  );
const text = (key: readonly string[]) => key.join('\u0000');

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

function bucketOf(at: string, grain: MetricQuery['grain']): string {
  if (grain === 'hour') return `${at.slice(0, 13)}:00`;
  if (grain === 'month') return `${at.slice(0, 7)}-01`;
  if (grain !== 'week') return at.slice(0, 10);
  const day = new Date(`${at.slice(0, 10)}T00:00:00Z`);
  return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
}

function comparedRange({ range, compare }: MetricQuery): MetricResult['compare_range'] {
  if (compare === 'none') return null;
  const days = compare === 'year' ? 365 : (Date.parse(range.to) - Date.parse(range.from)) / 86_400_000;
  const back = (day: string) => new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
  return { ...range, from: back(range.from), to: back(range.to) };
}

/** Answers a metric query the naive way. */
export function answer(events: readonly StandInEvent[], query: MetricQuery, snapshot: string): MetricResult {
  const compared = comparedRange(query);
  const inRange = matching(events, query.range.from, query.range.to, query.filters);
  const parts = partsOf(inRange, query);
  const before = compared ? partsOf(matching(events, compared.from, compared.to, query.filters), query) : [];
  const groups = query.group_by.length > 0 ? groupRows(query, parts, before) : [];
  const kept = new Set(groups.filter((g) => !g.other).map((g) => text(g.key)));
  const keyed = (p: Part) =>
    query.group_by.length === 0
      ? []
      : kept.has(text(keyOf(p, query.group_by)))
        ? keyOf(p, query.group_by)
        : query.group_by.map(() => '__other__');
  const series =
    query.grain === 'total'
      ? []
      : [...grouped(parts, (p) => `${bucketOf(p.event.at, query.grain)}\u0001${text(keyed(p))}`).values()];
  const tokens = tokensOf(parts);
  return {
    query,
    compare_range: compared,
    totals: query.metrics.map((metric) => {
      const people = metric.startsWith('tokens_per_employee');
      return {
        metric,
        value: people ? null : metricValue(metric, parts),
        compare_value: people || !compared || before.length === 0 ? null : metricValue(metric, before),
        needs: people ? 'people' : needsOf(metric),
      };
    }),
    groups,
    series: series
      .map((rows) => ({
        bucket: bucketOf(rows[0]?.event.at ?? '', query.grain),
        key: rows[0] ? keyed(rows[0]) : [],
        values: query.metrics.map((m) => metricValue(m, rows)),
      }))
      .sort((a, b) => a.bucket.localeCompare(b.bucket)),
    provenance: {
      kind: 'measured',
      newest_event_at: inRange[0]?.at ?? null,
      newest_recorded_at: inRange.length > 0 ? snapshot : null,
      snapshot_at: snapshot,
      priced_token_share: share(tokensOf(parts.filter((p) => p.event.cost !== null)), tokens),
      attributed_token_share: share(tokensOf(parts.filter((p) => p.event.team !== '')), tokens),
      lower_bound: inRange.some((e) => e.thread === 'subagent'),
      missing_output_tokens: inRange.length > 0 ? '10618' : '0',
      duplicates_collapsed: 619,
    },
  };
}

function groupRows(
  query: MetricQuery,
  parts: readonly Part[],
  before: readonly Part[],
): MetricResult['groups'] {
  const now = grouped(parts, (p) => text(keyOf(p, query.group_by)));
  const then = grouped(before, (p) => text(keyOf(p, query.group_by)));
  const rows = [...new Set([...now.keys(), ...then.keys()])]
    .map((key) => ({ key: key.split('\u0000'), parts: now.get(key) ?? [], before: then.get(key) ?? [] }))
    .sort(
      (a, b) =>
        Number(metricValue(query.metrics[0] ?? '', b.parts) ?? 0) -
        Number(metricValue(query.metrics[0] ?? '', a.parts) ?? 0),
    );
  const row = (
    key: string[],
    label: string[],
    other: boolean,
    of: readonly Part[],
    was: readonly Part[],
  ) => ({
    key,
    label,
    other,
    values: query.metrics.map((m) => metricValue(m, of)),
    compare_values: query.metrics.map((m) =>
      query.compare === 'none' || was.length === 0 ? null : metricValue(m, was),
    ),
  });
  const kept = rows.slice(0, query.limit).map((r) =>
    row(
      r.key,
      r.key.map((k, i) => (query.group_by[i] === 'team' ? (teamNames[k] ?? k) : k)),
      false,
      r.parts,
      r.before,
    ),
  );
  const rest = rows.slice(query.limit);
  if (rest.length === 0) return kept;
  const other = query.group_by.map(() => '__other__');
  return [
    ...kept,
    row(
      other,
      other.map(() => 'Other'),
      true,
      rest.flatMap((r) => r.parts),
      rest.flatMap((r) => r.before),
    ),
  ];
}
