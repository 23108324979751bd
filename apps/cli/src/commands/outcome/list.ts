import type { OutcomeView } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { groupDigits, renderTable, usageError } from '../../output/index.ts';
import { type RangeFlags, rangeOf } from '../work-items/range.ts';

export interface ListOutcomesFlags extends RangeFlags {
  kind?: string;
  work?: string;
  limit: string;
}

const most = 500;

/** Writes outcomes with what became of them. */
export async function listOutcomes(context: CommandContext<ListOutcomesFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw usageError(`--limit: "${options.limit}" is no count up to ${most}`, 'Write a whole number.');
  const { client } = await context.connect();
  const { time_zone: zone } = await client.settings.get();
  const page = await client.outcome.list({
    workspace: globals.workspace,
    range: rangeOf(options, terminal.now(), zone),
    limit,
    ...(options.kind && { kind: options.kind }),
    ...(options.work && { work_key: options.work }),
  });
  if (globals.json) return context.printJson('outcomes/1', { outcomes: page.outcomes });
  if (page.outcomes.length === 0) {
    return terminal.out(
      'No outcomes here. Bring them with outcome connect, outcome import, or import git-log.\n',
    );
  }
  const columns = [
    { title: 'When', least: 10 },
    { title: 'What' },
    { title: 'Work item', keep: 'end' as const, least: 16 },
    { title: 'State' },
    { title: 'Value', align: 'right' as const, dropOrder: 2 },
    { title: 'Source', dropOrder: 1 },
  ];
  const rows = page.outcomes.map((one) => rowOf(one, zone));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  if (page.next_cursor)
    terminal.out(`\nThe latest ${limit}; more with --limit, earlier ones with --until.\n`);
}

function rowOf(one: OutcomeView, timeZone: string) {
  const day = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone }).format(
    new Date(one.occurred_at),
  );
  const value = one.value === null ? '' : `${groupDigits(one.value)} ${one.currency}`.trim();
  return { cells: [day, one.kind_name, one.work_key, one.state, value, one.source] };
}
