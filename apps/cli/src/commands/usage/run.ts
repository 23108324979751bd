import type { CommandContext } from '../../frame/index.ts';
import { rangeOf } from './dates.ts';
import { type Figures, figureKeys } from './figures.ts';
import { showFootnotes, unpricedModels } from './footnotes.ts';
import { showMetrics } from './metrics.ts';
import { type UsageFlags, type UsageRequest, usageRequest } from './options.ts';
import { askMetrics, readUsage, type UsageReading } from './read.ts';
import { showUsage } from './show.ts';

/** Reads and writes the report. */
export async function runUsage(context: CommandContext<UsageFlags>): Promise<void> {
  const { terminal, globals, options, args } = context;
  const request = usageRequest(args[0] as string | undefined, options, terminal.timeZone);
  const range = rangeOf(request, terminal.now());
  const connection = await context.connect({ justLogs: request.timeZone });
  const { client, place } = connection;
  if (request.metrics) {
    const result = await client.metric.query(askMetrics(request, range, globals.workspace));
    if (globals.json) context.printJson('metrics/1', { report: request.report.name, ...result });
    else await showMetrics(context, request, result, client);
    return;
  }
  const reading = await readUsage(client, globals.workspace, request, range, figureKeys(request.cost));
  const unpriced = request.cost ? await unpricedModels(client, globals.workspace, reading.total) : [];
  if (globals.json) {
    context.printJson('usage/1', { ...usageJson(request, reading), unpriced, read_from: place });
    return;
  }
  showUsage(terminal, request, reading, place);
  showFootnotes(terminal, reading.provenance, unpriced, range.time_zone);
}

/** The report for machines: exact decimal strings, `null` where nothing is priced. */
function usageJson(request: UsageRequest, { rows, total, range, provenance }: UsageReading): object {
  return {
    report: request.report.name,
    range,
    cost: request.cost,
    rows: rows.map((row) => ({
      key: row.key,
      label: row.label,
      other: row.other,
      ...(request.report.dimension !== 'model' && { models: row.models }),
      ...figuresJson(row.figures, request),
      ...(request.split && {
        breakdown: row.parts.map((part) => ({
          [request.split ?? '']: part.label,
          ...figuresJson(part.figures, request),
        })),
      }),
    })),
    total: figuresJson(total, request),
    provenance,
  };
}

function figuresJson(figures: Figures, request: UsageRequest): object {
  return {
    requests: figures.requests,
    uncached_input: figures.input,
    cache_write: figures.cacheWrite,
    cache_read: figures.cacheRead,
    output: figures.output,
    tokens: figures.tokens,
    missing_output: figures.missingOutput,
    ...(request.cost && { [`cost_${request.cost}`]: figures.cost, partly_unpriced: figures.partlyUnpriced }),
  };
}
