import {
  type AllocationFacts,
  type AllocationPlan,
  addDays,
  basisText,
  basisUnits,
  type CostCentreExpense,
  chargeBackEntry,
  checkRule,
  type Period,
  periodOf,
  planAllocation,
  ruleHolds,
} from '@exchequer/core/close';
import { isRefusal, type LedgerRefusal, postEntry } from '@exchequer/core/ledger';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { AllocationRule, AllocationRun } from '@exchequer/model/contract';
import type { ISql, JSONValue, TransactionSql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { transactionsOf } from '../ledger/index.ts';
import { Refused, refusable } from './failure.ts';
import type { CloseOptions } from './options.ts';
import { expensePostings } from './unit-sums.ts';

type RuleBody = Omit<AllocationRule, 'id' | 'recorded_at'>;

/** The rules in force, oldest first. */
export async function allocationRules(sql: ISql, workspace: string): Promise<AllocationRule[]> {
  const rows = await sql<{ id: string; body: RuleBody; recordedAt: Date }[]>`
    select id, body, recorded_at as "recordedAt" from allocation_rule
    where workspace = ${workspace} and withdrawn_at is null order by recorded_at, id`;
  return rows.map(({ id, body, recordedAt }) => ({ id, ...body, recorded_at: recordedAt.toISOString() }));
}

/** Enters a rule, or puts a new one in the place of an old; what was shared out stays. */
export async function putAllocationRule(
  { sql, now, newId }: CloseOptions,
  workspace: string,
  { id = newId('alr_'), ...body }: RuleBody & { id?: string | undefined },
  by: AuditActor,
): Promise<AllocationRule | LedgerRefusal> {
  const refusal = checkRule(body);
  if (refusal) return refusal;
  const at = now();
  await sql.begin(async (tx) => {
    await setAside(tx, workspace, id, at);
    await tx`
      insert into allocation_rule (workspace, id, body, recorded_at, recorded_by)
      values (${workspace}, ${id}, ${tx.json(body as unknown as JSONValue)}, ${at}, ${by.name})`;
    await recordAudit(tx, by, at, {
      action: 'allocation.rule',
      subject: id,
      workspace,
      detail: { name: body.name },
    });
  });
  return { id, ...body, recorded_at: at.toISOString() };
}

/** Sets a rule aside; false when none is in force under the id. */
export async function withdrawAllocationRule(
  { sql, now }: CloseOptions,
  workspace: string,
  id: string,
  by: AuditActor,
): Promise<boolean> {
  return sql.begin(async (tx) => {
    const found = await setAside(tx, workspace, id, now());
    if (found) await recordAudit(tx, by, now(), { action: 'allocation.withdraw', subject: id, workspace });
    return found;
  });
}

async function setAside(tx: ISql, workspace: string, id: string, at: Date): Promise<boolean> {
  const rows = await tx`
    update allocation_rule set withdrawn_at = ${at}
    where workspace = ${workspace} and id = ${id} and withdrawn_at is null returning id`;
  return rows.length > 0;
}

/** One sharing out at a time per workspace: each must see what the one before left in the pool. */
const lockAllocations = (tx: ISql, workspace: string) =>
  tx`select pg_advisory_xact_lock(hashtext('allocation'), hashtext(${workspace}))`;

/**
 * Shares the month's cost out by every rule that holds, in their order, and charges it back where
 * asked. A pool that is empty already gives nothing more, so a repeat changes nothing.
 */
export async function runAllocations(
  options: CloseOptions,
  workspace: string,
  wish: { period: string; dry_run: boolean; charge_back: boolean },
  by: AuditActor,
): Promise<AllocationRun | LedgerRefusal> {
  const { sql, now } = options;
  const period = periodOf(wish.period);
  const people = await headcounts(options, workspace, period);
  return refusable(async () => {
    const run: AllocationRun = { period: period.key, dry_run: wish.dry_run, items: [] };
    const rules = (await allocationRules(sql, workspace)).filter((rule) => ruleHolds(rule, period));
    for (const rule of rules) {
      run.items.push(await applyRule(options, workspace, { rule, period, people, dryRun: wish.dry_run }));
    }
    if (wish.charge_back && !wish.dry_run) await chargeBack(options, workspace, period);
    if (!wish.dry_run) {
      await recordAudit(sql, by, now(), { action: 'allocation.run', subject: period.key, workspace });
    }
    return run;
  });
}

interface Application {
  rule: AllocationRule;
  period: Period;
  people: ReadonlyMap<string, bigint>;
  dryRun: boolean;
}

function applyRule(
  { sql, ledger }: CloseOptions,
  workspace: string,
  { rule, period, people, dryRun }: Application,
): Promise<AllocationRun['items'][number]> {
  return sql.begin(async (tx) => {
    await lockAllocations(tx, workspace);
    const facts = await allocationFacts(tx, workspace, rule, period, people);
    const plan = planAllocation(rule, period, facts, period.lastDay);
    if (dryRun || !plan.entry) return itemOf(rule, plan, null);
    const key = `allocation:${rule.id}:${period.key}:${await turn(tx, workspace, rule, period)}`;
    const [answer] = await ledger.within(tx, [postEntry({ workspace, key, entries: [plan.entry] })]);
    if (isRefusal(answer as object)) throw new Refused(answer as LedgerRefusal);
    const [id] = (await transactionsOf(tx, workspace, key)) ?? [];
    if (id) await keepParts(tx, workspace, id, rule, plan);
    return itemOf(rule, plan, id ? `txn_${id}` : null);
  });
}

/** How often the rule has shared the month's pool out: later cost in it is shared out again. */
async function turn(tx: ISql, workspace: string, rule: AllocationRule, period: Period): Promise<number> {
  const [row] = await tx<{ n: number }[]>`
    select count(*)::int as n from ledger_transaction
    where workspace = ${workspace} and subject = ${rule.id} and kind = 'allocation'
      and detail->>'period' = ${period.key}`;
  return row?.n ?? 0;
}

async function allocationFacts(
  tx: TransactionSql,
  workspace: string,
  rule: AllocationRule,
  { from, to }: Period,
  people: ReadonlyMap<string, bigint>,
): Promise<AllocationFacts> {
  const range = { from, to, by: 'posted' as const };
  const pool = await tx<{ account: string; currency: string; amount: string }[]>`
    select a.key as account, a.currency, sum(p.amount)::text as amount
    ${expensePostings(tx, workspace, range)} and starts_with(a.key, ${rule.pool})
    group by a.key, a.currency having sum(p.amount) <> 0 order by a.key`;
  const usage = await tx<{ purpose: string; costCenter: string; amount: string }[]>`
    select purpose, cost_center as "costCenter", sum(amount)::text as amount from charge
    where workspace = ${workspace} and posted_on >= ${from} and posted_on < ${to}
    group by 1, 2 having sum(amount) <> 0 order by 1, 2`;
  const exact = <Row extends { amount: string }>(rows: readonly Row[]) =>
    rows.map((row) => ({ ...row, amount: parseUsd(row.amount) }));
  return { pool: exact(pool), usage: exact(usage), headcount: (team) => people.get(team) ?? 0n };
}

/** People on the last day of a month by team, everyone counted in each team above theirs too. */
async function headcounts(
  { sql, directory }: CloseOptions,
  workspace: string,
  { lastDay }: Period,
): Promise<Map<string, bigint>> {
  const [people, teams] = await Promise.all([
    directory.employments(workspace, lastDay, addDays(lastDay, 1)),
    sql<{ id: string; parent: string | null }[]>`
      select id, parent_id as parent from team where workspace = ${workspace}`,
  ]);
  const parents = new Map(teams.map(({ id, parent }) => [id, parent]));
  const counts = new Map<string, bigint>();
  for (const { teamId } of people) {
    const seen = new Set<string>();
    for (let at: string | null = teamId || null; at && !seen.has(at); at = parents.get(at) ?? null) {
      seen.add(at);
      counts.set(at, (counts.get(at) ?? 0n) + 1n);
    }
  }
  return counts;
}

async function keepParts(
  tx: TransactionSql,
  workspace: string,
  transactionId: string,
  rule: AllocationRule,
  plan: AllocationPlan,
): Promise<void> {
  const rows = plan.parts.map((part, at) => ({
    workspace,
    transaction_id: transactionId,
    part: at + 1,
    rule_id: rule.id,
    rule_name: rule.name,
    pool: rule.pool,
    basis_key: rule.key,
    purpose: part.purpose,
    cost_center: part.costCenter,
    team_id: part.teamId,
    basis: basisText(rule.key, part.weight),
    basis_of: basisText(rule.key, plan.weightOf),
    whole: formatUsd(plan.whole),
    amount: formatUsd(part.amount),
  }));
  await tx`insert into allocation_part ${tx(rows)}`;
}

function itemOf(
  rule: AllocationRule,
  plan: AllocationPlan,
  transactionId: string | null,
): AllocationRun['items'][number] {
  const parted = plan.parts.reduce((sum, { amount }) => sum + amount, 0n);
  return {
    rule_id: rule.id,
    name: rule.name,
    pool: rule.pool,
    key: rule.key,
    whole: formatUsd(plan.whole),
    basis_unit: basisUnits[rule.key],
    parts: plan.parts.map(({ purpose, costCenter, weight, amount }) => ({
      purpose,
      cost_center: costCenter,
      basis: basisText(rule.key, weight),
      amount: formatUsd(amount),
    })),
    difference: formatUsd(plan.weightOf === 0n ? 0n : parted - plan.whole),
    transaction_id: transactionId,
    note: plan.note,
  };
}

/** Books every cost centre's expense to it and back, as far as that was not done. */
async function chargeBack({ sql, ledger }: CloseOptions, workspace: string, period: Period): Promise<void> {
  const range = { from: period.from, to: period.to, by: 'posted' as const };
  await sql.begin(async (tx) => {
    await lockAllocations(tx, workspace);
    const open = await tx<{ costCenter: string; currency: string; amount: string; n: number }[]>`
      select "costCenter", currency, sum(amount)::text as amount, max(n)::int as n from (
        select split_part(a.key, '/', 3) as "costCenter", a.currency, p.amount, 0 as n
        ${expensePostings(tx, workspace, range)} and split_part(a.key, '/', 1) = 'expense'
        union all
        select split_part(a.key, '/', 2), a.currency, -p.amount, dense_rank() over (order by t.id)
        from ledger_transaction t
        join ledger_posting p on p.transaction_id = t.id
        join ledger_account a on a.id = p.account_id
        where t.workspace = ${workspace} and t.kind = 'chargeback' and starts_with(a.key, 'chargeback/')
          and t.posted_on >= ${period.from} and t.posted_on < ${period.to}
      ) as part group by 1, 2 order by 1, 2`;
    const due: CostCentreExpense[] = open.map((row) => ({ ...row, amount: parseUsd(row.amount) }));
    const entry = chargeBackEntry(period, due, period.lastDay);
    if (!entry) return;
    const key = `chargeback:${period.key}:${Math.max(0, ...open.map(({ n }) => n))}`;
    const [answer] = await ledger.within(tx, [postEntry({ workspace, key, entries: [entry] })]);
    if (isRefusal(answer as object)) throw new Refused(answer as LedgerRefusal);
  });
}
