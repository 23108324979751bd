import type { WorkItem } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { countFigure, renderTable, shortCount, usageError, usdFigure } from '../../output/index.ts';
import { type RangeFlags, rangeOf } from './range.ts';

export interface ListFlags extends RangeFlags {
  kind: 'ticket' | 'branch' | 'pull_request' | 'workflow' | 'commit';
  search: string;
  limit: string;
}

const most = 500;

/** Writes work items, dearest first. Whatever reached no work item stands under `work coverage`. */
export async function listWork(context: CommandContext<ListFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { workspace } = globals;
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw usageError(`--limit: "${options.limit}" is no count up to ${most}`, 'Write a whole number.');
  const { client } = await context.connect();
  const { time_zone: zone } = await client.settings.get();
  const { kind, search } = options;
  const page = await client.outcome.works({
    workspace,
    range: rangeOf(options, terminal.now(), zone),
    kind,
    search,
    limit,
  });
  if (globals.json) return context.printJson('work/1', { kind, items: page.items });
  if (page.items.length === 0)
    return terminal.out(
      `No usage reached a ${kind.replace('_', ' ')}. Deliveries of outcomes, such as merged pull requests, bring links.\n`,
    );
  const right = { align: 'right' as const };
  const columns = [
    { title: 'Work item', keep: 'end' as const, least: 16 },
    { title: 'Cost', ...right },
    { title: 'Tokens', ...right, dropOrder: 3 },
    { title: 'Requests', ...right, dropOrder: 2 },
    { title: 'Commits', ...right },
    { title: 'Outcomes', ...right, dropOrder: 1 },
    { title: 'Known by', dropOrder: 4 },
  ];
  terminal.out(renderTable({ columns, rows: page.items.map(rowOf) }, terminal.columns, terminal.style));
  for (const text of notesOf(page.items)) terminal.out(`\n${text}\n`);
  if (page.next_cursor) terminal.out(`\nThe dearest ${limit}; more with --limit.\n`);
}

const rowOf = (item: WorkItem) => ({
  cells: [
    `${item.work_key.slice(item.kind.length + 1)}${item.incomplete.length > 0 ? ' *' : ''}`,
    usdFigure(item.cost),
    shortCount(item.tokens),
    countFigure(item.requests),
    String(item.commits.any.length),
    String(item.outcomes.length),
    item.weakest_rule ?? '',
  ],
});

const notesOf = (items: readonly WorkItem[]): string[] =>
  [...new Set(items.flatMap(({ incomplete }) => incomplete))].map((text) => `* Incomplete: ${text}.`);
