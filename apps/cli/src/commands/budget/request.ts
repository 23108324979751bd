import type { BudgetRequest } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { renderTable, usageError } from '../../output/index.ts';
import { amountOf, moneyFigure } from './amount.ts';
import { findEnvelope } from './find.ts';

export interface RequestFlags {
  reason?: string;
  permanent?: boolean;
  until?: string;
  yes?: boolean;
}

/** Asks for more; the amount is what comes on top. */
export async function requestMore(context: CommandContext<RequestFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { workspace } = globals;
  if (args[1] === undefined || !options.reason) {
    throw usageError(
      'a request says how much and why',
      'Write it like: budget request Platform 200 --reason "Release week".',
    );
  }
  const amount = amountOf('amount', args[1] as string);
  const { client } = await context.connect();
  const envelope = await findEnvelope(client, workspace, args[0] as string);
  const kind = options.permanent ? ('permanent' as const) : ('temporary' as const);
  const what = `${moneyFigure(amount, envelope.currency)} more for ${envelope.name}, ${timeOf(options)}`;
  const wish = {
    workspace,
    envelope_id: envelope.id,
    kind,
    amount,
    reason: options.reason,
    expires_at: untilOf(options.until),
  };
  if (!options.yes) {
    if (globals.json) return context.printJson('budget-request/1', { dry_run: true, wish });
    return terminal.out(`Would ask for ${what}. Nothing was written; add --yes.\n`);
  }
  const request = await client.budget.requests.create(wish);
  if (globals.json) return context.printJson('budget-request/1', { dry_run: false, request });
  terminal.out(
    `Asked for ${what}: ${request.id}. Another admin decides: exchequer budget approve ${request.id}\n`,
  );
}

const timeOf = ({ permanent, until }: RequestFlags): string =>
  permanent ? 'for good' : until ? `until ${until}` : 'for this period';

/** A day ends where the next begins; an instant is taken as it is. */
function untilOf(until: string | undefined): string | null {
  if (until === undefined) return null;
  const at = new Date(until);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw usageError(`--until: "${until}" is no time`, 'Write it like 2026-11-28T18:00:00Z.');
}

export interface DecideFlags {
  note?: string;
  amount?: string;
  yes?: boolean;
}

/** `budget approve` and `budget decline`. */
export const decideRequest =
  (decision: 'approve' | 'decline') =>
  async (context: CommandContext<DecideFlags>): Promise<void> => {
    const { globals, options, args, terminal } = context;
    const id = args[0] as string;
    const word = decision === 'approve' ? 'Approved' : 'Declined';
    if (!options.yes) {
      if (globals.json) return context.printJson('budget-decision/1', { dry_run: true, id, decision });
      return terminal.out(`Would ${decision} ${id}. Nothing was written; add --yes.\n`);
    }
    const { client } = await context.connect();
    const request = await client.budget.requests.decide({
      workspace: globals.workspace,
      id,
      decision,
      note: options.note ?? '',
      ...(options.amount !== undefined && { amount: amountOf('--amount', options.amount) }),
    });
    if (globals.json) return context.printJson('budget-decision/1', { dry_run: false, request });
    const { approved_amount: given, amount, currency, envelope_name: name, expires_at: end } = request;
    const until = decision === 'approve' && request.kind === 'temporary' && end ? `, until ${end}` : '';
    terminal.out(`${word}: ${moneyFigure(given ?? amount, currency)} more for ${name}${until}.\n`);
  };

export interface RequestsFlags {
  state: BudgetRequest['state'] | 'all';
}

/** Writes requests, newest first. */
export async function listRequests(context: CommandContext<RequestsFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { client } = await context.connect();
  const page = await client.budget.requests.list({
    workspace: globals.workspace,
    state: options.state,
    limit: 200,
  });
  if (globals.json) return context.printJson('budget-requests/1', page);
  if (page.requests.length === 0) {
    return terminal.out(options.state === 'open' ? 'Nobody asks for more.\n' : 'No requests.\n');
  }
  const columns = [
    { title: 'Id' },
    { title: 'Envelope', least: 10 },
    { title: 'Amount', align: 'right' as const },
    { title: 'For', dropOrder: 2 },
    { title: 'State', dropOrder: 1 },
    { title: 'Asked by', dropOrder: 3, least: 8 },
    { title: 'Reason', dropOrder: 4, least: 12 },
  ];
  const rows = page.requests.map((one) => ({
    cells: [
      one.id,
      one.envelope_name,
      moneyFigure(one.approved_amount ?? one.amount, one.currency),
      one.kind === 'permanent' ? 'good' : 'this period',
      one.state,
      one.requested_by_name,
      one.reason,
    ],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
}
