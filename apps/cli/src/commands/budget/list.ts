import type { BudgetEnvelope, FoldedPersons } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import {
  type ExitCode,
  exitCodes,
  renderTable,
  type Style,
  type Table,
  type TableRow,
} from '../../output/index.ts';
import { moneyFigure } from './amount.ts';

export interface ListFlags {
  kind?: BudgetEnvelope['kind'];
  search?: string;
  all?: boolean;
  check?: boolean;
}

/** Writes envelopes in the order of the tree: nobody is ranked. With --check, 3 when one is over. */
export async function listBudgets(context: CommandContext<ListFlags>): Promise<ExitCode> {
  const { globals, options, terminal } = context;
  const { client } = await context.connect();
  const listed = await client.budget.envelopes.list({
    workspace: globals.workspace,
    state: options.all ? 'all' : 'active',
    search: options.search ?? '',
    ...(options.kind && { kind: options.kind }),
  });
  const over = listed.envelopes.filter(isOver);
  if (globals.json) context.printJson('budgets/1', { ...listed, over_budget: over.map(({ id }) => id) });
  else {
    const { time_zone: zone } = await client.settings.get();
    if (listed.envelopes.length === 0 && listed.folded.length === 0) {
      terminal.out(
        'No envelopes yet. Add one: exchequer budget set NAME --kind company --limit AMOUNT --yes\n',
      );
    } else {
      terminal.out(
        renderTable(envelopeTable(listed.envelopes, terminal.style), terminal.columns, terminal.style),
      );
      for (const line of foldedLines(listed.folded)) terminal.out(`${terminal.style.dim(line)}\n`);
      terminal.out(`\n${summaryLine(listed.envelopes.length, over.length)} Days of ${zone}.\n`);
    }
  }
  return options.check && over.length > 0 ? exitCodes.overBudget : exitCodes.ok;
}

/** Overdrawn, or with the whole limit spent. */
export const isOver = ({ balance }: BudgetEnvelope): boolean =>
  balance !== null &&
  (balance.overdrawn !== '0' || (balance.percent !== null && Number(balance.percent) >= 100));

const summaryLine = (count: number, over: number): string =>
  `${count} ${count === 1 ? 'envelope' : 'envelopes'}, ${over === 0 ? 'none' : over} over budget.`;

function envelopeTable(envelopes: readonly BudgetEnvelope[], style: Style): Table {
  const right = { align: 'right' } as const;
  return {
    columns: [
      { title: 'Envelope', least: 16 },
      { title: 'Kind', dropOrder: 5 },
      { title: 'Period', dropOrder: 3 },
      { title: 'Limit', ...right },
      { title: 'Spent', ...right },
      { title: 'Held', ...right, dropOrder: 4 },
      { title: 'Free', ...right },
      { title: '%', ...right, dropOrder: 2 },
      { title: 'Lasts', ...right, dropOrder: 1 },
      { title: 'Id', dropOrder: 6 },
    ],
    rows: envelopes.map((envelope) => rowOf(envelope, style)),
  };
}

function rowOf(
  { id, name, kind, depth, currency, limit, balance, state }: BudgetEnvelope,
  style: Style,
): TableRow {
  const title = `${'  '.repeat(depth)}${name}`;
  const kindText = kind.replace('_', ' ');
  if (!balance) {
    const none = ['–', '–', '–', '–', '–'];
    return {
      cells: [
        title,
        kindText,
        state === 'closed' ? 'closed' : 'not running',
        moneyFigure(limit, currency),
        ...none,
        id,
      ],
    };
  }
  const money = (amount: string) => moneyFigure(amount, currency);
  const free = balance.overdrawn === '0' ? money(balance.free) : `−${money(balance.overdrawn)}`;
  return {
    cells: [
      title,
      kindText,
      balance.period_key,
      money(balance.limit),
      money(balance.spent),
      money(balance.reserved),
      balance.overdrawn === '0' ? free : style.stop(free),
      percentText(balance.percent, balance.crossed.length, style),
      balance.runway_days === null ? '–' : `${balance.runway_days} d`,
      id,
    ],
  };
}

function percentText(percent: string | null, crossed: number, style: Style): string {
  if (percent === null) return '–';
  if (Number(percent) >= 100) return style.stop(percent);
  return crossed > 0 ? style.warn(percent) : percent;
}

const foldedLines = (folded: readonly FoldedPersons[]): string[] =>
  folded.map(({ persons, limit, spent, free, currency, reason }) =>
    persons === null || limit === null || spent === null || free === null
      ? `Envelopes of persons: ${reason}`
      : `${persons} persons together: limit ${moneyFigure(limit, currency)}, spent ${moneyFigure(spent, currency)}, free ${moneyFigure(free, currency)}. ${reason}`,
  );
