/** `exchequer statusline`: one line about money for Claude Code. */
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';

/** Adds `statusline`. Drawing itself is done by main.ts before anything else is loaded. */
export function registerStatusline(program: Command, cli: Cli): void {
  program
    .command('statusline')
    .description('One line for Claude Code: session, today, what is left. Reads its JSON from standard input')
    .addOption(new Option('--refresh', 'Read the budget anew into the cache').hideHelp())
    .action(
      cli.run<{ refresh?: boolean }>(async (context) => {
        const { refreshBudget, showLine } = await import('./show.ts');
        await (context.options.refresh ? refreshBudget(context.terminal) : showLine(context));
      }),
    );
}
