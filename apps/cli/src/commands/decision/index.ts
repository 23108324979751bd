/** `exchequer decision`: the decision log. */
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { DecisionFlags, ImportFlags, RecordFlags } from './decision.ts';

/** Adds `decision list|record|import|latency`. */
export function registerDecision(program: Command, cli: Cli): void {
  const decision = program
    .command('decision')
    .description('The decision log: from signal to action, and how it turned out');
  const ranged = (command: Command) =>
    command
      .option('--since <date>', 'First day of signals; 28 days ago without it')
      .option('--until <date>', 'Last day; today without it')
      .option('--kind <kind>', 'Only decisions of a kind, such as pricing');
  ranged(decision.command('list').description('Decisions, newest signal first'))
    .addOption(new Option('--state <state>', 'Only these').choices(['open', 'acted', 'dropped']))
    .action(
      cli.run<DecisionFlags>(async (context) => {
        const { listDecisions } = await import('./decision.ts');
        await listDecisions(context);
      }),
    );
  decision
    .command('record')
    .description('Write a decision down')
    .argument('<title>', 'What is decided')
    .requiredOption('--kind <kind>', 'Kind of decision, such as pricing; latencies are compared within one')
    .requiredOption('--signal <time>', 'When the signal came, such as 2026-03-01T09:00:00Z')
    .option('--detected <time>', 'When somebody noticed')
    .option('--decided <time>', 'When it was decided')
    .option('--acted <time>', 'When it was acted on')
    .option('--team <id>', 'Team that decides')
    .action(
      cli.run<RecordFlags>(async (context) => {
        const { recordDecision } = await import('./decision.ts');
        await recordDecision(context);
      }),
    );
  decision
    .command('import')
    .description('Decisions from a CSV file; all rows or none')
    .argument('<file>', 'A CSV file with a header line')
    .option('--yes', 'Write them; without it they are only checked', false)
    .action(
      cli.run<ImportFlags>(async (context) => {
        const { importDecisions } = await import('./decision.ts');
        return importDecisions(context);
      }),
    );
  ranged(
    decision.command('latency').description('How long decisions take, open ones included (Kaplan–Meier)'),
  ).action(
    cli.run<DecisionFlags>(async (context) => {
      const { showLatency } = await import('./decision.ts');
      await showLatency(context);
    }),
  );
}
