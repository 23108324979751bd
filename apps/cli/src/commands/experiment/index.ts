/** `exchequer experiment`: caps by lot, and what came of them. */
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { LaunchFlags, PlanFlags, StopFlags } from './experiment.ts';

/** Adds `experiment plan|launch|show|stop`. */
export function registerExperiment(program: Command, cli: Cli): void {
  const experiment = program
    .command('experiment')
    .description('Caps by lot: planned with their power, carried out by envelopes, read at the end');
  const planned = (command: Command) =>
    command
      .argument('<name>', 'What is to be learned')
      .requiredOption('--starts <date>', 'A Monday that is still to come')
      .option('--outcome <kind>', 'Kind of outcome', 'pull_request.merged')
      .addOption(
        new Option('--design <design>', 'Back and forth, or in waves')
          .choices(['switchback', 'stepped-wedge'])
          .default('switchback'),
      )
      .option('--cap <percent>', 'What a capped team may spend, in percent of its limit', '50')
      .option('--periods <count>', 'Periods', '6')
      .option('--weeks <count>', 'Weeks of each period', '2')
      .option('--smallest <percent>', 'Smallest change of results worth knowing', '10')
      .option('--team <id...>', 'Teams that take part; all that can without it');
  planned(
    experiment.command('plan').description('What it would be: teams, lots and power; nothing is written'),
  ).action(
    cli.run<PlanFlags>(async (context) => {
      const { planExperiment } = await import('./experiment.ts');
      await planExperiment(context);
    }),
  );
  planned(experiment.command('launch').description('Launch a plan as it was shown'))
    .requiredOption('--hash <hash>', 'Of the plan, as `experiment plan` shows it')
    .action(
      cli.run<LaunchFlags>(async (context) => {
        const { launchExperiment } = await import('./experiment.ts');
        await launchExperiment(context);
      }),
    );
  experiment
    .command('show', { isDefault: true })
    .alias('list')
    .description('All experiments, or one with what happened in it')
    .argument('[id]', 'Id of an experiment')
    .action(
      cli.run<object>(async (context) => {
        const { showExperiments } = await import('./experiment.ts');
        await showExperiments(context);
      }),
    );
  experiment
    .command('stop')
    .description('Stop it and give every team the limit back that it had')
    .argument('<id>', 'Id of an experiment')
    .requiredOption('--reason <text>', 'Why')
    .action(
      cli.run<StopFlags>(async (context) => {
        const { stopExperiment } = await import('./experiment.ts');
        await stopExperiment(context);
      }),
    );
}
