import type { RerateResult } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { countFigure, renderTable, type Terminal, usdFigure } from '../../output/index.ts';
import { splitName } from './names.ts';

/** `prices rerate`. */
export async function rerate({
  args,
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<{ dryRun: boolean }>) {
  const { client } = await connect();
  const only = typeof args[0] === 'string' ? splitName(args[0]) : { provider: '', model: '' };
  const result = await client.price.rerate({ ...only, dry_run: options.dryRun });
  if (globals.json) return printJson('rerate/1', result);
  if (result.items.length === 0) terminal.out('All booked usage stands at the prices of the book.\n');
  printRerated(result, terminal);
}

/** What was re-rated, or could be; nothing when there was nothing to do. */
export function printRerated(result: RerateResult, terminal: Terminal): void {
  if (result.items.length === 0) return;
  const right = { align: 'right' } as const;
  const table = {
    columns: [
      { title: result.dry_run ? 'Could change' : 'Re-rated' },
      { title: 'Requests', ...right },
      { title: 'Tokens', ...right, dropOrder: 1 },
      { title: 'In suspense', ...right, dropOrder: 2 },
      ...(result.dry_run
        ? []
        : [
            { title: 'Amended', ...right },
            { title: 'Cost change', ...right },
          ]),
    ],
    rows: result.items.map((item) => ({
      cells: [
        `${item.provider}/${item.model}`,
        countFigure(item.requests),
        countFigure(item.tokens),
        usdFigure(item.suspense),
        ...(result.dry_run
          ? []
          : [countFigure(String(item.amended ?? 0)), usdFigure(item.cost_change ?? '0')]),
      ],
    })),
  };
  terminal.out(`\n${renderTable(table, terminal.columns, terminal.style)}`);
  if (result.dry_run) terminal.out('Nothing was changed. Run without --dry-run to book the differences.\n');
}
