import { books, entryKinds } from '@exchequer/model';
import type { CommandContext } from '../../frame/index.ts';
import { groupDigits, pageLimit, renderTable, type Terminal, usdFigure } from '../../output/index.ts';
import { dayAfter, dayOf, oneOf } from './days.ts';

interface ListOptions {
  book?: string;
  kind?: string;
  account?: string;
  since?: string;
  until?: string;
  limit: string;
  accounts: boolean;
}

/** `ledger list`. */
export async function listLedger(context: CommandContext<ListOptions>): Promise<void> {
  return context.options.accounts ? listAccounts(context) : listTransactions(context);
}

async function listTransactions({
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<ListOptions>) {
  const limit = pageLimit(options.limit);
  const { client } = await connect();
  const page = await client.ledger.transactions({
    workspace: globals.workspace,
    book: options.book === undefined ? undefined : oneOf('--book', options.book, books),
    kind: options.kind === undefined ? undefined : oneOf('--kind', options.kind, entryKinds),
    account: options.account,
    from: dayOf('--since', options.since),
    to: dayAfter('--until', options.until),
    limit,
  });
  if (globals.json) return printJson('ledger-transactions/1', page);
  if (page.items.length === 0) {
    terminal.out('No entry found.\n');
    return;
  }
  const table = {
    columns: [
      { title: 'Entry' },
      { title: 'Posted' },
      { title: 'Kind', dropOrder: 2 },
      { title: 'Amount', align: 'right' as const },
      { title: 'Memo', least: 20, dropOrder: 1 },
    ],
    rows: page.items.map((item) => ({
      cells: [
        item.id,
        item.late ? `${item.posted_on} (for ${item.occurred_on})` : item.posted_on,
        item.reversed_by ? `${item.kind}, reversed` : item.kind,
        item.amounts.map(({ currency, amount }) => money(amount, currency)).join(' + '),
        item.memo,
      ],
    })),
  };
  terminal.out(renderTable(table, terminal.columns, terminal.style));
  if (page.next_cursor) terminal.out(`The newest ${limit}; narrow with --since, --account or --kind.\n`);
}

/** An amount of a currency; dollars with their sign. */
export const money = (amount: string, currency: string): string =>
  currency === 'USD' ? usdFigure(amount) : `${groupDigits(amount)} ${currency}`;

async function listAccounts({ options, globals, connect, terminal, printJson }: CommandContext<ListOptions>) {
  const { client } = await connect();
  const balance = await client.ledger.accounts({
    workspace: globals.workspace,
    book: oneOf('--book', options.book ?? 'financial', books),
    account: options.account,
    from: dayOf('--since', options.since),
    at: dayOf('--until', options.until),
    limit: 2000,
  });
  if (globals.json) return printJson('ledger-accounts/1', balance);
  printAccounts(balance, terminal);
}

type Balance = {
  items: { account: string; currency: string; debit: string; credit: string; balance: string }[];
  totals: { currency: string; debit: string; credit: string }[];
  next_cursor: string | null;
};

function printAccounts({ items, totals, next_cursor: more }: Balance, terminal: Terminal): void {
  if (items.length === 0) {
    terminal.out('No account has postings.\n');
    return;
  }
  const right = { align: 'right' as const };
  const [total] = totals;
  const table = {
    columns: [
      { title: 'Account', least: 24, keep: 'end' as const },
      { title: 'Debit', ...right, dropOrder: 2 },
      { title: 'Credit', ...right, dropOrder: 1 },
      { title: 'Balance', ...right },
    ],
    rows: items.map((item) => ({
      cells: [
        item.account,
        ...[item.debit, item.credit, item.balance].map((amount) => money(amount, item.currency)),
      ],
    })),
    ...(total &&
      totals.length === 1 && {
        total: ['Total', money(total.debit, total.currency), money(total.credit, total.currency), ''],
      }),
  };
  terminal.out(renderTable(table, terminal.columns, terminal.style));
  if (more) terminal.out(`The first ${items.length} accounts; narrow with --account.\n`);
}
