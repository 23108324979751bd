/** `exchequer login`: a one-time link that signs the machine's admin in to the web app. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import { CliError } from '../../output/index.ts';

/** Adds `login`. */
export function registerLogin(program: Command, cli: Cli): void {
  program
    .command('login')
    .description('Print a new one-time link that signs in to the web app')
    .option('--worker <who>', 'For a person to see what is their own: id, number or email')
    .action(
      cli.run<{ worker?: string }>(async (context) => {
        const { globals, options, terminal } = context;
        const connection = await context.connect();
        if (connection.kind === 'in-process') {
          throw new CliError(
            'no tower is running on this home, so that a link would lead nowhere',
            'Start it first: exchequer up, or npm start.',
          );
        }
        const link = await connection.client.session.createLink(
          options.worker ? { worker: options.worker, workspace: globals.workspace } : undefined,
        );
        if (globals.json) return context.printJson('login/1', link);
        terminal.err('Open this link once, in the browser that you will use:\n');
        terminal.out(`${link.url}\n`);
      }),
    );
}
