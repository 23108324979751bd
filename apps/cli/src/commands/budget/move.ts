import type { CommandContext } from '../../frame/index.ts';
import { amountOf, moneyFigure } from './amount.ts';
import { findEnvelope } from './find.ts';

export interface MoveFlags {
  reason: string;
  yes?: boolean;
}

/** Moves free money of this period from one envelope to another. */
export async function moveBudget(context: CommandContext<MoveFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { workspace } = globals;
  const amount = amountOf('amount', args[2] as string);
  const { client } = await context.connect();
  const from = await findEnvelope(client, workspace, args[0] as string);
  const to = await findEnvelope(client, workspace, args[1] as string);
  const what = `${moneyFigure(amount, from.currency)} from ${from.name} to ${to.name}`;
  if (!options.yes) {
    if (globals.json)
      return context.printJson('budget-move/1', { dry_run: true, from_id: from.id, to_id: to.id, amount });
    return terminal.out(`Would move ${what}. Nothing was written; add --yes.\n`);
  }
  const { reason } = options;
  const moved = await client.budget.envelopes.move({
    workspace,
    from_id: from.id,
    to_id: to.id,
    amount,
    reason,
  });
  if (globals.json) return context.printJson('budget-move/1', { dry_run: false, ...moved });
  const free = [moved.from, moved.to]
    .map(({ name, currency, balance }) => `${name} has ${moneyFigure(balance?.free ?? '0', currency)} free`)
    .join(', ');
  terminal.out(`Moved ${what}: ${free}.\n`);
}
