import { resolve } from 'node:path';
import type { Grant, GrantImportResult } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { type ExitCode, exitCodes, readGiven, usageError, usdFigure } from '../../output/index.ts';
import { findPerson, findPlan, findTeam } from './find.ts';

export interface IssueFlags {
  from?: string;
  to?: string;
  jurisdiction?: string;
  yes?: boolean;
}

/** Issues one grant, or those of a file; without --yes only says what would be issued. */
export async function issueGrant(context: CommandContext<IssueFlags>): Promise<ExitCode> {
  const { globals, options, args, terminal } = context;
  const named = args[0] as string;
  const holder = args[1] as string | undefined;
  const { workspace } = globals;
  if (holder === undefined) {
    if (!named.toLowerCase().endsWith('.csv'))
      throw usageError('a grant needs a holder', 'Name a person or a team, or give a .csv file.');
    return importFile(context, named, (client, text, dry_run) =>
      client.grant.import({ workspace, text, dry_run }),
    );
  }
  const { client } = await context.connect();
  const plan = await findPlan(client, workspace, named);
  const pooled = plan.type === 'pooled_team';
  const who = pooled
    ? await findTeam(client, workspace, holder)
    : await findPerson(client, workspace, holder);
  const {
    grant,
    first_lot: lot,
    flags,
  } = await client.grant.issue({
    workspace,
    plan_id: plan.id,
    holder: { kind: pooled ? 'team' : 'worker', id: who.id },
    starts_on: options.from ?? today(terminal.now()),
    ends_on: options.to ?? null,
    dry_run: !options.yes,
    ...(options.jurisdiction && { jurisdiction: options.jurisdiction }),
  });
  if (globals.json) {
    context.printJson('grant-issue/1', { dry_run: !options.yes, grant, first_lot: lot, flags });
    return exitCodes.ok;
  }
  terminal.out(`${options.yes ? `Issued ${grant.id}` : 'Would issue'}: ${grantText(grant)}\n`);
  for (const { who: counsel, severity, text } of flags) terminal.out(`  ${counsel}, ${severity}: ${text}\n`);
  if (!options.yes) terminal.out('Nothing was written; add --yes.\n');
  return exitCodes.ok;
}

const grantText = ({
  holder,
  plan_name: plan,
  annual_amount: amount,
  starts_on: from,
  policy_version: policy,
}: Grant): string =>
  `${plan} for ${holder.name}, ${amount === null ? 'amount withheld' : `${usdFigure(amount)} a year`}, from ${from}, wording ${policy}`;

/** The machine's day; the server checks it against the company's. */
const today = (now: Date): string => {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

/** Imports base pay; any bad row and nothing is written. */
export function importPay(context: CommandContext<IssueFlags>): Promise<ExitCode> {
  const { workspace } = context.globals;
  return importFile(context, context.args[0] as string, (client, text, dry_run) =>
    client.compensation.import({ workspace, text, dry_run }),
  );
}

type Client = Awaited<ReturnType<CommandContext<IssueFlags>['connect']>>['client'];

async function importFile(
  context: CommandContext<IssueFlags>,
  file: string,
  send: (client: Client, text: string, dryRun: boolean) => Promise<GrantImportResult>,
): Promise<ExitCode> {
  const { globals, options, terminal } = context;
  const path = resolve(terminal.cwd, file);
  const text = await readGiven(path);
  const { client } = await context.connect();
  const result = await send(client, text, !options.yes);
  if (globals.json) context.printJson('grant-import/1', result);
  else report(terminal, path, result);
  return result.errors.length > 0 ? exitCodes.error : exitCodes.ok;
}

function report(
  terminal: CommandContext<IssueFlags>['terminal'],
  path: string,
  result: GrantImportResult,
): void {
  for (const { row, column, error, fix } of result.errors) {
    terminal.err(`${path}:${row}${column ? ` ${column}` : ''}: ${error}. ${fix}\n`);
  }
  if (result.errors.length > 0) {
    terminal.err('Nothing was written.\n');
    return;
  }
  const of = (action: string) => result.changes.filter((change) => change.action === action).length;
  const counts = `${of('add')} to add, ${of('change')} to change, ${of('same')} as they are`;
  terminal.out(result.applied ? `Written: ${counts}.\n` : `${counts}. Nothing was written; add --yes.\n`);
}
