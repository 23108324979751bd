import {
  type ChargeDimensions,
  type ChargeTag,
  type CostCenters,
  createTagger,
  type PurposeRule,
  reclassify,
  type TaggedPurpose,
  type TagMove,
} from '@exchequer/core/charge';
import type { LedgerRefusal } from '@exchequer/core/ledger';
import { formatUsd, parseUsd, untagged } from '@exchequer/model';
import type { ISql } from 'postgres';
import type { AuditActor } from '../access/index.ts';
import { changeMoney, named } from './command.ts';
import type { ChargeOptions } from './options.ts';
import { tagFacts } from './rules.ts';

/** Net charges of open periods that are alike in everything that rules and books ask. */
interface OpenCharges extends ChargeDimensions, ChargeTag {
  occurredOn: string;
  postedOn: string;
  /** How many charges, and what they come to. */
  charges: number;
  amount: bigint;
  suspense: bigint;
}

/** Charges that rules would put elsewhere. */
interface Retag {
  from: OpenCharges;
  to: ChargeTag;
}

/** What tagging anew would do, or did. */
export interface RetagSummary {
  version: number;
  charges: number;
  amount: string;
  moves: {
    from_purpose: TaggedPurpose;
    from_cost_center: string;
    to_purpose: TaggedPurpose;
    to_cost_center: string;
    charges: number;
    amount: string;
  }[];
  untagged: string;
  untagged_charges: number;
}

/** What the rules in force, or others, would change in the open periods. */
export async function previewRetag(
  sql: ISql,
  workspace: string,
  rules: readonly PurposeRule[] | null,
  costCenters: CostCenters | null = null,
): Promise<RetagSummary> {
  return (await plan(sql, workspace, rules, costCenters)).summary;
}

/**
 * Tags the charges of open periods by the rules in force. The charges that were stay; each that moves
 * gets a pair of rows out of where it stood and into where it belongs, and the books a
 * reclassification. Run again, it finds nothing to move.
 */
export async function retag(
  options: ChargeOptions,
  workspace: string,
  key: string | undefined,
  by: AuditActor,
): Promise<{ summary: RetagSummary; transactionIds: string[] } | LedgerRefusal> {
  const name = named(options, workspace, 'retag', key, {});
  let planned: Awaited<ReturnType<typeof plan>> | null = null;
  const done = await changeMoney(options, {
    workspace,
    by,
    subject: () => name.key,
    command: async (tx) => {
      planned = await plan(tx, workspace, null);
      return reclassify(name, planned.retags.map(toMove));
    },
    apply: async (tx) => {
      if (planned) await insertMoves(tx, workspace, name.key, planned.retags, options.now());
    },
    audit: () => ({
      action: 'charges.retag',
      subject: name.key,
      detail: { version: planned?.summary.version ?? 0, charges: planned?.summary.charges ?? 0 },
    }),
  });
  if ('refused' in done) return done;
  const { summary } = planned ?? (await plan(options.sql, workspace, null));
  return { summary, transactionIds: done.transactionIds };
}

async function plan(
  sql: ISql,
  workspace: string,
  rules: readonly PurposeRule[] | null,
  costCenters: CostCenters | null = null,
) {
  const { version, ...facts } = await tagFacts(sql, workspace);
  const tag = createTagger({ ...facts, ...(rules && { rules }), ...(costCenters && { costCenters }) });
  const retags: Retag[] = [];
  const left = { charges: 0, amount: 0n };
  for (const from of await openCharges(sql, workspace)) {
    const to = tag(from, from.occurredOn);
    if (to.purpose === untagged) {
      left.charges += from.charges;
      left.amount += from.amount;
    }
    if (to.purpose !== from.purpose || to.costCenter !== from.costCenter) retags.push({ from, to });
  }
  return { retags, summary: summarise(version, retags, left) };
}

function summarise(
  version: number,
  retags: readonly Retag[],
  left: { charges: number; amount: bigint },
): RetagSummary {
  const moves = new Map<string, { retag: Retag; charges: number; amount: bigint }>();
  for (const retag of retags) {
    const { from, to } = retag;
    const key = [from.purpose, from.costCenter, to.purpose, to.costCenter].join(' ');
    const known = moves.get(key) ?? { retag, charges: 0, amount: 0n };
    known.charges += from.charges;
    known.amount += from.amount;
    moves.set(key, known);
  }
  const all = [...moves.values()];
  const size = (amount: bigint) => (amount < 0n ? -amount : amount);
  return {
    version,
    charges: all.reduce((sum, { charges }) => sum + charges, 0),
    amount: formatUsd(all.reduce((sum, { amount }) => sum + size(amount), 0n)),
    moves: all
      .sort((a, b) => (size(b.amount) > size(a.amount) ? 1 : -1))
      .map(({ retag: { from, to }, charges, amount }) => ({
        from_purpose: from.purpose,
        from_cost_center: from.costCenter,
        to_purpose: to.purpose,
        to_cost_center: to.costCenter,
        charges,
        amount: formatUsd(amount),
      })),
    untagged: formatUsd(left.amount),
    untagged_charges: left.charges,
  };
}

const toMove = ({ from, to }: Retag): TagMove => ({
  day: from.occurredOn,
  postedOn: from.postedOn,
  provider: from.provider,
  from: { purpose: from.purpose, costCenter: from.costCenter },
  to,
  amount: from.amount,
});

type OpenRow = Omit<OpenCharges, 'amount' | 'suspense'> & { amount: string; suspense: string };

/** What stands in open periods, net of what was moved before. */
async function openCharges(sql: ISql, workspace: string): Promise<OpenCharges[]> {
  const rows = await sql<OpenRow[]>`
    select occurred_on as "occurredOn", posted_on as "postedOn", provider, tool, team_id as "teamId", project,
      repo, agent, workflow, service, cost_center_claim as "costCenterClaim", purpose,
      cost_center as "costCenter", '' as model, '' as "workerId", '' as "billingMode",
      count(*)::integer as charges, sum(amount)::text as amount, sum(suspense)::text as suspense
    from charge
    where workspace = ${workspace} and posted_on > coalesce((
      select max(closed_through) from ledger_close where workspace = ${workspace} and book = 'financial'
    ), '-infinity'::date)
    group by occurred_on, posted_on, provider, tool, team_id, project, repo, agent, workflow, service,
      cost_center_claim, purpose, cost_center
    having sum(amount) <> 0 or sum(suspense) <> 0 or sum(requests) <> 0
      or sum(uncached_input + cache_read + cache_write_5m + cache_write_30m + cache_write_1h + cache_write_12h
        + cache_write_unknown + output) <> 0`;
  return rows.map((row) => ({ ...row, amount: parseUsd(row.amount), suspense: parseUsd(row.suspense) }));
}

/** Moves every charge of what was planned: out of where it stood, and into where it belongs. */
async function insertMoves(
  tx: ISql,
  workspace: string,
  subject: string,
  retags: readonly Retag[],
  at: Date,
): Promise<void> {
  const of = (value: (retag: Retag) => string): string[] => retags.map(value);
  await tx`
    insert into charge (workspace, batch_id, kind, recorded_at, transaction_id, occurred_on, posted_on,
      provider, model, tool, worker_id, team_id, project, repo, agent, workflow, service,
      cost_center_claim, billing_mode, purpose, cost_center, envelope_id, lease, amount, suspense, requests,
      uncached_input, cache_read, cache_write_5m, cache_write_30m, cache_write_1h, cache_write_12h,
      cache_write_unknown, output)
    select c.workspace, c.batch_id, 'retag', ${at}, t.id, c.occurred_on, c.posted_on, c.provider, c.model,
      c.tool, c.worker_id, c.team_id, c.project, c.repo, c.agent, c.workflow, c.service, c.cost_center_claim,
      c.billing_mode, case way when 1 then m.to_purpose else c.purpose end,
      case way when 1 then m.to_center else c.cost_center end, c.envelope_id, c.lease, way * c.amount, way * c.suspense,
      way * c.requests, way * c.uncached_input, way * c.cache_read, way * c.cache_write_5m,
      way * c.cache_write_30m, way * c.cache_write_1h, way * c.cache_write_12h, way * c.cache_write_unknown,
      way * c.output
    from unnest(${of(({ from }) => from.occurredOn)}::text[]::date[], ${of(({ from }) => from.postedOn)}::text[]::date[],
      ${of(({ from }) => from.provider)}::text[], ${of(({ from }) => from.tool)}::text[],
      ${of(({ from }) => from.teamId)}::text[], ${of(({ from }) => from.project)}::text[],
      ${of(({ from }) => from.repo)}::text[], ${of(({ from }) => from.agent)}::text[],
      ${of(({ from }) => from.workflow)}::text[], ${of(({ from }) => from.service)}::text[],
      ${of(({ from }) => from.costCenterClaim)}::text[], ${of(({ from }) => from.purpose)}::text[],
      ${of(({ from }) => from.costCenter)}::text[], ${of(({ to }) => to.purpose)}::text[],
      ${of(({ to }) => to.costCenter)}::text[])
      as m (occurred_on, posted_on, provider, tool, team_id, project, repo, agent, workflow, service,
        cost_center_claim, purpose, cost_center, to_purpose, to_center)
    join (
      select workspace, batch_id, occurred_on, posted_on, provider, model, tool, worker_id, team_id, project, repo,
        agent, workflow, service, cost_center_claim, billing_mode, purpose, cost_center, envelope_id, lease,
        sum(amount) as amount, sum(suspense) as suspense, sum(requests)::bigint as requests,
        sum(uncached_input)::bigint as uncached_input, sum(cache_read)::bigint as cache_read,
        sum(cache_write_5m)::bigint as cache_write_5m, sum(cache_write_30m)::bigint as cache_write_30m,
        sum(cache_write_1h)::bigint as cache_write_1h, sum(cache_write_12h)::bigint as cache_write_12h,
        sum(cache_write_unknown)::bigint as cache_write_unknown, sum(output)::bigint as output
      from charge where workspace = ${workspace}
      group by workspace, batch_id, occurred_on, posted_on, provider, model, tool, worker_id, team_id, project,
        repo, agent, workflow, service, cost_center_claim, billing_mode, purpose, cost_center, envelope_id, lease
    ) as c using (occurred_on, posted_on, provider, tool, team_id, project, repo, agent, workflow, service,
      cost_center_claim, purpose, cost_center)
    left join ledger_transaction t on t.workspace = c.workspace and t.subject = ${subject}
      and t.occurred_on = c.occurred_on and t.posted_on = c.posted_on and t.detail->>'provider' = c.provider
    cross join (values (-1), (1)) as ways (way)
    where c.amount <> 0 or c.suspense <> 0 or c.requests <> 0 or c.uncached_input <> 0 or c.cache_read <> 0
      or c.cache_write_5m <> 0 or c.cache_write_30m <> 0 or c.cache_write_1h <> 0 or c.cache_write_12h <> 0
      or c.cache_write_unknown <> 0 or c.output <> 0`;
}
