import type { Command } from 'commander';
import type { Cli, CommandContext } from '../frame/index.ts';

interface UpOptions {
  port?: string;
  host?: string;
  log?: string;
  sample?: boolean;
  empty?: boolean;
}

/** `exchequer up`: starts everything on the home and keeps it until Ctrl-C. */
export function registerUp(program: Command, cli: Cli): void {
  program
    .command('up')
    .description('Start PostgreSQL, the analytics engine, the API and the web app, and keep them running')
    .option('--port <port>', 'Port of API and web app (default: EXCHEQUER_PORT, else 4100)')
    .option('--host <host>', 'Address to listen on (default: EXCHEQUER_HOST, else 127.0.0.1)')
    .option('--log <where>', 'Log of the tower: file (in the home) or output')
    .option('--sample', 'Load the simulated company into its own workspace, unless it stands there')
    .option('--empty', 'Load nothing, as without --sample')
    .action(cli.run<UpOptions>(up));
}

async function up({ globals, options, terminal }: CommandContext<UpOptions>): Promise<void> {
  const { startOptions, supervise } = await import('@exchequer/server/supervisor');
  const start = startOptions({
    flags: { ...options, home: globals.home },
    env: terminal.env,
    cwd: terminal.cwd,
  });
  await supervise({ ...start, sinceMs: 0, write: (line) => terminal.out(`${line}\n`) });
}
