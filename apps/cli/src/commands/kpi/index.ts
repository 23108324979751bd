/** `exchequer kpi`: figures of both eras, what they rest on, and what they need. */
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { KpiFlags } from './kpi.ts';

const ranged = (command: Command): Command =>
  command
    .option('--since <date>', 'First day, such as 2026-03-01; 28 days ago without it')
    .option('--until <date>', 'Last day; today without it');

/** Adds `kpi list|show|explain`. */
export function registerKpi(program: Command, cli: Cli): void {
  const kpi = program.command('kpi').description('What AI cost and what came of it, in both eras’ figures');
  kpi
    .command('list')
    .description('Every metric with its formula')
    .addOption(new Option('--area <area>', 'Only those of an area, such as engineering or support'))
    .action(
      cli.run<KpiFlags>(async (context) => {
        const { listKpis } = await import('./kpi.ts');
        await listKpis(context);
      }),
    );
  ranged(
    kpi
      .command('show')
      .description('Figures with their intervals; without keys the five pairs')
      .argument('[keys...]', 'Keys of metrics, from kpi list'),
  ).action(
    cli.run<KpiFlags>(async (context) => {
      const { showKpis } = await import('./kpi.ts');
      await showKpis(context);
    }),
  );
  ranged(
    kpi
      .command('explain')
      .description('A figure opened: formula, the sums behind it, and what it rests on')
      .argument('<key>', 'Key of a metric, from kpi list'),
  ).action(
    cli.run<KpiFlags>(async (context) => {
      const { explainKpi } = await import('./explain.ts');
      await explainKpi(context);
    }),
  );
}
