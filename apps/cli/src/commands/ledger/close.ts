import { randomUUID } from 'node:crypto';
import { type CheckKey, type ClosePlan, checkKeys } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import {
  type ExitCode,
  exitCodes,
  renderTable,
  type Terminal,
  usageError,
  usdFigure,
} from '../../output/index.ts';
import { monthOf, oneOf } from './days.ts';

interface CloseOptions {
  approver?: string;
  note: string;
  waive?: string[];
  yes: boolean;
}

/** `ledger close`: exit code 1 where the checklist does not let the month close. */
export async function closeLedger(context: CommandContext<CloseOptions>): Promise<ExitCode> {
  const { args, options, globals, connect, terminal, printJson } = context;
  const { workspace } = globals;
  const { client } = await connect();
  if (args[0] === undefined) {
    const periods = await client.ledger.periods.list({ workspace });
    if (globals.json) printJson('ledger-periods/1', periods);
    else printPeriods(periods.items, terminal);
    return exitCodes.ok;
  }
  const period = monthOf(String(args[0]));
  for (const { item, reason } of waivers(options.waive ?? [])) {
    await client.ledger.periods.waive({ workspace, period, item, reason, approver: approverOf(options) });
  }
  if (!options.yes) {
    const plan = await client.ledger.periods.plan({ workspace, period });
    if (globals.json) printJson('ledger-close-plan/1', plan);
    else printPlan(plan, terminal);
    return plan.closable ? exitCodes.ok : exitCodes.error;
  }
  const record = await client.ledger.periods.close({
    workspace,
    period,
    approver: approverOf(options),
    note: options.note,
    idempotency_key: randomUUID(),
  });
  if (globals.json) printJson('ledger-close/1', record);
  else {
    terminal.out(
      `${period} is closed: expense ${usdFigure(record.totals.expense)}, ${record.totals.transactions} entries through ${record.last_transaction}.\n`,
    );
  }
  return exitCodes.ok;
}

function approverOf({ approver }: CloseOptions): string {
  if (approver) return approver;
  throw usageError('nobody answers for it', 'Name who does with --approver.');
}

function waivers(texts: readonly string[]): { item: CheckKey; reason: string }[] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1)
      throw usageError(`--waive: "${text}" gives no reason`, 'Write --waive untagged="agreed with audit".');
    return { item: oneOf('--waive', text.slice(0, at), checkKeys), reason: text.slice(at + 1) };
  });
}

interface Month {
  period: string;
  state: string;
  next: boolean;
  expense: string;
  closed_at: string | null;
  closed_by: string | null;
}

function printPeriods(items: readonly Month[], terminal: Terminal): void {
  const table = {
    columns: [
      { title: 'Month' },
      { title: 'State' },
      { title: 'Expense', align: 'right' as const },
      { title: 'Closed', dropOrder: 1 },
    ],
    rows: items.map(({ period, state, next, expense, closed_at: at, closed_by: by }) => ({
      cells: [
        period,
        next ? 'open, next to close' : state,
        usdFigure(expense),
        at ? `${at.slice(0, 10)} by ${by}` : '',
      ],
    })),
  };
  terminal.out(renderTable(table, terminal.columns, terminal.style));
}

const marks = { ok: 'ok', attention: 'note', blocking: 'BLOCKS', waived: 'waived' };

function printPlan(plan: ClosePlan, terminal: Terminal): void {
  terminal.out(`${plan.period}, ${plan.time_zone}: expense ${usdFigure(plan.totals.expense)}\n\n`);
  for (const { state, key, title, detail, fix, waiver } of plan.items) {
    const paint =
      state === 'blocking' ? terminal.style.stop : state === 'ok' ? terminal.style.dim : terminal.style.bold;
    terminal.out(`${paint(marks[state].padEnd(6))}  ${title} (${key}). ${detail}\n`);
    if (waiver) terminal.out(`        waved through by ${waiver.approver}: ${waiver.reason}\n`);
    else if (state !== 'ok' && fix) terminal.out(`        ${fix}\n`);
  }
  terminal.out(
    plan.closable
      ? '\nNothing was changed. Close it with --yes --approver NAME; a closed month is never reopened.\n'
      : '\nIt cannot be closed yet. What may pass passes with --waive ITEM=REASON --approver NAME.\n',
  );
}
