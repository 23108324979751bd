/** `exchequer outcome`: what came of work, who tells of it, and how it is judged. */
import { webhookVendors } from '@exchequer/model/contract';
import { Argument, type Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { ListOutcomesFlags } from './list.ts';
import type { RuleFlags } from './rules.ts';
import type { SecretFlags } from './sources.ts';

/** Adds `outcome list|import|sources|connect|rotate|disconnect|held|replay|rules|rule`. */
export function registerOutcome(program: Command, cli: Cli): void {
  const outcome = program
    .command('outcome')
    .description('What came of work: merges, tickets, revenue and more');
  registerRecords(outcome, cli);
  registerSources(outcome, cli);
  registerHeld(outcome, cli);
  registerRules(outcome, cli);
}

function registerRecords(outcome: Command, cli: Cli): void {
  outcome
    .command('list', { isDefault: true })
    .description('Outcomes, newest first')
    .option('--kind <kind>', 'Such as pull_request.merged')
    .option('--work <key>', 'Of one work item, such as ticket:abc-12')
    .option('--since <day>', 'From this day, such as 2026-02-10')
    .option('--until <day>', 'Until this day, inclusive')
    .option('--limit <n>', 'At most so many', '50')
    .action(
      cli.run<ListOutcomesFlags>(async (context) => {
        const { listOutcomes } = await import('./list.ts');
        await listOutcomes(context);
      }),
    );
  outcome
    .command('import')
    .description('Take outcomes in from a CSV or JSON Lines file; all rows or none')
    .argument('<file>', 'CSV with a header line, or .jsonl; fields: docs/SOURCES.md')
    .option('--yes', 'Write it; without this it is only checked')
    .action(
      cli.run<{ yes?: boolean }>(async (context) => {
        const { importOutcomes } = await import('./import.ts');
        return importOutcomes(context);
      }),
    );
}

const secret = ['--secret <secret>', 'The secret that the vendor made, where it makes one'] as const;

function registerSources(outcome: Command, cli: Cli): void {
  outcome
    .command('sources')
    .description('Who delivers outcomes, and how their deliveries do')
    .action(
      cli.run(async (context) => {
        const { listSources } = await import('./sources.ts');
        await listSources(context);
      }),
    );
  outcome
    .command('connect')
    .description('Make an address for the webhooks of a vendor; says what to do there')
    .addArgument(new Argument('<vendor>', 'Who delivers').choices([...webhookVendors]))
    .argument('<name>', 'What you call it, such as "Acme on GitHub"')
    .option(...secret)
    .action(
      cli.run<SecretFlags>(async (context) => {
        const { connectSource } = await import('./sources.ts');
        await connectSource(context);
      }),
    );
  outcome
    .command('rotate')
    .description('Replace the secret of a source; the old one holds for a day')
    .argument('<id>', 'Its id, from outcome sources')
    .option(...secret)
    .action(
      cli.run<SecretFlags>(async (context) => {
        const { rotateSource } = await import('./sources.ts');
        await rotateSource(context);
      }),
    );
  outcome
    .command('disconnect')
    .description('Take no more deliveries from a source; what was booked stays')
    .argument('<id>', 'Its id, from outcome sources')
    .action(
      cli.run(async (context) => {
        const { disconnectSource } = await import('./sources.ts');
        await disconnectSource(context);
      }),
    );
}

function registerHeld(outcome: Command, cli: Cli): void {
  outcome
    .command('held')
    .description('Deliveries that could not be taken in, with what to do about each')
    .option('--limit <n>', 'At most so many', '25')
    .action(
      cli.run<{ limit: string }>(async (context) => {
        const { listHeld } = await import('./held.ts');
        await listHeld(context);
      }),
    );
  outcome
    .command('replay')
    .description('Verify and read held deliveries again, after their cause was mended')
    .argument('[ids...]', 'Deliveries to try (default: all)')
    .action(
      cli.run(async (context) => {
        const { replayHeld } = await import('./held.ts');
        await replayHeld(context);
      }),
    );
}

function registerRules(outcome: Command, cli: Cli): void {
  outcome
    .command('rules')
    .description('How results are judged: days in which they can be taken back, minutes and value')
    .action(
      cli.run(async (context) => {
        const { listRules } = await import('./rules.ts');
        await listRules(context);
      }),
    );
  outcome
    .command('rule')
    .description('Change the rule of one kind; what was judged is judged anew')
    .argument('<kind>', 'Such as pull_request.merged')
    .option('--days <n>', 'Days after a result in which it can be taken back')
    .option('--minutes <n>', 'Median minutes that the kind took people before AI')
    .option('--plus-minus <n>', 'Uncertainty of these minutes')
    .option('--measured-by <text>', 'How the minutes were measured, such as "timed sample of 40, 2024"')
    .option('--value <usd>', 'What one is worth to the company, USD; "none" for unknown')
    .action(
      cli.run<RuleFlags>(async (context) => {
        const { setRule } = await import('./rules.ts');
        await setRule(context);
      }),
    );
}
