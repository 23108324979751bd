import type { Command } from 'commander';
import type { Register } from '../../frame/index.ts';

/** `exchequer ledger …`: the double-entry books. */
export const registerLedger: Register = (program, cli) => {
  const ledger = program.command('ledger').description('The books: entries, statements, closes, exports');
  readCommands(ledger, cli);
  proofCommands(ledger, cli);
  closeCommands(ledger, cli);
};

type Cli = Parameters<Register>[1];

function readCommands(ledger: Command, cli: Cli): void {
  ledger
    .command('list')
    .description('Transactions, newest first; with --accounts the trial balance')
    .option('--book <book>', 'budget or financial')
    .option('--kind <kind>', 'kind of entry, such as consumption or invoice')
    .option('--account <prefix>', 'accounts that begin with this')
    .option('--since <day>', 'first day of posting')
    .option('--until <day>', 'last day of posting')
    .option('--limit <n>', 'entries at most', '50')
    .option('--accounts', 'the balance of every account instead', false)
    .action(cli.run(async (context) => (await import('./list.ts')).listLedger(context as never)));
  ledger
    .command('show <id>')
    .description('One transaction down to its postings and its usage, such as txn_42')
    .action(cli.run(async (context) => (await import('./show.ts')).showTransaction(context as never)));
  ledger
    .command('statement [unit]')
    .description('Statement of a unit for a month; without a unit all of them')
    .requiredOption('--month <month>', 'month such as 2026-11')
    .option('--by <kind>', 'team, cost_center, purpose, project or envelope', 'cost_center')
    .option('--view <view>', 'booked, then (as known at the close) or now', 'booked')
    .action(cli.run(async (context) => (await import('./statement.ts')).showStatement(context as never)));
  ledger
    .command('export')
    .description('The journal or FOCUS 1.2 as a file, on standard output unless --output names one')
    .requiredOption('--format <format>', 'csv, xlsx, focus or focus-jsonl')
    .requiredOption('--since <day>', 'first day of posting')
    .requiredOption('--until <day>', 'last day of posting')
    .option('--lines', 'every line instead of sums per month', false)
    .option('--cents', 'amounts in cents, with rounding lines', false)
    .option('-o, --output <file>', 'file to write')
    .action(cli.run(async (context) => (await import('./export.ts')).exportLedger(context as never)));
}

function proofCommands(ledger: Command, cli: Cli): void {
  ledger
    .command('verify')
    .description('Replays all history and proves every invariant')
    .action(cli.run(async (context) => (await import('./verify.ts')).verify(context as never)));
  ledger
    .command('reconcile')
    .description('Proves that journal, ledger, statements and exports say the same')
    .requiredOption('--since <day>', 'first day of usage')
    .requiredOption('--until <day>', 'last day of usage')
    .action(cli.run(async (context) => (await import('./reconcile.ts')).reconcile(context as never)));
}

function closeCommands(ledger: Command, cli: Cli): void {
  ledger
    .command('close [month]')
    .description('Checklist of a month, and with --yes its close for ever; without a month all months')
    .option('--approver <name>', 'who answers for it')
    .option('--note <text>', 'note kept with the close', '')
    .option('--waive <item=reason...>', 'let items of the checklist pass')
    .option('--yes', 'close it', false)
    .action(cli.run(async (context) => (await import('./close.ts')).closeLedger(context as never)));
}
