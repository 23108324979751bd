/** `exchequer sample`: the simulated company, in a workspace of its own. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { LoadFlags } from './sample.ts';

/** Adds `sample status|load|reset|remove`. */
export function registerSample(program: Command, cli: Cli): void {
  const sample = program
    .command('sample')
    .description('A simulated company to look around in; it never mixes with what is live');
  sample
    .command('status')
    .description('Which company is loaded, and how far')
    .action(
      cli.run(async (context) => {
        const { showStatus } = await import('./sample.ts');
        await showStatus(context);
      }),
    );
  for (const name of ['load', 'reset']) {
    sample
      .command(name)
      .description(
        name === 'load' ? 'Load it and wait; what is there is replaced' : 'Load it anew, as it was at first',
      )
      .option('--seed <number>', 'Which company: the same number is the same company (default: 1)')
      .option('--people <number>', 'How many people it has (default: 60)')
      .option('--agents <number>', 'Agents per person (default: 1)')
      .option('--days <number>', 'How many days it has been at work, ending yesterday (default: 120)')
      .action(
        cli.run<LoadFlags>(async (context) => {
          const { loadSample } = await import('./sample.ts');
          return loadSample(context);
        }),
      );
  }
  sample
    .command('remove')
    .description('Remove it with everything in its workspace')
    .action(
      cli.run(async (context) => {
        const { removeSample } = await import('./sample.ts');
        await removeSample(context);
      }),
    );
}
