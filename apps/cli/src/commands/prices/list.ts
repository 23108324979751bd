import type { PriceRowView } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import {
  countFigure,
  droppedColumns,
  pageLimit,
  renderTable,
  type Table,
  type Terminal,
} from '../../output/index.ts';
import { dateOf, validityText } from './names.ts';

interface ListOptions {
  provider?: string;
  model?: string;
  at: string;
  tier: string;
  speed: string;
  region?: string;
  limit: string;
}

/** `prices list`. */
export async function listPrices({
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<ListOptions>) {
  const limit = pageLimit(options.limit);
  const { client } = await connect();
  const page = await client.price.list({
    provider: options.provider ?? '',
    model: options.model ?? '',
    at: timeOf(options.at, terminal),
    service_tier: options.tier,
    speed: options.speed,
    region: options.region ?? '',
    limit,
  });
  if (globals.json) return printJson('prices/1', page);
  if (page.items.length === 0) {
    terminal.out('No price found. Set one with: exchequer prices set PROVIDER/MODEL --input … --output …\n');
    return;
  }
  const table = priceTable(page.items);
  terminal.out(`USD per million tokens\n\n${renderTable(table, terminal.columns, terminal.style)}`);
  const dropped = droppedColumns(table, terminal.columns);
  if (dropped.length > 0) terminal.out(`Left out to fit: ${dropped.join(', ')}.\n`);
  if (page.next_cursor)
    terminal.out(`First ${limit} of ${page.total} models; narrow with --provider or --model.\n`);
}

const timeOf = (at: string, terminal: Terminal): string | undefined => {
  if (at === 'all') return undefined;
  return at === 'today' ? terminal.now().toISOString() : (dateOf('--at', at) ?? undefined);
};

/** The price table; several rows of one model stand for its contexts, hours and validities. */
export function priceTable(rows: readonly PriceRowView[]): Table {
  const right = { align: 'right' } as const;
  return {
    columns: [
      { title: 'Model', least: 16, dropOrder: 0 },
      { title: 'Input', ...right },
      { title: 'Cache read', ...right, dropOrder: 1 },
      { title: 'Write 5m', ...right, dropOrder: 2 },
      { title: 'Write 1h', ...right, dropOrder: 3 },
      { title: 'Output', ...right },
      { title: 'When', dropOrder: 4, least: 12 },
      { title: 'Source', dropOrder: 5, least: 12 },
    ],
    rows: rows.map((row) => ({
      cells: [
        `${row.provider}/${row.model}`,
        row.usd_per_million.uncached_input,
        row.usd_per_million.cache_read,
        row.usd_per_million.cache_write_5m,
        row.usd_per_million.cache_write_1h,
        row.usd_per_million.output,
        conditions(row),
        `${row.source}, ${row.observed_at.slice(0, 10)}`,
      ],
    })),
  };
}

function conditions(row: PriceRowView): string {
  const parts = [validityText(row.valid_from, row.valid_to)];
  if (row.context_over >= 0) parts.push(`over ${countFigure(String(row.context_over))} input tokens`);
  if (row.seconds_from !== 0 || row.seconds_to !== 86_400) {
    parts.push(`${clock(row.seconds_from)}–${clock(row.seconds_to)} UTC`);
  }
  if (row.origin === 'company') parts.push('your price');
  return parts.join(', ');
}

const clock = (second: number): string =>
  `${String(Math.floor(second / 3600)).padStart(2, '0')}:${String(Math.floor((second % 3600) / 60)).padStart(2, '0')}`;

/** `prices show`. */
export async function showPrice({ args, globals, connect, terminal, printJson }: CommandContext) {
  const { client } = await connect();
  const { row, list } = await client.price.get({ id: String(args[0]) });
  if (globals.json) return printJson('price/1', { row, list });
  const classes = Object.entries(row.usd_per_million).map(([name, usd]) => `  ${name.padEnd(20)} ${usd}`);
  const lines = [
    `${row.provider}/${row.model}  ${row.id}`,
    `${row.service_tier} tier, ${row.speed} speed${row.region ? `, region ${row.region}` : ''}; ${conditions(row)}`,
    `Source: ${row.source}, read ${row.observed_at.slice(0, 10)} (${row.origin})`,
    ...(row.note ? [`Note: ${row.note}`] : []),
    ...(list ? [`Stands in for the list price ${list.id} (${list.source})`] : []),
    'USD per million:',
    ...classes,
  ];
  terminal.out(`${lines.join('\n')}\n`);
}
