/** `exchequer privacy`: what may be shown about persons, and looking at one with a second admin. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { AskFlags, StepFlags } from './privacy.ts';

const yes = ['--yes', 'Do it; without, only what would happen is shown'] as const;

/** Adds `privacy`, with `ask`, `agree`, `refuse`, `look` and `end`. */
export function registerPrivacy(program: Command, cli: Cli): void {
  const privacy = program
    .command('privacy')
    .description('What may be shown about persons, and who asked to look at one (break-glass)')
    .action(
      cli.run<object>(async (context) => {
        const { showPrivacy } = await import('./privacy.ts');
        await showPrivacy(context);
      }),
    );
  privacy
    .command('ask')
    .description('Ask to look at what one person has used; another admin has to agree')
    .argument('<person>', 'Name, number or id')
    .requiredOption('--for <purpose>', 'What for; the person reads it')
    .option('--hours <hours>', 'For how long, once somebody has agreed: 1 to 4', '1')
    .option(...yes)
    .action(
      cli.run<AskFlags>(async (context) => {
        const { askToLook } = await import('./privacy.ts');
        await askToLook(context);
      }),
    );
  privacy
    .command('look')
    .description('What the person has used; each look is written down for them')
    .argument('<id>', 'Of the request, from `exchequer privacy`')
    .action(
      cli.run<object>(async (context) => {
        const { look } = await import('./privacy.ts');
        await look(context);
      }),
    );
  const steps = {
    agree: 'Agree that somebody else looks; the person reads that you did',
    refuse: 'Refuse what somebody else asked for',
    end: 'Shut it before its time, or withdraw what you asked for',
  } as const;
  for (const step of ['agree', 'refuse', 'end'] as const) {
    privacy
      .command(step)
      .description(steps[step])
      .argument('<id>', 'Of the request, from `exchequer privacy`')
      .option(...yes)
      .action(
        cli.run<StepFlags>(async (context) => {
          const { takeStep } = await import('./privacy.ts');
          await takeStep(context, step);
        }),
      );
  }
}
