/** `exchequer recommend`: what to do, what it would bring, and what it brought. */
import { adviceStates } from '@exchequer/model/contract';
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { ActFlags, DismissFlags, SnoozeFlags } from './act.ts';
import type { ListFlags } from './list.ts';

const yes = ['--yes', 'Do it; without, only what would happen is shown'] as const;

/** Adds `recommend list|show|apply|undo|dismiss|snooze|rules`. */
export function registerRecommend(program: Command, cli: Cli): void {
  const recommend = program
    .command('recommend')
    .description('What to do, with what it would bring; apply it, take it back, or set it aside');
  registerReads(recommend, cli);
  registerActs(recommend, cli);
}

function registerReads(recommend: Command, cli: Cli): void {
  recommend
    .command('list')
    .description('Recommendations, the surest gain for the least effort first')
    .addOption(
      new Option('--state <state>', 'Which ones').choices(['inbox', 'all', ...adviceStates]).default('inbox'),
    )
    .option('--rule <number>', 'Only those of a rule')
    .option('--own', 'Only what is about yourself', false)
    .option('--check', 'End with exit code 3 when something waits', false)
    .action(
      cli.run<ListFlags>(async (context) => {
        const { listRecommendations } = await import('./list.ts');
        return listRecommendations(context);
      }),
    );
  recommend
    .command('show')
    .description('One recommendation: evidence, what would change, what it brought')
    .argument('<id>', 'Its id')
    .action(
      cli.run<object>(async (context) => {
        const { showRecommendation } = await import('./list.ts');
        await showRecommendation(context);
      }),
    );
  recommend
    .command('rules')
    .description('The rules: which speak, are silent or need input, and how far their promises held')
    .action(
      cli.run<object>(async (context) => {
        const { listRules } = await import('./list.ts');
        await listRules(context);
      }),
    );
}

function registerActs(recommend: Command, cli: Cli): void {
  recommend
    .command('apply')
    .description('Carry it out; tick a task off')
    .argument('<id>', 'Its id')
    .option('--amount <usd>', 'The limit, or the price of a token, where it asks for one')
    .option(...yes)
    .action(
      cli.run<ActFlags>(async (context) => {
        const { applyRecommendation } = await import('./act.ts');
        await applyRecommendation(context);
      }),
    );
  recommend
    .command('undo')
    .description('Restore exactly what was before; refused when somebody changed it since')
    .argument('<id>', 'Its id')
    .option(...yes)
    .action(
      cli.run<ActFlags>(async (context) => {
        const { undoRecommendation } = await import('./act.ts');
        await undoRecommendation(context);
      }),
    );
  recommend
    .command('dismiss')
    .description('Set it aside unless its amount doubles')
    .argument('<id>', 'Its id')
    .requiredOption('--reason <text>', 'Why not')
    .action(
      cli.run<DismissFlags>(async (context) => {
        const { dismissRecommendation } = await import('./act.ts');
        await dismissRecommendation(context);
      }),
    );
  recommend
    .command('snooze')
    .description('Put it off; it comes back sooner when its amount doubles')
    .argument('<id>', 'Its id')
    .option('--days <days>', 'For how long', '14')
    .option('--reason <text>', 'Why')
    .action(
      cli.run<SnoozeFlags>(async (context) => {
        const { snoozeRecommendation } = await import('./act.ts');
        await snoozeRecommendation(context);
      }),
    );
}
