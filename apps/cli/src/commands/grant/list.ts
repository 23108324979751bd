import type { Grant } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { type ExitCode, exitCodes, renderTable, usdFigure } from '../../output/index.ts';
import { findPlan } from './find.ts';

export interface ListFlags {
  plan?: string;
  state?: Grant['state'];
  search?: string;
}

/** Writes grants by the name of their holder. There is no order by amount: nobody is ranked. */
export async function listGrants(context: CommandContext<ListFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { workspace } = globals;
  const { client } = await context.connect();
  const plan = options.plan ? await findPlan(client, workspace, options.plan) : null;
  const grants: Grant[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.grant.list({
      workspace,
      limit: 500,
      search: options.search ?? '',
      ...(plan && { plan_id: plan.id }),
      ...(options.state && { state: options.state }),
      ...(cursor && { cursor }),
    });
    grants.push(...page.grants);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  if (globals.json) return context.printJson('grants/1', { grants });
  if (grants.length === 0)
    return terminal.out('No grants. Issue one: exchequer grant issue PLAN PERSON --yes\n');
  const columns = ['Id', 'Holder', 'Plan', 'State', 'From', 'A year', 'Used', 'Left'].map((title, at) => ({
    title,
    dropOrder: at === 0 ? 2 : at === 4 ? 1 : 0,
    ...(at > 4 && { align: 'right' as const }),
  }));
  const figure = (amount: string | undefined | null) => (amount == null ? 'withheld' : usdFigure(amount));
  const rows = grants.map((grant) => ({
    cells: [
      grant.id,
      grant.holder.name,
      grant.plan_name,
      grant.state,
      grant.starts_on,
      figure(grant.annual_amount),
      figure(grant.balance?.used),
      figure(grant.balance?.available),
    ],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  if (grants.some(({ withheld }) => withheld))
    terminal.out('\nWithheld amounts tell base pay: they need the compensation scope.\n');
}

/** Brings every lot up to today. */
export async function runGrants(context: CommandContext): Promise<ExitCode> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const run = await client.grant.run({ workspace: globals.workspace });
  if (globals.json) context.printJson('grant-run/1', run);
  else {
    const { lots_issued: issued, draws, rolled_over: rolled, returned, lots_expired: expired } = run;
    terminal.out(
      `Through ${run.through}: ${issued} lots issued, ${draws} draws, ${rolled} rolled over, ${returned} returned, ${expired} expired.\n`,
    );
    for (const { holder, error } of run.failures) terminal.err(`${holder}: ${error}\n`);
  }
  return run.failures.length > 0 ? exitCodes.error : exitCodes.ok;
}
