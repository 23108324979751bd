/** `exchequer explain`: why spend changed, and which days cost too much. */
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { ExplainFlags } from './explain.ts';

/** Adds `explain`. */
export function registerExplain(program: Command, cli: Cli): void {
  program
    .command('explain')
    .description('Why spend changed, and which days cost too much')
    .option('--bridge', 'Only the bridge: price, volume and mix against the days before')
    .option('--spikes', 'Only days above what was expected, each with its causes')
    .addOption(
      new Option('--by <dimension>', 'What mix is told apart by')
        .choices(['workflow', 'team', 'repo', 'service', 'project', 'tool'])
        .default('workflow'),
    )
    .addOption(
      new Option('--cost <cost>', 'Which cost').choices(['list', 'contracted', 'marginal']).default('list'),
    )
    .option('--since <date>', 'First day, such as 2026-03-01; 28 days ago without it')
    .option('--until <date>', 'Last day; today without it')
    .action(
      cli.run<ExplainFlags>(async (context) => {
        const { explain } = await import('./explain.ts');
        await explain(context);
      }),
    );
}
