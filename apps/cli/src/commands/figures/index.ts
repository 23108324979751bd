/** `exchequer figures`: what the company states about itself. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';

/** Adds `figures list|import`. */
export function registerFigures(program: Command, cli: Cli): void {
  const figures = program
    .command('figures')
    .description('Figures that the company states: hours, hires, spend on SaaS and others');
  figures
    .command('list')
    .description('What is stated by now')
    .action(
      cli.run(async (context) => {
        const { listFigures } = await import('./figures.ts');
        await listFigures(context);
      }),
    );
  figures
    .command('import')
    .description('State figures from a CSV file: key, month, amount, and perhaps team and source')
    .argument('<file>', 'CSV file')
    .option('--yes', 'Write it; without this it is only checked')
    .action(
      cli.run<{ yes?: boolean }>(async (context) => {
        const { importFigures } = await import('./figures.ts');
        return importFigures(context);
      }),
    );
}
