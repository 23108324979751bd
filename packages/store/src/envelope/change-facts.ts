import { type ChangeFacts, periodOn } from '@exchequer/core/envelope';
import { parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';
import { type BudgetOptions, todayOf } from './options.ts';
import type { OpenedPeriod } from './period-rows.ts';

/** What decisions over the tree have to know, loaded once. */
export async function loadChangeFacts(
  options: BudgetOptions,
  tx: ISql,
  workspace: string,
  latest: ReadonlyMap<string, OpenedPeriod>,
): Promise<ChangeFacts> {
  const [holds, free, teams, workers] = await Promise.all([
    openHolds(tx, workspace),
    freeAmounts(tx, workspace),
    tx<{ id: string }[]>`select id from team where workspace = ${workspace}`,
    tx<{ id: string; kind: string }[]>`select id, kind from worker where workspace = ${workspace}`,
  ]);
  const teamIds = new Set(teams.map(({ id }) => id));
  const kinds = new Map(workers.map(({ id, kind }) => [id, kind]));
  const today = todayOf(options);
  return {
    openHolds: (id) => holds.get(id) ?? 0,
    free: (id) => {
      const period = latest.get(id);
      return period && period.endedAt === null
        ? (free.get(`envelope/${id}/${period.key}/available`) ?? 0n)
        : null;
    },
    refKnown: ({ kind, ref }) => {
      if (kind === 'team' || kind === 'function') return teamIds.has(ref);
      // Projects, families and agents are known by the names that sources give them.
      return kind !== 'person' || kinds.get(ref) === 'person';
    },
    workerKnown: (id) => kinds.has(id),
    since: (envelope) =>
      envelope.custom?.startsOn ?? periodOn(envelope, today, options.fiscalStart())?.startsOn ?? today,
  };
}

/**
 * Open holds by envelope. Leases of gateways are none that one could wait for: there is always one while
 * calls come in. What is left of them is spent or given back on the path on which it was leased.
 */
async function openHolds(sql: ISql, workspace: string): Promise<Map<string, number>> {
  const rows = await sql<{ envelope_id: string; n: number }[]>`
    select split_part(prefix, '/', 2) as envelope_id, count(distinct h.id)::int as n
    from ledger_hold h cross join unnest(path) as prefix
    where workspace = ${workspace} and state in ('open', 'in_doubt')
      and not exists (select from gate_lease l where l.id = h.id) group by 1`;
  return new Map(rows.map(({ envelope_id, n }) => [envelope_id, n]));
}

/** What is available in periods that have not ended, by account. */
async function freeAmounts(sql: ISql, workspace: string): Promise<Map<string, bigint>> {
  const rows = await sql<{ key: string; balance: string }[]>`
    select a.key, a.balance from envelope_period p
    join ledger_account a on a.workspace = p.workspace
      and a.key = 'envelope/' || p.envelope_id || '/' || p.key || '/available'
    where p.workspace = ${workspace} and p.ended_at is null`;
  return new Map(rows.map(({ key, balance }) => [key, parseUsd(balance)]));
}
