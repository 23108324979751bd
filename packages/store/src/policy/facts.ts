import type { PolicyFacts, PolicyPeople, RunningPeriod, StandingEnvelope } from '@exchequer/core/policy';
import type { Team, Worker } from '@exchequer/core/workforce';
import { type Envelope, parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';
import { loadTree } from '../envelope/index.ts';
import { loadKeys } from './keys.ts';

/** Everything a plan has to know. Under the lock of the budgets nothing of it changes. */
export async function loadPolicyFacts(sql: ISql, workspace: string): Promise<PolicyFacts> {
  const [tree, keys, running, holds, grants, people] = await Promise.all([
    loadTree(sql, workspace),
    loadKeys(sql, workspace),
    runningPeriods(sql, workspace),
    openHolds(sql, workspace),
    grantsOf(sql, workspace),
    loadPeople(sql, workspace),
  ]);
  const standing = ({
    version: _version,
    ...envelope
  }: Envelope & { version: number }): StandingEnvelope => ({
    envelope,
    key: keys.get(envelope.id) ?? null,
    running: (envelope.state === 'active' && running.get(envelope.id)) || null,
    openHolds: holds.get(envelope.id) ?? 0,
    grants: grants.get(envelope.id) ?? 0,
  });
  return { envelopes: [...tree.values()].map(standing), people };
}

/** The open periods' money by envelope. Account keys are `envelope/<id>/<period>/<pocket>`. */
async function runningPeriods(sql: ISql, workspace: string): Promise<Map<string, RunningPeriod>> {
  const rows = await sql<
    { envelope_id: string; key: string; spent: string; held: string; available: string }[]
  >`
    select p.envelope_id, p.key,
      coalesce(sum(a.balance) filter (where a.key like '%/spent'), 0) as spent,
      coalesce(sum(a.balance) filter (where a.key like '%/reserved' or a.key like '%/leased'), 0) as held,
      coalesce(sum(a.balance) filter (where a.key like '%/available'), 0) as available
    from envelope_period p
    left join ledger_account a on a.workspace = p.workspace and a.book = 'budget' and a.key = any(array[
      'envelope/' || p.envelope_id || '/' || p.key || '/spent',
      'envelope/' || p.envelope_id || '/' || p.key || '/reserved',
      'envelope/' || p.envelope_id || '/' || p.key || '/leased',
      'envelope/' || p.envelope_id || '/' || p.key || '/available'])
    where p.workspace = ${workspace} and p.ended_at is null
    group by p.envelope_id, p.key`;
  return new Map(
    rows.map(({ envelope_id, key, spent, held, available }) => [
      envelope_id,
      { key, spent: parseUsd(spent), held: parseUsd(held), available: parseUsd(available) },
    ]),
  );
}

async function openHolds(sql: ISql, workspace: string): Promise<Map<string, number>> {
  const rows = await sql<{ envelope_id: string; n: number }[]>`
    select split_part(prefix, '/', 2) as envelope_id, count(distinct h.id)::int as n
    from ledger_hold h cross join unnest(path) as prefix
    where workspace = ${workspace} and state in ('open', 'in_doubt')
      and not exists (select from gate_lease l where l.id = h.id) group by 1`;
  return new Map(rows.map(({ envelope_id, n }) => [envelope_id, n]));
}

/** Grants with money left whose lots are spent out of an envelope. */
async function grantsOf(sql: ISql, workspace: string): Promise<Map<string, number>> {
  const rows = await sql<{ envelope_id: string; n: number }[]>`
    select h.envelope_id, count(distinct l.grant_id)::int as n
    from grant_holder h
    join grant_lot l on l.workspace = h.workspace and l.holder_kind = h.kind and l.holder_id = h.id
    where h.workspace = ${workspace} and l.available > 0 group by 1`;
  return new Map(rows.map(({ envelope_id, n }) => [envelope_id, n]));
}

async function loadPeople(sql: ISql, workspace: string): Promise<PolicyPeople> {
  const [teams, workers, emails] = await Promise.all([
    sql<Team[]>`
      select id, name, external_id as "externalId", parent_id as "parentId",
        valid_from as "validFrom", valid_to as "validTo"
      from team where workspace = ${workspace} order by id`,
    sql<Worker[]>`
      select id, kind, name, external_id as "externalId", owner_id as "ownerId", family,
        active_from as "activeFrom", active_to as "activeTo"
      from worker where workspace = ${workspace} order by id`,
    sql<{ value: string; workerId: string }[]>`
      select distinct value, worker_id as "workerId" from identity
      where workspace = ${workspace} and kind = 'email' order by value`,
  ]);
  return { teams, workers, emails };
}
