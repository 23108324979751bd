/** `exchequer alert`: where alerts go, from which level on, and whether they arrive. */
import { alertLevels, alertTopicNames, channelKinds } from '@exchequer/model';
import { Argument, type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { ConnectFlags } from './channel.ts';
import type { LogFlags } from './log.ts';

const collect = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  ...value.split(','),
];

/** Adds `alert list|connect|test|disconnect|log|resend`. */
export function registerAlert(program: Command, cli: Cli): void {
  const alert = program
    .command('alert')
    .description('Alerts: where they go, from which level on (info, warn, stop), and whether they arrive');
  registerChannels(alert, cli);
  alert
    .command('log')
    .description('What was alerted, newest first, and to whom it went')
    .option('-n, --limit <count>', 'How many', '20')
    .action(
      cli.run<LogFlags>(async (context) => {
        const { showLog } = await import('./log.ts');
        await showLog(context);
      }),
    );
  alert
    .command('resend')
    .description('Send an alert again to whom it did not reach')
    .argument('<id>', 'Its id, from alert log')
    .action(
      cli.run(async (context) => {
        const { resend } = await import('./log.ts');
        await resend(context);
      }),
    );
}

function registerChannels(alert: Command, cli: Cli): void {
  alert
    .command('list', { isDefault: true })
    .description('Channels, with what each is told and how its delivery does')
    .action(
      cli.run(async (context) => {
        const { listChannels } = await import('./channel.ts');
        await listChannels(context);
      }),
    );
  alert
    .command('connect')
    .description('Send alerts somewhere; the secret that signs a webhook is printed this once')
    .addArgument(new Argument('<kind>', 'How').choices(channelKinds))
    .argument('<to>', 'Addresses divided by commas, or the address of a webhook')
    .requiredOption('--name <name>', 'What the channel is called, such as Finance')
    .addOption(
      new Option('--least <level>', 'Lowest level that is told').choices(alertLevels).default('info'),
    )
    .addOption(
      new Option(
        '--topic <topic>',
        `Only these; may be given again: ${alertTopicNames.join(', ')}`,
      ).argParser(collect),
    )
    .option('--allow-private', 'Take an address inside this network', false)
    .action(
      cli.run<ConnectFlags>(async (context) => {
        const { connectChannel } = await import('./channel.ts');
        await connectChannel(context);
      }),
    );
  alert
    .command('test')
    .description('Send a test now, and say how it went; ends with 1 when it did not arrive')
    .argument('<channel>', 'Its id or name, from alert list')
    .action(
      cli.run(async (context) => {
        const { testChannel } = await import('./channel.ts');
        return testChannel(context);
      }),
    );
  alert
    .command('disconnect')
    .description('Send no more alerts there')
    .argument('<channel>', 'Its id or name, from alert list')
    .action(
      cli.run(async (context) => {
        const { disconnectChannel } = await import('./channel.ts');
        await disconnectChannel(context);
      }),
    );
}
