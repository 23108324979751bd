import type { Command } from 'commander';
import type { Cli, CommandContext } from '../frame/index.ts';
import { CliError } from '../output/index.ts';

/** `exchequer down`: stops what runs on the home, also what a killed start left behind. */
export function registerDown(program: Command, cli: Cli): void {
  program.command('down').description('Stop everything that runs on the home').action(cli.run(down));
}

async function down({ globals, terminal, printJson }: CommandContext): Promise<void> {
  const { stopHome } = await import('@exchequer/server/supervisor');
  const outcome = await stopHome(globals.home, (sentence) => terminal.err(`${sentence}\n`));
  if (outcome === 'still-running') {
    throw new CliError(
      `Exchequer on ${globals.home} is still stopping`,
      'Wait a little and look again with `exchequer doctor`.',
    );
  }
  if (globals.json) return printJson('down/1', { home: globals.home, outcome });
  terminal.out(outcome === 'stopped' ? `stopped ${globals.home}\n` : `nothing runs on ${globals.home}\n`);
}
