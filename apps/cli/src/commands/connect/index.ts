/** `exchequer connect`: points a client at the gateway, and back. */
import { Argument, type Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import { clientNames } from './guide.ts';
import type { ConnectFlags } from './run.ts';

/** Adds `connect <client>`. */
export function registerConnect(program: Command, cli: Cli): void {
  program
    .command('connect')
    .description(
      'Point a client at the gateway: show its settings, write them, take them back, or try one call',
    )
    .addArgument(new Argument('<client>', 'Which client').choices([...clientNames]))
    .option('--print', 'Show what to set (the default)')
    .option('--apply', 'Write it into your own settings, show what changed, keep a backup, and make one call')
    .option('--undo', 'Put the settings back as they were')
    .option('--test', 'Make one smallest call and say what came back')
    .option('--statusline', 'With --apply of claude-code: show what is left in its status line')
    .option('--no-test', 'With --apply: make no call')
    .option('--key <key>', 'Gateway key (default: EXCHEQUER_KEY); for otel an API token')
    .option(
      '--gateway <url>',
      'Address of the gateway (default: EXCHEQUER_GATEWAY_URL, else as the tower says)',
    )
    .option('--model <name>', 'Model of the call')
    .action(
      cli.run<ConnectFlags>(async (context) => {
        const { connectClient } = await import('./run.ts');
        return connectClient(context);
      }),
    );
}
