import type { MyBudget } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, type ExitCode, exitCodes, renderTable, type Terminal } from '../../output/index.ts';
import { moneyFigure } from '../budget/amount.ts';
import { ownGateway } from './own-gateway.ts';
import { readBudget } from './read-budget.ts';

export interface MeFlags {
  gateway?: string;
  key?: string;
  check?: boolean;
}

/** Writes what the holder of a key may still spend. With --check, 3 when that is nothing. */
export async function showMe(context: CommandContext<MeFlags>): Promise<ExitCode> {
  const { globals, options, terminal } = context;
  const { env, homeDir } = terminal;
  const gateway = ownGateway({ env, homeDir, gateway: options.gateway, key: options.key });
  if (!gateway) {
    throw new CliError(
      'no gateway key is known here, so that it is not known who you are',
      'Connect a client (exchequer connect claude-code --apply --key exq_…), or set EXCHEQUER_GATEWAY_URL and EXCHEQUER_KEY.',
    );
  }
  const budget = await readBudget(gateway);
  if (globals.json) context.printJson('me/1', budget);
  else write(terminal, budget);
  return options.check && isEmpty(budget) ? exitCodes.overBudget : exitCodes.ok;
}

/** Nothing more is admitted. */
const isEmpty = ({ spendable }: MyBudget): boolean => spendable !== null && !/[1-9]/.test(spendable);

function write(terminal: Terminal, budget: MyBudget): void {
  const { style } = terminal;
  const { worker, envelopes, spendable, request_url: url } = budget;
  terminal.out(`${style.bold(worker.name)}\n`);
  if (envelopes.length === 0) {
    terminal.out('No envelope pays for you, so that no budget holds you either.\n');
    return;
  }
  const right = { align: 'right' as const };
  const columns = [
    { title: 'Envelope', least: 10 },
    { title: 'Period', dropOrder: 2 },
    { title: 'Limit', ...right },
    { title: 'Spent', ...right },
    { title: 'Held', ...right, dropOrder: 3 },
    { title: 'Free', ...right },
    { title: 'Resets', dropOrder: 1 },
    { title: 'Holds', dropOrder: 4 },
  ];
  const rows = envelopes.map((one) => {
    const money = (amount: string) => moneyFigure(amount, one.currency);
    const resets = one.resets_at.slice(0, 16).replace('T', ' ');
    return {
      cells: [
        one.name,
        one.period_key,
        money(one.limit),
        money(one.spent),
        money(one.held),
        money(one.free),
        `${resets} UTC`,
        one.enforcement,
      ],
    };
  });
  terminal.out(renderTable({ columns, rows }, terminal.columns, style));
  const currency = envelopes[0]?.currency ?? 'USD';
  const next =
    spendable === null
      ? 'No limit refuses a call'
      : `The next call may cost ${moneyFigure(spendable, currency)}`;
  terminal.out(`\n${next}. Ask for more: ${url}\n`);
}
