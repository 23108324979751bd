import type { DateRange, Evidence, MetricDefinition, Reading } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import {
  countFigure,
  groupDigits,
  renderTable,
  roundDecimal,
  shareFigure,
  shortCount,
  usageError,
  usdFigure,
} from '../../output/index.ts';
import { kpiRange } from './range.ts';

export interface KpiFlags {
  area?: string;
  since?: string;
  until?: string;
}

/** Lists the catalogue. */
export async function listKpis(context: CommandContext<KpiFlags>): Promise<void> {
  const { options, terminal } = context;
  const { client } = await context.connect();
  const all = await client.metric.catalogue();
  const metrics = options.area ? all.filter(({ area }) => area === options.area) : all;
  if (context.globals.json) return context.printJson('kpis/1', { metrics });
  const columns = ['Key', 'Name', 'Formula'].map((title, at) => ({ title, dropOrder: at === 2 ? 1 : 0 }));
  const rows = metrics.map(({ key, name, formula }) => ({ cells: [key, name, formula] }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
}

const mostMetrics = 12;

/** Shows figures of a range, each with its interval, or with what it needs. */
export async function showKpis(context: CommandContext<KpiFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { client } = await context.connect();
  const [catalogue, pairs] = await Promise.all([client.metric.catalogue(), client.value.pairs()]);
  const asked = (args[0] as string[] | undefined) ?? [];
  const keys = asked.length > 0 ? asked : pairs.flatMap(({ headcount, token }) => [headcount, token]);
  const definitions = new Map(catalogue.map((one) => [one.key, one]));
  const strange = keys.find((key) => !definitions.has(key));
  if (strange) throw usageError(`there is no metric ${strange}`, 'List them: exchequer kpi list');
  if (keys.length > mostMetrics) {
    throw usageError(`${keys.length} metrics at once`, `Ask for at most ${mostMetrics}.`);
  }
  const range = await kpiRange(client, options, terminal.now());
  const workspace = globals.workspace;
  const [result, evidence] = await Promise.all([
    client.metric.query({ workspace, metrics: keys, range, grain: 'total', limit: 1 }),
    client.value.evidence({ workspace, metrics: keys, range }),
  ]);
  const rows = keys.flatMap((key, at) => {
    const definition = definitions.get(key);
    const reading = result.totals[at];
    return definition && reading ? [{ definition, reading, evidence: evidence[at] }] : [];
  });
  if (globals.json) return context.printJson('kpi/1', { range, rows });
  const columns = ['Metric', 'Value', 'Grade', 'n'].map((title) => ({ title, dropOrder: 0 }));
  const cells = rows.map(({ definition, reading, evidence: rests }) => ({
    cells: [
      definition.name,
      shownValue(definition, reading, rests),
      rests?.grade ?? '–',
      rests ? countFigure(rests.n) : '–',
    ],
  }));
  if (workspace === 'sample') terminal.out('SAMPLE: figures of a simulated company\n');
  terminal.out(renderTable({ columns, rows: cells }, terminal.columns, terminal.style));
  terminal.out(`\n${rangeText(range)}\n`);
}

export const rangeText = ({ from, to, time_zone }: DateRange): string =>
  `${from} to ${to}, the last day excluded, ${time_zone}`;

/** A figure as it may be shown: below thirty outcomes its interval alone. */
export function shownValue(
  definition: MetricDefinition,
  { value, needs }: Pick<Reading, 'value' | 'needs'>,
  evidence: Evidence | undefined,
): string {
  if (value === null) return `Needs: ${needs ?? 'more to go by'}`;
  const interval = evidence?.interval;
  const between = interval
    ? `${figureOf(definition, interval.low)}–${figureOf(definition, interval.high)}`
    : null;
  if (evidence?.shows === 'interval') return `${between} (too few to say more)`;
  if (evidence?.shows === 'nothing') return `too few to say: ${evidence.reason ?? ''}`;
  return between ? `${figureOf(definition, value)} (${between})` : figureOf(definition, value);
}

const places = 3;

/** A value in its unit. */
export function figureOf({ unit }: Pick<MetricDefinition, 'unit'>, value: string): string {
  if (unit.startsWith('usd')) return usdFigure(value);
  if (unit === 'share') return shareFigure(value);
  if (unit === 'tokens' || unit === 'tokens_per_employee') return shortCount(value);
  if (unit === 'count') return countFigure(value);
  return groupDigits(roundDecimal(value, places));
}
