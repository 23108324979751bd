import type { BudgetEnvelope, Team, Worker, Workspace } from '@exchequer/model/contract';
import type { ContractClient } from '../../connection/index.ts';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, usageError } from '../../output/index.ts';
import { allWorkers } from '../people/list.ts';
import { amountOf, moneyFigure } from './amount.ts';
import { findEnvelope, matches } from './find.ts';

export interface SetFlags {
  kind?: BudgetEnvelope['kind'];
  ref?: string;
  parent?: string;
  limit?: string;
  currency?: string;
  period?: BudgetEnvelope['period'];
  from?: string;
  to?: string;
  enforcement?: BudgetEnvelope['enforcement'];
  thresholds?: string;
  rollover?: string;
  rolloverCap?: string;
  overdraft?: string;
  owner?: string;
  name?: string;
  belowSpent?: boolean;
  yes?: boolean;
}

/** Adds an envelope, or changes the one of that name; without --yes only says what it would do. */
export async function setBudget(context: CommandContext<SetFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const named = args[0] as string;
  const { client } = await context.connect();
  const { workspace } = globals;
  const { envelopes } = await client.budget.envelopes.list({ workspace });
  const found = matches(envelopes, named);
  const before = found.length > 0 ? await findEnvelope(client, workspace, named) : null;
  const wish = await wishOf(client, workspace, named, before, options);
  if (!options.yes) {
    if (globals.json) return context.printJson('budget-set/1', { dry_run: true, wish });
    return terminal.out(`${planText(before, wish)} Nothing was written; add --yes.\n`);
  }
  const envelope = await client.budget.envelopes.put(wish);
  if (globals.json) return context.printJson('budget-set/1', { dry_run: false, envelope });
  const { id, name, limit, currency, period, balance } = envelope;
  terminal.out(
    `${before ? 'Changed' : 'Added'} ${name} (${id}): ${moneyFigure(limit, currency)} per ${period.replace('_', ' ')}` +
      `${balance ? `, ${moneyFigure(balance.free, currency)} free in ${balance.period_key}` : ''}.\n`,
  );
}

type Wish = Parameters<ContractClient['budget']['envelopes']['put']>[0];

function planText(before: BudgetEnvelope | null, wish: Wish): string {
  const limit = moneyFigure(wish.limit, wish.currency ?? 'USD');
  const what = `${limit} per ${(wish.period ?? 'month').replace('_', ' ')}, ${wish.enforcement}`;
  if (!before) return `Would add ${wish.name} for ${wish.kind} ${wish.ref || 'as a whole'}: ${what}.`;
  const was = moneyFigure(before.limit, before.currency);
  return `Would change ${before.name} (${before.id}) from ${was} to ${what}.`;
}

async function wishOf(
  client: ContractClient,
  workspace: Workspace,
  named: string,
  before: BudgetEnvelope | null,
  flags: SetFlags,
): Promise<Wish> {
  const kind = flags.kind ?? before?.kind;
  const limit = flags.limit === undefined ? before?.limit : amountOf('--limit', flags.limit);
  if (!kind || limit === undefined) {
    throw usageError(
      `there is no envelope ${named} yet`,
      'To add it, say --kind and --limit; to see those there are: exchequer budget list.',
    );
  }
  const people = await peopleFor(client, workspace, flags);
  const period = flags.period ?? before?.period ?? 'month';
  return {
    workspace,
    ...(before && { id: before.id, expected_version: before.version }),
    name: flags.name ?? before?.name ?? named,
    kind,
    ref: flags.ref === undefined ? (before?.ref ?? '') : refOf(kind, flags.ref, people),
    parent_id: await parentOf(client, workspace, before, flags),
    currency: flags.currency ?? before?.currency ?? 'USD',
    limit,
    period,
    custom: period === 'custom' ? customOf(before, flags) : null,
    enforcement: flags.enforcement ?? before?.enforcement ?? 'soft',
    ...thresholdsOf(before, flags),
    rollover: rolloverOf(before, flags),
    overdraft:
      flags.overdraft === undefined ? (before?.overdraft ?? '0') : amountOf('--overdraft', flags.overdraft),
    owner_id: flags.owner === undefined ? (before?.owner_id ?? null) : workerOf(people.workers, flags.owner),
    below_spent: flags.belowSpent === true,
  };
}

interface KnownPeople {
  teams: readonly Team[];
  workers: readonly Worker[];
}

async function peopleFor(
  client: ContractClient,
  workspace: Workspace,
  flags: SetFlags,
): Promise<KnownPeople> {
  if (flags.ref === undefined && flags.owner === undefined) return { teams: [], workers: [] };
  const [teams, workers] = await Promise.all([
    client.people.teams.list({ workspace }),
    allWorkers(client, workspace, {}),
  ]);
  return { teams, workers };
}

/** Teams and persons may be named; projects, agents and families are known by their names alone. */
function refOf(kind: BudgetEnvelope['kind'], named: string, { teams, workers }: KnownPeople): string {
  if (kind === 'team' || kind === 'function') return teamOf(teams, named);
  return kind === 'person' ? workerOf(workers, named) : named;
}

function teamOf(teams: readonly Team[], named: string): string {
  const wanted = named.toLowerCase();
  const exact = teams.filter(({ id, external_id }) => id === named || external_id === named);
  const fits =
    exact.length > 0
      ? exact
      : teams.filter((one) => [one.name, one.path].some((text) => text.toLowerCase() === wanted));
  return one(fits, `team ${named}`, 'exchequer people list');
}

function workerOf(workers: readonly Worker[], named: string): string {
  const wanted = named.toLowerCase();
  const exact = workers.filter(({ id, external_id }) => id === named || external_id === named);
  const fits = exact.length > 0 ? exact : workers.filter(({ name }) => name.toLowerCase() === wanted);
  return one(fits, `worker ${named}`, 'exchequer people list');
}

function one(fits: readonly { id: string }[], what: string, where: string): string {
  const [only] = fits;
  if (only && fits.length === 1) return only.id;
  if (!only) throw new CliError(`there is no ${what}`, `See those there are: ${where}.`);
  throw new CliError(
    `${fits.length} fit ${what}`,
    `Name one by its id: ${fits.map(({ id }) => id).join(', ')}.`,
  );
}

async function parentOf(
  client: ContractClient,
  workspace: Workspace,
  before: BudgetEnvelope | null,
  { parent }: SetFlags,
): Promise<string | null> {
  if (parent === undefined) return before?.parent_id ?? null;
  return parent === 'none' ? null : (await findEnvelope(client, workspace, parent)).id;
}

function customOf(before: BudgetEnvelope | null, { from, to }: SetFlags) {
  const starts_on = from ?? before?.custom?.starts_on;
  const ends_on = to ?? before?.custom?.ends_on;
  if (starts_on && ends_on) return { starts_on, ends_on };
  throw usageError(
    'a custom period has two ends',
    'Add --from and --to, such as --from 2026-12-01 --to 2027-02-01.',
  );
}

function thresholdsOf(before: BudgetEnvelope | null, { thresholds }: SetFlags): { thresholds?: number[] } {
  if (thresholds === undefined) return before ? { thresholds: before.thresholds } : {};
  const percents = thresholds.split(',').map((text) => Number(text.trim()));
  if (percents.every((percent) => percent > 0)) return { thresholds: percents };
  throw usageError(`--thresholds: "${thresholds}" are no percents`, 'Write them like 50,80,95.');
}

function rolloverOf(before: BudgetEnvelope | null, { rollover, rolloverCap }: SetFlags) {
  const cap = rolloverCap === undefined ? null : amountOf('--rollover-cap', rolloverCap);
  if (rollover === undefined) {
    const kept = before?.rollover ?? null;
    return kept && cap !== null ? { ...kept, cap } : kept;
  }
  const percent = Number(rollover);
  if (!Number.isInteger(percent) || percent < 0 || percent > 100) {
    throw usageError(`--rollover: "${rollover}" is no percent`, 'Write a whole number from 0 to 100.');
  }
  return percent === 0 ? null : { percent, cap };
}
