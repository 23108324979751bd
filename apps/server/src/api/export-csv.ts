import { metricsOf } from '@exchequer/core/metric';
import {
  type MetricQuery,
  type MetricResult,
  metricQuerySchema,
  workspaceSchema,
} from '@exchequer/model/contract';
import type { RawRoute } from '../http/index.ts';
import { answerable } from './metric.ts';
import { refusal } from './problem.ts';

const path = /^\/api\/w\/([^/]+)\/query\.csv$/;

/** `GET /api/w/{ws}/query.csv?q=…`: what a metric query answers, as a table for a spreadsheet. */
export const csvRoute: RawRoute = {
  method: 'GET',
  path,
  scope: 'read',
  handle: async ({ path: asked, query, res }, { services, actor }) => {
    const workspace = workspaceSchema.safeParse(path.exec(asked)?.[1]);
    if (!workspace.success)
      throw refusal(404, 'not-found', `there is no workspace here`, 'Use live or sample.');
    const metricQuery = readQuery(query.get('q') ?? '');
    const result = await services.reports.metrics(workspace.data, answerable(metricQuery), actor.id);
    const body = toCsv(result);
    res.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'content-disposition': `attachment; filename="${fileName(workspace.data, metricQuery)}"`,
      'cache-control': 'no-store',
    });
    res.end(body);
  },
};

function readQuery(encoded: string): MetricQuery {
  const parsed = metricQuerySchema.safeParse(parseJson(Buffer.from(encoded, 'base64url').toString('utf8')));
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues
    .map(({ path: at, message }) => `${at.join('.') || 'q'}: ${message}`)
    .join('; ');
  throw refusal(400, 'bad-query', detail, 'Pass the metric query as JSON in base64url in the parameter `q`.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fileName(workspace: string, { range }: MetricQuery): string {
  const mark = workspace === 'sample' ? 'SAMPLE-' : '';
  return `${mark}exchequer-${range.from}-to-${range.to}.csv`;
}

/** The whole table: what it is, then one line per bucket or group, then the total. */
export function toCsv(result: MetricResult): string {
  const { query } = result;
  const names = metricsOf(query).map(({ name, unit }) => `${name} (${unit.replaceAll('_', ' ')})`);
  const bucket = query.grain === 'total' ? [] : [query.grain];
  const blank = [...bucket, ...query.group_by].map(() => '');
  const total = ['Total', ...blank.slice(1), ...result.totals.map(({ value }) => value)];
  const rows = [
    ...describe(result),
    [],
    [...(blank.length > 0 ? [...bucket, ...query.group_by] : ['']), ...names],
    ...(query.grain === 'total' ? groupRows(result) : seriesRows(result)),
    total,
  ];
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

type Row = (string | null)[];

const groupRows = ({ groups }: MetricResult): Row[] =>
  groups.map(({ label, values }) => [...label, ...values]);

function seriesRows({ groups, series }: MetricResult): Row[] {
  const labels = new Map(groups.map(({ key, label }) => [JSON.stringify(key), label]));
  return series.map(({ bucket, key, values }) => [
    bucket,
    ...(labels.get(JSON.stringify(key)) ?? key),
    ...values,
  ]);
}

function describe({ query, provenance }: MetricResult): Row[] {
  const { range, filters } = query;
  const percent = (share: string | null) => (share === null ? 'no usage' : share);
  return [
    ...(provenance.kind === 'sample' ? [['SAMPLE', 'Figures of a simulated company']] : []),
    ['Range', `${range.from} to ${range.to}, the last day excluded`],
    ['Time zone', range.time_zone],
    [
      'Filters',
      filters.map((f) => `${f.dimension} ${f.op.replace('_', ' ')} ${f.values.join(' | ')}`).join('; ') ||
        'none',
    ],
    ['Snapshot', provenance.snapshot_at],
    ['Provenance', provenance.kind],
    ['Newest event', provenance.newest_event_at ?? 'none'],
    ['Newest record', provenance.newest_recorded_at ?? 'none'],
    ['Priced share of tokens', percent(provenance.priced_token_share)],
    ['Attributed share of tokens', percent(provenance.attributed_token_share)],
    [
      'Lower bound',
      provenance.lower_bound
        ? `yes, at least ${provenance.missing_output_tokens} output tokens are missing`
        : 'no',
    ],
    ['Duplicates collapsed', String(provenance.duplicates_collapsed)],
  ];
}

/**
 * One cell. Text that a spreadsheet would run as a formula is made text by an apostrophe; plain
 * numbers, negative ones too, stay numbers. A value that cannot be computed is an empty cell.
 */
export function csvCell(value: string | null): string {
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
