import { createHash } from 'node:crypto';
import { formatUsd, parseUsd, type SpendFacts } from '@exchequer/model';
import type { ISql } from 'postgres';

/** Usage of one company day with the same facts. */
export interface UsageSum {
  day: string;
  currency: string;
  facts: SpendFacts;
  amount: bigint;
  /** The part that no envelope paid for. */
  uncovered: bigint;
}

const teamOf = ({ teamIds }: SpendFacts): string => teamIds[0] ?? '';

const hashOf = ({ workerId, project, repo, agent, agentFamily, ...rest }: SpendFacts): string =>
  createHash('sha256')
    .update(JSON.stringify([workerId, teamOf(rest as SpendFacts), project, repo, agent, agentFamily]))
    .digest('hex');

/** Adds usage to the sums of its days. */
export async function addUsage(tx: ISql, workspace: string, sums: readonly UsageSum[]): Promise<void> {
  const merged = new Map<string, UsageSum>();
  for (const sum of sums) {
    const key = `${sum.day} ${sum.currency} ${hashOf(sum.facts)}`;
    const known = merged.get(key);
    const [amount, uncovered] = [
      (known?.amount ?? 0n) + sum.amount,
      (known?.uncovered ?? 0n) + sum.uncovered,
    ];
    merged.set(key, { ...sum, amount, uncovered });
  }
  const rows = [...merged.values()];
  for (let at = 0; at < rows.length; at += 1_000) await insert(tx, workspace, rows.slice(at, at + 1_000));
}

async function insert(tx: ISql, workspace: string, rows: readonly UsageSum[]): Promise<void> {
  const values = rows.map(({ day, currency, facts, amount, uncovered }) => ({
    workspace,
    occurred_on: day,
    currency,
    facts_hash: Buffer.from(hashOf(facts), 'hex'),
    worker_id: facts.workerId,
    team_id: teamOf(facts),
    project: facts.project,
    repo: facts.repo,
    agent: facts.agent,
    agent_family: facts.agentFamily,
    amount: formatUsd(amount),
    uncovered: formatUsd(uncovered),
  }));
  await tx`
    insert into budget_usage ${tx(values)}
    on conflict (workspace, occurred_on, currency, facts_hash) do update set
      amount = budget_usage.amount + excluded.amount, uncovered = budget_usage.uncovered + excluded.uncovered`;
}

/** Usage of a day and those after it, in a currency; teams without those above them. */
export async function usageSince(
  sql: ISql,
  workspace: string,
  day: string,
): Promise<
  (Omit<UsageSum, 'facts'> & { hash: Buffer; teamId: string; facts: Omit<SpendFacts, 'teamIds'> })[]
> {
  const rows = await sql<
    {
      day: string;
      currency: string;
      facts_hash: Buffer;
      worker_id: string;
      team_id: string;
      project: string;
      repo: string;
      agent: string;
      agent_family: string;
      amount: string;
      uncovered: string;
    }[]
  >`
    select occurred_on as day, currency, facts_hash, worker_id, team_id, project, repo, agent, agent_family,
      amount, uncovered
    from budget_usage where workspace = ${workspace} and occurred_on >= ${day} and amount <> 0`;
  return rows.map((row) => ({
    day: row.day,
    currency: row.currency,
    hash: row.facts_hash,
    teamId: row.team_id,
    facts: {
      workerId: row.worker_id,
      project: row.project,
      repo: row.repo,
      agent: row.agent,
      agentFamily: row.agent_family,
    },
    amount: parseUsd(row.amount),
    uncovered: parseUsd(row.uncovered),
  }));
}

/** Says that an envelope pays for these sums now. */
export async function markCovered(
  tx: ISql,
  workspace: string,
  sums: readonly { day: string; currency: string; hash: Buffer }[],
): Promise<void> {
  for (const { day, currency, hash } of sums) {
    await tx`
      update budget_usage set uncovered = 0
      where workspace = ${workspace} and occurred_on = ${day} and currency = ${currency} and facts_hash = ${hash}`;
  }
}
