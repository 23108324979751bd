/** `exchequer forecast`: what a month or quarter will have cost, and how long envelopes last. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { ForecastFlags } from './forecast.ts';

/** Adds `forecast [--quarter] [--scope …]` and `forecast runway`. */
export function registerForecast(program: Command, cli: Cli): void {
  const forecast = program
    .command('forecast')
    .description('What the month or quarter will have cost at its end, with bands')
    .option('--month', 'The running month; without a flag as well')
    .option('--quarter', 'The running quarter')
    .option('--scope <scope>', 'company, or one part of it: team:ID, provider:NAME, workflow:NAME', 'company')
    .option('--budget <usd>', 'Held to this amount; without it to the envelopes at the top')
    .option('--cost <kind>', 'list, contracted or marginal', 'contracted')
    .action(
      cli.run<ForecastFlags>(async (context) => {
        const { showForecast } = await import('./forecast.ts');
        await showForecast(context);
      }),
    );
  forecast
    .command('runway')
    .description('How long what is left of each envelope lasts')
    .action(
      cli.run(async (context) => {
        const { showRunways } = await import('./runway.ts');
        await showRunways(context);
      }),
    );
}
