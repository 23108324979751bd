import type { LedgerTransactionDetail } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { countFigure, renderTable, usdFigure } from '../../output/index.ts';
import { money } from './list.ts';

/** `ledger show`. */
export async function showTransaction({ args, globals, connect, terminal, printJson }: CommandContext) {
  const { client } = await connect();
  const found = await client.ledger.transaction({ workspace: globals.workspace, id: String(args[0]) });
  if (globals.json) return printJson('ledger-transaction/1', found);
  terminal.out(`${headLines(found).join('\n')}\n\n`);
  const right = { align: 'right' as const };
  const postings = {
    columns: [
      { title: 'Account', least: 24, keep: 'end' as const },
      { title: 'Debit', ...right },
      { title: 'Credit', ...right },
    ],
    rows: found.postings.map(({ account, amount, currency }) => ({
      cells: amount.startsWith('-')
        ? [account, '', money(amount.slice(1), currency)]
        : [account, money(amount, currency), ''],
    })),
  };
  terminal.out(renderTable(postings, terminal.columns, terminal.style));
  if (!found.usage) return;
  const { charges, batch_id: batch, truncated } = found.usage;
  terminal.out(
    `\nBooks usage of batch ${batch}${truncated ? `, the ${charges.length} dearest charges` : ''}:\n\n`,
  );
  const usage = {
    columns: [
      { title: 'Model', least: 12 },
      { title: 'Team', dropOrder: 1 },
      { title: 'Purpose', dropOrder: 2 },
      { title: 'Cost centre', dropOrder: 3 },
      { title: 'Requests', ...right, dropOrder: 4 },
      { title: 'Charged', ...right },
    ],
    rows: charges.map((charge) => ({
      cells: [
        charge.model,
        charge.team || '–',
        charge.purpose.replaceAll('_', ' '),
        charge.cost_center,
        countFigure(charge.requests),
        usdFigure(charge.amount),
      ],
    })),
  };
  terminal.out(renderTable(usage, terminal.columns, terminal.style));
}

function headLines(found: LedgerTransactionDetail): string[] {
  const seal = found.seal
    ? `sealed by link ${found.seal.id} on ${found.seal.sealed_at.slice(0, 10)}`
    : 'not sealed yet';
  return [
    `${found.id}  ${found.kind}, ${found.book} book`,
    found.memo,
    `Posted on ${found.posted_on}${found.late ? `, happened on ${found.occurred_on} (closed by then)` : ''}; recorded ${found.recorded_at}`,
    ...(found.reverses ? [`Takes back ${found.reverses}`] : []),
    ...(found.reversed_by ? [`Taken back by ${found.reversed_by}`] : []),
    `Digest ${found.digest}, ${seal}`,
  ];
}
