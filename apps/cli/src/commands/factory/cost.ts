import type { CommandContext } from '../../frame/index.ts';
import { renderTable, usdFigure } from '../../output/index.ts';
import { dayOf, oneOf } from '../ledger/days.ts';
import { amountOf, numberOf } from './number.ts';

export interface CostFlags {
  from: string;
  gpus: string;
  gpuPrice: string;
  months: string;
  gpuHour: string;
  kwh: string;
  pue: string;
  ops: string;
  capWatts: string;
  sellable: string;
  price: string;
  boundary: string;
  parity: string;
}

/** States what a pool costs. */
export async function setCost(context: CommandContext<CostFlags>): Promise<void> {
  const { globals, args, options, terminal } = context;
  const wish = {
    workspace: globals.workspace,
    pool: args[0] as string,
    valid_from: dayOf('--from', options.from) as string,
    gpus: numberOf('--gpus', options.gpus, 1, 1_000_000),
    gpu_price: amountOf('--gpu-price', options.gpuPrice),
    depreciation_months: numberOf('--months', options.months, 1, 240),
    gpu_hour: amountOf('--gpu-hour', options.gpuHour),
    power_per_kwh: amountOf('--kwh', options.kwh),
    pue: numberOf('--pue', options.pue, 1, 5),
    ops_per_month: amountOf('--ops', options.ops),
    cap_watts: numberOf('--cap-watts', options.capWatts),
    sellable_share: numberOf('--sellable', options.sellable, 0, 1),
    price_per_million: amountOf('--price', options.price),
    boundary: oneOf('--boundary', options.boundary, ['gpu', 'server', 'rack', 'building'] as const),
    quality_parity: oneOf('--parity', options.parity, ['unknown', 'equal', 'worse'] as const),
  };
  const { client } = await context.connect();
  const cost = await client.factory.setCost(wish);
  if (globals.json) return context.printJson('factory-cost/1', cost);
  terminal.out(`The pool ${cost.pool} costs that from ${cost.valid_from} on.\n`);
}

/** Writes what is stated of pools. */
export async function listCosts(context: CommandContext): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const costs = await client.factory.costs({ workspace: globals.workspace });
  if (globals.json) return context.printJson('factory-costs/1', { costs });
  if (costs.length === 0) {
    terminal.out('Nothing is stated yet: exchequer factory cost POOL --from DAY --gpus N --gpu-hour USD\n');
    return;
  }
  const titles = [
    'Pool',
    'From',
    'GPUs',
    'Price each',
    'Per GPU-hour',
    'kWh',
    'PUE',
    'Operations',
    'Boundary',
    'Quality',
  ];
  const rows = costs.map((cost) => ({
    cells: [
      ...[cost.pool, cost.valid_from, String(cost.gpus), usdFigure(cost.gpu_price), usdFigure(cost.gpu_hour)],
      ...[usdFigure(cost.power_per_kwh), String(cost.pue), usdFigure(cost.ops_per_month)],
      ...[cost.boundary, cost.quality_parity],
    ],
  }));
  const columns = titles.map((title, at) => ({ title, dropOrder: at < 3 ? 0 : at }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
}
