import { forecastScopes, type SpendForecastView } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { renderTable, shareFigure, usageError, usdFigure } from '../../output/index.ts';

export interface ForecastFlags {
  month?: boolean;
  quarter?: boolean;
  scope: string;
  budget?: string;
  cost: string;
}

const costs = ['list', 'contracted', 'marginal'] as const;

/** Shows the estimate of a period with its bands, the probability that it passes the budget, and why. */
export async function showForecast(context: CommandContext<ForecastFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  if (options.month && options.quarter) {
    throw usageError('--month and --quarter ask for two things', 'Give one of them.');
  }
  const cost = costs.find((one) => one === options.cost);
  if (!cost) throw usageError(`there is no cost ${options.cost}`, `One of: ${costs.join(', ')}.`);
  const asked = { ...scopeOf(options.scope), cost, budget: options.budget };
  const { client } = await context.connect();
  const horizon = options.quarter ? ('quarter' as const) : ('month' as const);
  const told = await client.forecast.spend({ workspace: globals.workspace, horizon, ...asked });
  if (globals.json) return context.printJson('forecast/1', { ...told });
  if (globals.workspace === 'sample') terminal.out('SAMPLE: figures of a simulated company\n');
  if (!told.estimate) {
    terminal.out(`${terminal.style.bold('Cannot tell')}\n${told.says}\n`);
    return;
  }
  terminal.out(`${terminal.style.bold(headline(told, told.estimate))}\n${told.says}\n\n`);
  terminal.out(figures(context, told, told.estimate));
  if (told.candidates.length > 0) terminal.out(`\n${candidates(context, told)}`);
  const { from, to, time_zone } = told.period;
  terminal.out(`\n${from} to ${to}, the last day excluded, ${time_zone}; known up to ${told.as_of}\n`);
}

/** Reads `team:platform` and the like. */
function scopeOf(text: string): { scope: SpendForecastView['scope']; id: string } {
  const [kind = '', ...rest] = text.split(':');
  const scope = forecastScopes.find((one) => one === kind);
  const id = rest.join(':');
  if (!scope || (scope === 'company') !== (id === '')) {
    throw usageError(`there is no scope ${text}`, 'Give company, team:ID, provider:NAME or workflow:NAME.');
  }
  return { scope, id };
}

type Estimate = NonNullable<SpendForecastView['estimate']>;

function headline({ period }: SpendForecastView, { median, low80, high80 }: Estimate): string {
  const range = low80 === high80 ? usdFigure(median) : `${usdFigure(low80)} to ${usdFigure(high80)}`;
  return `The ${period.kind} will have cost ${range} (80 of 100 courses; middle ${usdFigure(median)})`;
}

function figures(
  { terminal }: CommandContext<ForecastFlags>,
  told: SpendForecastView,
  found: Estimate,
): string {
  const band = (low: string, high: string) => `${usdFigure(low)} to ${usdFigure(high)}`;
  const rows = [
    [`Actual up to ${told.as_of}`, usdFigure(found.actual)],
    ['At the end, middle', usdFigure(found.median)],
    ['At the end, 80 %', band(found.low80, found.high80)],
    ['At the end, 95 %', band(found.low95, found.high95)],
    ...(found.budget === null ? [] : [['Budget', usdFigure(found.budget)]]),
    ...(found.over_budget === null ? [] : [['Probability over it', shareFigure(`${found.over_budget}`)]]),
  ];
  const columns = ['Figure', 'Amount'].map((title) => ({ title, dropOrder: 0 }));
  return renderTable({ columns, rows: rows.map((cells) => ({ cells })) }, terminal.columns, terminal.style);
}

/** Every model that was tried, with its error against “as a week ago” while learning. */
function candidates(
  { terminal }: CommandContext<ForecastFlags>,
  { candidates: tried, model }: SpendForecastView,
) {
  const text = (score: number | null) => (score === null ? '–' : score.toFixed(3));
  const titles = ['Tried on the past', 'Error at 7 days', '30 days', '90 days'];
  const columns = titles.map((title) => ({ title, dropOrder: 0 }));
  const rows = tried.map((one) => ({
    cells: [
      one.model === model ? `${one.model} (chosen)` : one.model,
      ...[one.mase7, one.mase30, one.mase90].map(text),
    ],
  }));
  const scale = 'Errors are in those of “as a week ago” while learning (MASE): less is better.';
  return `${renderTable({ columns, rows }, terminal.columns, terminal.style)}${terminal.style.dim(scale)}\n`;
}
