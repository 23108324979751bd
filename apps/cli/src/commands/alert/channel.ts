import { type AlertLevel, type AlertTopic, alertTopicNames, type ChannelKind } from '@exchequer/model';
import type { AlertChannel } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import {
  CliError,
  type ExitCode,
  exitCodes,
  renderTable,
  type Style,
  usageError,
} from '../../output/index.ts';

export interface ConnectFlags {
  name: string;
  least: AlertLevel;
  topic?: string[];
  allowPrivate: boolean;
}

const howToConnect = 'exchequer alert connect slack https://hooks.slack.com/… --name Platform --least warn';

/** Writes the channels. */
export async function listChannels(context: CommandContext): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const { channels, mail } = await client.alert.channels({ workspace: globals.workspace });
  if (globals.json) return context.printJson('alert-channels/1', { channels, mail });
  if (channels.length === 0) terminal.out(`Alerts go nowhere yet. Send them somewhere: ${howToConnect}\n`);
  else terminal.out(renderTable(tableOf(channels, terminal.style), terminal.columns, terminal.style));
  for (const { name, last_error } of channels.filter((one) => one.state === 'failing'))
    terminal.err(`${name}: ${last_error ?? 'the last delivery failed'}\n`);
  if (!mail && (channels.length === 0 || channels.some(({ kind }) => kind === 'email'))) {
    terminal.err(
      'No mail server is set: mails need EXCHEQUER_SMTP_URL and EXCHEQUER_MAIL_FROM at the start of the tower.\n',
    );
  }
}

function tableOf(channels: readonly AlertChannel[], style: Style) {
  const columns = [
    { title: 'Name', least: 10 },
    { title: 'How' },
    { title: 'Where', least: 12 },
    { title: 'From level' },
    { title: 'About', least: 14, dropOrder: 2 },
    { title: 'Sent', align: 'right' as const },
    { title: 'Failed', align: 'right' as const },
    { title: 'Delivery' },
    { title: 'Id', dropOrder: 1 },
  ];
  const rows = channels.map((one) => ({
    cells: [
      one.name,
      one.kind,
      one.place,
      one.least,
      one.topics.length === alertTopicNames.length ? 'everything' : one.topics.join(', '),
      one.sent,
      one.failed,
      one.state === 'failing' ? style.stop(one.state) : one.state,
      one.id,
    ],
  }));
  return { columns, rows };
}

/** Sends alerts somewhere. The secret that signs a webhook goes to stdout alone, so that it can be piped. */
export async function connectChannel(context: CommandContext<ConnectFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const topics = topicsOf(options.topic);
  const { client } = await context.connect();
  const { channel, secret } = await client.alert.connect({
    workspace: globals.workspace,
    ...{ kind: args[0] as ChannelKind, to: args[1] as string, name: options.name, least: options.least },
    allow_private: options.allowPrivate,
    ...(topics && { topics }),
  });
  if (globals.json) return context.printJson('alert-channel/1', { channel, secret });
  const signs = secret === null ? '' : ' Keep the secret that signs its calls: it is shown this once.';
  terminal.err(`${channel.name} is told from ${channel.least} on (${channel.id}).${signs}\n`);
  if (secret !== null) terminal.out(`${secret}\n`);
  terminal.err(`Send a test now: exchequer alert test ${channel.id}\n`);
}

function topicsOf(named: readonly string[] | undefined): [AlertTopic, ...AlertTopic[]] | undefined {
  const unknown = named?.find((topic) => !alertTopicNames.includes(topic as AlertTopic));
  if (unknown !== undefined)
    throw usageError(`there are no alerts about ${unknown}`, `Topics: ${alertTopicNames.join(', ')}.`);
  const [first, ...others] = [...new Set(named as AlertTopic[] | undefined)];
  return first === undefined ? undefined : [first, ...others];
}

/** The one channel that is meant by its id or its name. */
async function findChannel(context: CommandContext): Promise<AlertChannel> {
  const named = context.args[0] as string;
  const { client } = await context.connect();
  const { channels } = await client.alert.channels({ workspace: context.globals.workspace });
  const byName = (one: AlertChannel) => one.name.toLowerCase() === named.toLowerCase();
  const found = channels.some((one) => one.id === named)
    ? channels.filter((one) => one.id === named)
    : channels.filter(byName);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (only)
    throw new CliError(
      `${found.length} channels are called ${named}`,
      `Give the id: ${found.map(({ id }) => id).join(', ')}.`,
    );
  throw new CliError(`there is no channel ${named}`, 'See them: exchequer alert list.');
}

/** Sends a test now. */
export async function testChannel(context: CommandContext): Promise<ExitCode> {
  const { globals, terminal } = context;
  const channel = await findChannel(context);
  const { client } = await context.connect();
  const end = await client.alert.test({ workspace: globals.workspace, id: channel.id });
  if (globals.json) context.printJson('alert-test/1', { channel: channel.id, ...end });
  else if (end.sent) terminal.out(`A test went to ${channel.name} (${channel.place}) and was taken.\n`);
  if (end.sent) return exitCodes.ok;
  if (globals.json) return exitCodes.error;
  throw new CliError(
    `the test to ${channel.name} (${channel.place}) did not arrive: ${end.error ?? 'nobody says why'}`,
    'Check the address and what it answers; change it with alert disconnect and alert connect.',
  );
}

/** Sends no more alerts there. */
export async function disconnectChannel(context: CommandContext): Promise<void> {
  const { globals, terminal } = context;
  const channel = await findChannel(context);
  const { client } = await context.connect();
  const removed = await client.alert.disconnect({ workspace: globals.workspace, id: channel.id });
  if (globals.json) return context.printJson('alert-channel-gone/1', { channel: removed });
  terminal.out(`${channel.name} (${channel.place}) is told nothing more.\n`);
}
