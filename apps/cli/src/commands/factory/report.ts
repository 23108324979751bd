import type { BreakEven, PoolReport } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import {
  countFigure,
  renderTable,
  roundDecimal,
  shareFigure,
  type Terminal,
  usdFigure,
} from '../../output/index.ts';
import { rangeOf } from '../ledger/days.ts';
import { amountOf, numberOf } from './number.ts';

export interface ReportFlags {
  since: string;
  until: string;
}

export interface BreakEvenFlags extends ReportFlags {
  apiPrice?: string;
  months: string;
  apiDecline: string;
  discount: string;
}

/** Writes every pool over a range, each figure with what it lacks. */
export async function showReport(context: CommandContext<ReportFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const range = { ...rangeOf(options), time_zone: terminal.timeZone };
  const { client } = await context.connect();
  const pools = await client.factory.report({ workspace: globals.workspace, range });
  if (globals.json) return context.printJson('factory-report/1', { pools });
  if (pools.length === 0) terminal.out('No pool was scraped, and none has a cost stated.\n');
  for (const pool of pools) show(terminal, pool);
}

const known = (value: string | null, write: (text: string) => string): string =>
  value === null ? '–' : write(value);
const rounded = (places: number) => (text: string) => roundDecimal(text, places);

function show(terminal: Terminal, pool: PoolReport): void {
  const bound = pool.lower_bound ? '≥ ' : '';
  const figures: [string, string][] = [
    ['Prompt tokens', bound + countFigure(pool.prompt_tokens)],
    ['Generated tokens', bound + countFigure(pool.generated_tokens)],
    ['Requests', bound + countFigure(pool.requests)],
    [`Joules (${pool.boundary}, PUE ${pool.pue})`, bound + known(pool.joules, countFigure)],
    ['Joules per token', known(pool.joules_per_token, rounded(3))],
    ['Joules per generated token', known(pool.joules_per_generated_token, rounded(3))],
    ['Tokens per joule', known(pool.tokens_per_joule, rounded(3))],
    ['Mean watts', known(pool.mean_watts, rounded(0))],
    ['GPU utilisation', known(pool.utilisation, shareFigure)],
    ['Cost', known(pool.cost.total, usdFigure)],
    ['  of it on idle GPUs', known(pool.cost.idle, usdFigure)],
    ['Cost per million tokens', known(pool.cost_per_million, usdFigure)],
    ['  were the GPUs never idle', known(pool.cost_per_million_at_full_use, usdFigure)],
    ['Lost on idle watts', known(pool.idle_watts_loss, usdFigure)],
    ['Scraped', shareFigure(pool.scraped_share)],
  ];
  const columns = [{ title: pool.pool }, { title: '', align: 'right' as const }];
  const rows = figures.map((cells) => ({ cells }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  if (pool.restarts > 0) {
    terminal.out(`${pool.restarts} restarts: what was counted just before each of them is lost.\n`);
  }
  for (const need of pool.needs) terminal.out(`Needs: ${need}\n`);
  terminal.out('\n');
}

/** Writes whole GPUs against the API. */
export async function showBreakEven(context: CommandContext<BreakEvenFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const range = { ...rangeOf(options), time_zone: terminal.timeZone };
  const { client } = await context.connect();
  const answer = await client.factory.breakEven({
    ...{ workspace: globals.workspace, pool: args[0] as string, range },
    ...(options.apiPrice !== undefined && {
      api_price_per_million: amountOf('--api-price', options.apiPrice),
    }),
    horizon_months: numberOf('--months', options.months, 1, 120),
    api_decline_per_year: numberOf('--api-decline', options.apiDecline, 0, 0.99),
    discount_per_year: numberOf('--discount', options.discount, 0, 1),
  });
  if (globals.json) return context.printJson('factory-break-even/1', answer);
  terminal.out(sentences(answer));
}

const verdicts = { 'self-host': 'Own GPUs', api: 'The API', 'cannot-tell': 'Cannot tell' } as const;

function sentences(answer: BreakEven): string {
  const lines = [`${verdicts[answer.verdict]}. ${answer.reason}`];
  lines.push(`Load: ${countFigure(answer.now_per_month)} tokens a month on ${answer.gpus} GPUs.`);
  if (answer.tokens_per_month) {
    lines.push(`Whole GPUs pay from ${countFigure(answer.tokens_per_month)} tokens a month.`);
  }
  if (answer.npv !== null) {
    lines.push(`Capital ${usdFigure(answer.capex)}, worth ${usdFigure(answer.npv)} today over the horizon.`);
  }
  if (answer.break_even_decline !== null) {
    lines.push(`That is nothing if the API gets ${shareFigure(answer.break_even_decline)} cheaper a year.`);
  }
  return `${lines.join('\n')}\n`;
}
