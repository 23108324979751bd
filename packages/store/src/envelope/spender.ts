import { carriersOn, routesOf, routeUsage } from '@exchequer/core/envelope';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { MyBudget } from '@exchequer/model/contract';
import { type KnownFacts, readFacts, teamOn } from './facts.ts';
import { loadState } from './list.ts';
import { type BudgetOptions, todayOf } from './options.ts';

/** Who spends, and what for. What is left out is not asked for. */
export type Spender = Pick<KnownFacts, 'workerId'> &
  Partial<Pick<KnownFacts, 'project' | 'repo' | 'agent' | 'agentFamily'>>;

/** What pays for somebody's next call. */
export type SpenderBudget = Pick<MyBudget, 'envelopes' | 'spendable'>;

/**
 * The envelope that pays for a spender today, with those above it, leaf first, and what they leave.
 * The caller must be the spender, act with the spender's key, or be an admin.
 */
export async function budgetOfSpender(
  options: BudgetOptions,
  workspace: string,
  { workerId, project = '', repo = '', agent = '', agentFamily = '' }: Spender,
): Promise<SpenderBudget> {
  const today = todayOf(options);
  const [{ tree, shown }, complete, teamId] = await Promise.all([
    loadState(options, workspace),
    readFacts(options.sql, workspace),
    teamOn(options.sql, workspace, workerId, today),
  ]);
  const facts = complete({ workerId, teamId, project, repo, agent, agentFamily });
  const leafId = routeUsage(routesOf(tree), facts, today, 'USD');
  const path = leafId === null ? [] : carriersOn(tree, leafId, today).map(({ id }) => id);
  const envelopes = path.flatMap((id) => {
    const envelope = shown.find((one) => one.id === id);
    return envelope?.balance ? [levelOf(envelope, envelope.balance)] : [];
  });
  return { envelopes, spendable: leastFree(envelopes) };
}

type Shown = Awaited<ReturnType<typeof loadState>>['shown'][number];

const levelOf = (
  { id, name, kind, enforcement, currency }: Shown,
  { period_key, resets_at, limit, spent, reserved, leased, free }: NonNullable<Shown['balance']>,
): MyBudget['envelopes'][number] => ({
  ...{ id, name, kind, enforcement, period_key, resets_at, limit, spent, free, currency },
  held: formatUsd(parseUsd(reserved) + parseUsd(leased)),
});

/** The least that a level which refuses has left; null where none refuses. */
function leastFree(envelopes: readonly MyBudget['envelopes'][number][]): string | null {
  const [first, ...others] = envelopes.filter(({ enforcement }) => enforcement === 'hard');
  if (!first) return null;
  return others.reduce((least, { free }) => (parseUsd(free) < parseUsd(least) ? free : least), first.free);
}
