import type {
  DateRange,
  DimensionKey,
  MetricQuery,
  MetricResult,
  UsageFilter,
  Workspace,
} from '@exchequer/model/contract';
import type { ContractClient } from '../../connection/index.ts';
import { CliError } from '../../output/index.ts';
import { type FigureKeys, type Figures, figuresOf } from './figures.ts';
import type { UsageRequest } from './options.ts';

/** One row of the report with the parts it splits into. */
export interface UsageRow {
  key: string;
  label: string;
  other: boolean;
  models: string[];
  figures: Figures;
  parts: { label: string; figures: Figures }[];
}

export interface UsageReading {
  rows: UsageRow[];
  total: Figures;
  range: DateRange;
  provenance: MetricResult['provenance'];
}

/** Everything that a usage report shows, from three readings of one range. */
export async function readUsage(
  client: ContractClient,
  workspace: Workspace,
  request: UsageRequest,
  range: DateRange,
  keys: FigureKeys,
): Promise<UsageReading> {
  const filters = await projectFilter(client, workspace, request.project, range);
  const { grain, dimension } = request.report;
  const ask = (groupBy: DimensionKey[], metrics = keys.keys): Promise<MetricResult> =>
    client.metric.query({
      workspace,
      metrics,
      range,
      grain,
      group_by: groupBy,
      filters,
      compare: 'none',
      limit: 200,
    });
  const own: DimensionKey[] = dimension ? [dimension] : [];
  const [whole, byModel, bySplit] = await Promise.all([
    ask(own),
    dimension === 'model' ? null : ask([...own, 'model'], ['tokens']),
    request.split ? ask([...own, request.split]) : null,
  ]);
  const rows = rowsOf(whole, keys);
  const index = new Map(rows.map((row) => [row.key, row]));
  for (const { key, label } of cellsOf(byModel)) index.get(key)?.models.push(label);
  for (const { key, label, values } of cellsOf(bySplit)) {
    index.get(key)?.parts.push({ label, figures: figuresOf(keys, values) });
  }
  return {
    rows,
    total: figuresOf(
      keys,
      keys.keys.map((metric) => totalOf(whole, metric)),
    ),
    range,
    provenance: whole.provenance,
  };
}

const totalOf = (result: MetricResult, metric: string): string | null =>
  result.totals.find((reading) => reading.metric === metric)?.value ?? null;

function rowsOf(result: MetricResult, keys: FigureKeys): UsageRow[] {
  const row = (key: string, label: string, other: boolean, values: (string | null)[]): UsageRow => ({
    key,
    label,
    other,
    models: [],
    figures: figuresOf(keys, values),
    parts: [],
  });
  if (result.query.grain !== 'total') {
    return result.series.map((point) => row(point.bucket, point.bucket, false, point.values));
  }
  return result.groups.map((group) =>
    row(group.key[0] ?? '', group.label[0] || '(none)', group.other, group.values),
  );
}

interface Cell {
  key: string;
  label: string;
  values: (string | null)[];
}

/** Cells of a reading that has one grouping more than the report's rows. */
function cellsOf(result: MetricResult | null): Cell[] {
  if (!result) return [];
  const labels = new Map(result.groups.map((group) => [group.key.join('\u0000'), group.label]));
  const labelAt = (key: readonly string[]) =>
    labels.get(key.join('\u0000'))?.at(-1) || key.at(-1) || '(none)';
  if (result.query.grain !== 'total') {
    return result.series.map((point) => ({
      key: point.bucket,
      label: labelAt(point.key),
      values: point.values,
    }));
  }
  return result.groups.map((group) => ({
    key: group.key[0] ?? '',
    label: group.label.at(-1) || '(none)',
    values: group.values,
  }));
}

/** `--project` takes a whole path or its last part, as people name their projects. */
async function projectFilter(
  client: ContractClient,
  workspace: Workspace,
  project: string | null,
  range: DateRange,
): Promise<UsageFilter[]> {
  if (project === null) return [];
  const known = await client.metric.values({
    workspace,
    dimension: 'project',
    ...range,
    search: project.slice(-100),
  });
  const values = known
    .map(({ value }) => value)
    .filter((value) => value === project || value.endsWith(`/${project}`))
    .slice(0, 100);
  if (values.length > 0) return [{ dimension: 'project', op: 'in', values }];
  const near = known.slice(0, 5).map(({ value }) => value);
  const fix =
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : 'See the projects: exchequer usage --group-by project.';
  throw new CliError(`no usage in a project called ${project}`, fix);
}

/** Values of freely chosen metrics, per row of the report. */
export function askMetrics(
  request: UsageRequest,
  range: DateRange,
  workspace: Workspace,
): MetricQuery & { workspace: Workspace } {
  const { grain, dimension } = request.report;
  const groupBy = [dimension, request.split].filter((one): one is DimensionKey => one !== null);
  return {
    workspace,
    metrics: request.metrics ?? [],
    range,
    grain,
    group_by: groupBy,
    filters: [],
    compare: 'none',
    limit: 200,
  };
}
