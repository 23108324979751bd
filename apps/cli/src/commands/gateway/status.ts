import type { GatewayStatus } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import {
  bytesFigure,
  countFigure,
  renderTable,
  type Terminal,
  usageError,
  usdFigure,
} from '../../output/index.ts';

/** Writes how the gateways are doing. */
export async function showStatus(context: CommandContext<{ window: string }>): Promise<void> {
  const { globals, options, terminal } = context;
  const minutes = Number(options.window);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 1_440) {
    throw usageError(`--window: "${options.window}" is not between 1 and 1440`, 'Write minutes, such as 60.');
  }
  const { client } = await context.connect();
  const status = await client.gateway.status({ workspace: globals.workspace, window_seconds: minutes * 60 });
  if (globals.json) return context.printJson('gateway-status/1', status);
  terminal.out(`${summaryOf(status, minutes)}\n`);
  table(
    terminal,
    'Providers',
    ['Upstream', 'State', 'Requests', 'Errors', 'First byte p95', 'Last error'],
    [
      ...status.upstreams.map((one) => [
        one.name,
        one.state,
        countFigure(String(one.requests)),
        countFigure(String(one.errors)),
        msText(one.first_byte_ms.p95),
        one.last_error ?? '–',
      ]),
    ],
  );
  table(
    terminal,
    'Gateways',
    ['Gateway', 'State', 'Host', 'Address', 'Running', 'Spool', 'Last seen'],
    [
      ...status.gateways.map((one) => [
        one.id,
        one.state,
        one.host,
        one.url,
        String(one.in_flight),
        `${countFigure(String(one.spool.records))}, ${bytesFigure(one.spool.bytes)}`,
        one.seen_at.slice(0, 19).replace('T', ' '),
      ]),
    ],
  );
  table(
    terminal,
    'Leases',
    ['Lease', 'Envelope', 'Period', 'Granted', 'Held', 'State'],
    [
      ...status.leases.map((one) => [
        one.id,
        one.envelope_name,
        one.period_key,
        usdFigure(one.granted),
        usdFigure(one.held),
        one.state.replace('_', ' '),
      ]),
    ],
  );
  if (status.gateways.length === 0)
    terminal.err('No gateway has said a word yet: npm start starts one, exchequer gateway another.\n');
}

const msText = (ms: number | null): string =>
  ms === null ? '–' : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;

function summaryOf(status: GatewayStatus, minutes: number): string {
  const refused = Object.entries(status.refused)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');
  return [
    `Last ${minutes} min: ${countFigure(String(status.requests))} requests (${status.requests_per_second}/s), ` +
      `${countFigure(String(status.errors))} errors, ${countFigure(String(status.cache_hits))} from the cache.`,
    `First byte p50 ${msText(status.first_byte_ms.p50)}, p95 ${msText(status.first_byte_ms.p95)}; ` +
      `added by the gateway p50 ${msText(status.overhead_ms.p50)}, p99 ${msText(status.overhead_ms.p99)}.`,
    ...(refused ? [`Refused: ${refused}.`] : []),
  ].join('\n');
}

function table(
  terminal: Terminal,
  title: string,
  titles: readonly string[],
  rows: readonly string[][],
): void {
  if (rows.length === 0) return;
  const columns = titles.map((name, at) => ({ title: name, least: 8, dropOrder: at > 3 ? at : 0 }));
  terminal.out(`\n${terminal.style.bold(title)}\n`);
  terminal.out(
    renderTable({ columns, rows: rows.map((cells) => ({ cells })) }, terminal.columns, terminal.style),
  );
}
