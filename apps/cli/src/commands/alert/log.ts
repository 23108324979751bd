import type { AlertView } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { type Style, type Terminal, usageError } from '../../output/index.ts';

export interface LogFlags {
  limit: string;
}

/** Writes what was alerted, each with whom it reached. */
export async function showLog(context: CommandContext<LogFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500)
    throw usageError(`--limit ${options.limit} is no count`, 'Give a whole number from 1 to 500.');
  const { client } = await context.connect();
  const page = await client.alert.list({ workspace: globals.workspace, limit });
  if (globals.json) return context.printJson('alerts/1', page);
  if (page.alerts.length === 0) return terminal.out('Nothing was alerted yet.\n');
  if (globals.workspace === 'sample') terminal.out('SAMPLE: figures of a simulated company\n\n');
  for (const one of page.alerts) write(one, terminal);
  if (page.next_cursor !== null) terminal.err(`There are more: --limit ${Math.min(500, limit * 2)}.\n`);
}

function write(one: AlertView, { out, style, timeZone }: Terminal): void {
  const at = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  out(
    `${at.format(new Date(one.at))} ${timeZone}  ${levelWord(one.level, style)}  ${style.bold(one.title)}\n`,
  );
  out(`  ${one.says}\n`);
  out(style.dim(`  ${one.id} · ${one.deliveries.map(deliveryWords).join(' · ') || 'told to nobody'}\n`));
}

const levelWord = (level: AlertView['level'], style: Style): string =>
  level === 'stop' ? style.stop(level) : level;

function deliveryWords({ channel, state, attempts, error }: AlertView['deliveries'][number]): string {
  if (state === 'sent') return `sent to ${channel}`;
  const tries = `${attempts} ${attempts === 1 ? 'try' : 'tries'}`;
  if (state === 'waiting') return attempts === 0 ? `waits for ${channel}` : `waits for ${channel}, ${tries}`;
  return `did not reach ${channel}, ${tries}${error ? `: ${error}` : ''}`;
}

/** Sends an alert again to whom it did not reach. */
export async function resend(context: CommandContext): Promise<void> {
  const { globals, args, terminal } = context;
  const id = args[0] as string;
  const { client } = await context.connect();
  const { waiting } = await client.alert.resend({ workspace: globals.workspace, id });
  if (globals.json) return context.printJson('alert-resent/1', { id, waiting });
  const channels = waiting === 1 ? '1 channel' : `${waiting} channels`;
  terminal.out(
    waiting === 0 ? 'It has reached everybody it was meant for.\n' : `It goes out again to ${channels}.\n`,
  );
}
