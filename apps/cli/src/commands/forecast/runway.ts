import type { RunwayView } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { renderTable, shareFigure } from '../../output/index.ts';

/** Lists envelopes by how soon they run out. */
export async function showRunways(context: CommandContext<object>): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const told = await client.forecast.runway({ workspace: globals.workspace });
  if (globals.json) return context.printJson('runway/1', { ...told });
  if (globals.workspace === 'sample') terminal.out('SAMPLE: figures of a simulated company\n');
  if (told.envelopes.length === 0) {
    terminal.out('No envelope is in force. Make one: exchequer budget set\n');
    return;
  }
  const soonest = [...told.envelopes].sort((a, b) => (a.days ?? Infinity) - (b.days ?? Infinity));
  const columns = ['Envelope', 'Left', 'A day', 'Days left', '80 %', 'Out before reset'].map((title, at) => ({
    title,
    dropOrder: at === 2 ? 1 : 0,
  }));
  const rows = soonest.map((one) => ({
    cells: [
      one.name,
      amount(one, one.left),
      amount(one, one.daily_spend),
      daysText(one),
      bandText(one),
      outText(one),
    ],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
}

const amount = ({ currency }: RunwayView, value: string): string => `${Number(value).toFixed(2)} ${currency}`;

const daysText = ({ days }: RunwayView): string => (days === null ? 'nothing is spent' : days.toFixed(1));

function bandText({ low, high, horizon_days, label }: RunwayView): string {
  if (label === 'short') return 'too short a past';
  if (label === 'no-spend') return '–';
  const text = (days: number | null) => (days === null ? `over ${horizon_days}` : days.toFixed(1));
  return low === null ? `over ${horizon_days}` : `${text(low)}–${text(high)}`;
}

const outText = ({ out_before_reset: out }: RunwayView): string =>
  out === null ? '–' : shareFigure(`${out}`);
