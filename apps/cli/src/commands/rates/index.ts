/** `exchequer rates`: what other currencies are worth. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';

/** Adds `rates list|import`. */
export function registerRates(program: Command, cli: Cli): void {
  const rates = program
    .command('rates')
    .description('Dollars for one unit of other currencies, by day: for revenue and pay');
  rates
    .command('list', { isDefault: true })
    .description('The rates that hold, and where one is missing')
    .action(
      cli.run(async (context) => {
        const { listRates } = await import('./rates.ts');
        await listRates(context);
      }),
    );
  rates
    .command('import')
    .description('Take rates in from a CSV file: currency, day, usd and perhaps source; all rows or none')
    .argument('<file>', 'CSV with a header line')
    .option('--yes', 'Write it; without this it is only checked')
    .action(
      cli.run<{ yes?: boolean }>(async (context) => {
        const { importRates } = await import('./rates.ts');
        return importRates(context);
      }),
    );
}
