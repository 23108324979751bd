import type { MetricDefinition, MetricResult } from '@exchequer/model/contract';
import type { ContractClient } from '../../connection/index.ts';
import type { CommandContext } from '../../frame/index.ts';
import {
  countFigure,
  groupDigits,
  renderTable,
  roundDecimal,
  shareFigure,
  usdFigure,
} from '../../output/index.ts';
import { showFootnotes } from './footnotes.ts';
import type { UsageFlags, UsageRequest } from './options.ts';

/** Writes chosen metrics of the catalogue, each figure in its unit. */
export async function showMetrics(
  { terminal }: CommandContext<UsageFlags>,
  request: UsageRequest,
  result: MetricResult,
  client: ContractClient,
): Promise<void> {
  const catalogue = new Map((await client.metric.catalogue()).map((metric) => [metric.key, metric]));
  const metrics = result.query.metrics.map((key) => catalogue.get(key));
  const shown = (values: readonly (string | null)[]) => values.map((value, at) => figure(value, metrics[at]));
  const grouped = result.query.group_by.length > 0;
  const labels = new Map(result.groups.map((group) => [group.key.join('\u0000'), group.label.join(' · ')]));
  const rows =
    result.query.grain === 'total'
      ? result.groups.map((group) => [
          group.label.map((text) => text || '(none)').join(' · '),
          ...shown(group.values),
        ])
      : result.series.map((point) => {
          const label = grouped ? ` · ${labels.get(point.key.join('\u0000')) ?? point.key.join(' · ')}` : '';
          return [`${point.bucket}${label}`, ...shown(point.values)];
        });
  const columns = [
    { title: request.report.heading, least: 10 },
    ...result.query.metrics.map((key) => ({
      title: catalogue.get(key)?.name ?? key,
      align: 'right' as const,
    })),
  ];
  const total = ['Total', ...shown(result.totals.map((reading) => reading.value))];
  terminal.out(
    renderTable({ columns, rows: rows.map((cells) => ({ cells })), total }, terminal.columns, terminal.style),
  );
  for (const { metric, needs } of result.totals) {
    if (needs) terminal.out(`${catalogue.get(metric)?.name ?? metric} needs: ${needs}\n`);
  }
  showFootnotes(terminal, result.provenance, [], result.query.range.time_zone);
}

/** A value in its unit; a missing one stays a dash, never 0. */
function figure(value: string | null, metric: MetricDefinition | undefined): string {
  if (value === null) return '–';
  switch (metric?.unit) {
    case 'usd':
      return usdFigure(value);
    case 'usd_per_million_tokens':
      return `${usdFigure(value)} / M`;
    case 'usd_per_outcome':
    case 'usd_per_employee':
      return usdFigure(value);
    case 'share':
      return shareFigure(value);
    case 'tokens':
    case 'count':
      return countFigure(value);
    case 'tokens_per_employee':
      return groupDigits(roundDecimal(value, 1));
    default:
      return groupDigits(roundDecimal(value, 3));
  }
}
