/** `exchequer source`: how each source is doing, and what could not be taken in. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';

/** Adds `source list|quarantine|replay`. */
export function registerSource(program: Command, cli: Cli): void {
  const source = program.command('source').description('Sources of usage: health, rejects, replay');
  source
    .command('list')
    .description('Health of every source')
    .option('--check', 'Exit with 4 when a source is stale or failing')
    .action(
      cli.run<{ check?: boolean }>(async (context) => {
        const { listSources } = await import('./list.ts');
        return listSources(context);
      }),
    );
  source
    .command('quarantine')
    .description('Records that could not be taken in, with what to do about each')
    .option('--source <source>', 'Only of this source')
    .option('--limit <n>', 'At most so many', '50')
    .action(
      cli.run<{ source?: string; limit: string }>(async (context) => {
        const { listQuarantine } = await import('./quarantine.ts');
        await listQuarantine(context);
      }),
    );
  source
    .command('replay')
    .description('Try quarantined records again, after their cause was mended')
    .argument('[ids...]', 'Records to try (default: all)')
    .action(
      cli.run(async (context) => {
        const { replay } = await import('./quarantine.ts');
        await replay(context);
      }),
    );
}
