import { type Statement, statementViewSchema, unitKinds } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { countFigure, renderTable, shortCount, type Terminal, usdFigure } from '../../output/index.ts';
import { monthOf, oneOf } from './days.ts';

interface StatementOptions {
  month: string;
  by: string;
  view: string;
}

const right = { align: 'right' as const };

/** `ledger statement`. */
export async function showStatement(context: CommandContext<StatementOptions>): Promise<void> {
  const { args, options, globals, connect, terminal, printJson } = context;
  const asked = {
    workspace: globals.workspace,
    kind: oneOf('--by', options.by, unitKinds),
    period: monthOf(options.month),
    view: oneOf('--view', options.view, statementViewSchema.options),
  };
  const { client } = await connect();
  if (args[0] === undefined) {
    const units = await client.ledger.units(asked);
    if (globals.json) return printJson('ledger-units/1', units);
    const table = {
      columns: [
        { title: 'Unit', least: 16 },
        { title: 'Usage', ...right },
        { title: 'Shared', ...right, dropOrder: 2 },
        { title: 'Other', ...right, dropOrder: 1 },
        { title: 'Total', ...right },
      ],
      rows: units.items.map(({ label, ...unit }) => ({ cells: [label, ...figures(unit)] })),
      total: ['Total', ...figures(units.totals)],
    };
    return terminal.out(renderTable(table, terminal.columns, terminal.style));
  }
  const statement = await client.ledger.statement({ ...asked, unit: String(args[0]) });
  if (globals.json) return printJson('ledger-statement/1', statement);
  printStatement(statement, terminal);
}

type Amounts = { usage: string; shared: string; other: string; total: string };
const figures = ({ usage, shared, other, total }: Amounts) => [usage, shared, other, total].map(usdFigure);

function viewWords(view: Statement['view']): string {
  if (view === 'booked') return 'as posted';
  return view === 'now' ? 'as known now' : 'as known at the close';
}

function printStatement(statement: Statement, terminal: Terminal): void {
  const { unit, totals } = statement;
  terminal.out(
    `${unit.label}, ${unit.kind.replace('_', ' ')}  ${statement.from} to ${statement.to} (last day excluded), ${statement.time_zone}\n` +
      `${statement.state}, ${viewWords(statement.view)}\n\n`,
  );
  const table = {
    columns: [
      { title: 'What', least: 20 },
      { title: 'Basis', dropOrder: 1 },
      { title: 'Charged', ...right },
    ],
    rows: [
      ...statement.usage.map((line) => ({
        cells: [
          `${line.provider}/${line.model}`,
          `${countFigure(line.requests)} requests, ${shortCount(line.tokens)} tokens`,
          usdFigure(line.charged),
        ],
      })),
      ...statement.shared.map((line) => ({
        cells: [
          line.name,
          line.basis === ''
            ? `to others by ${line.key.replace('_', ' ')}`
            : `${line.basis} of ${line.basis_of} ${line.basis_unit} of ${usdFigure(line.whole)}`,
          usdFigure(line.amount),
        ],
      })),
      ...statement.other.map((line) => ({
        cells: [line.memo, `${line.kind} ${line.transaction_id}`, usdFigure(line.amount)],
      })),
    ],
    total: ['Total', '', usdFigure(totals.total)],
  };
  terminal.out(renderTable(table, terminal.columns, terminal.style));
  if (totals.subtree_total !== totals.total) {
    terminal.out(`With the units under it: ${usdFigure(totals.subtree_total)}.\n`);
  }
}
