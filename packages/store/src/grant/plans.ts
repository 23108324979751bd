import { designNotes, type GrantRefusal, type GrantTerms, refuseGrant } from '@exchequer/core/grant';
import { formatUsd } from '@exchequer/model';
import type { GrantBasis, GrantPlan } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { type GrantOptions, lockGrants, todayOf } from './options.ts';
import { fromTermsJson, toTermsJson } from './rows.ts';

/** A plan: what new grants are issued by. */
export interface Plan {
  id: string;
  name: string;
  basis: GrantBasis;
  terms: GrantTerms;
  currency: string;
  jurisdiction: string;
  state: 'active' | 'retired';
}

interface PlanRow extends Omit<Plan, 'terms'> {
  terms: Parameters<typeof fromTermsJson>[0];
}

export async function loadPlans(sql: ISql, workspace: string): Promise<Map<string, Plan>> {
  const rows = await sql<PlanRow[]>`
    select id, name, basis, terms, currency, jurisdiction, state from grant_plan
    where workspace = ${workspace} order by lower(name), id`;
  return new Map(rows.map((row) => [row.id, { ...row, terms: fromTermsJson(row.terms) }]));
}

/** Adds a plan, or changes one by its id. Grants keep the terms they were issued under. */
export async function putPlan(
  options: GrantOptions,
  workspace: string,
  wish: Omit<Plan, 'id' | 'state'> & { id: string | undefined },
  by: AuditActor,
): Promise<Plan | GrantRefusal> {
  return options.sql.begin(async (tx) => {
    await lockGrants(tx, workspace);
    const plans = await loadPlans(tx, workspace);
    const before = wish.id === undefined ? null : (plans.get(wish.id) ?? unknownPlan(wish.id));
    if (before && 'refused' in before) return before;
    if (before?.state === 'retired') return retired(before);
    const twin = [...plans.values()].find(
      (other) => other.state === 'active' && other.id !== wish.id && sameName(other.name, wish.name),
    );
    if (twin)
      return refuseGrant(
        'plan-exists',
        `there is a plan ${twin.name}`,
        `Change ${twin.id}, or choose another name.`,
      );
    const plan: Plan = { ...wish, id: wish.id ?? options.newId('gpl_'), state: 'active' };
    await tx`
      insert into grant_plan (workspace, id, name, basis, terms, currency, jurisdiction, state)
      values (${workspace}, ${plan.id}, ${plan.name}, ${tx.json(plan.basis)}, ${tx.json(toTermsJson(plan.terms))},
        ${plan.currency}, ${plan.jurisdiction}, 'active')
      on conflict (workspace, id) do update set name = excluded.name, basis = excluded.basis,
        terms = excluded.terms, jurisdiction = excluded.jurisdiction`;
    const action = before ? 'grant_plan.change' : 'grant_plan.create';
    await recordAudit(tx, by, options.now(), {
      action,
      workspace,
      subject: plan.id,
      detail: { name: plan.name },
    });
    return plan;
  });
}

const sameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export const unknownPlan = (id: string): GrantRefusal =>
  refuseGrant('plan-unknown', `there is no grant plan ${id}`, 'See the plans: exchequer grant plan.');

export const retired = ({ name }: Pick<Plan, 'name'>): GrantRefusal =>
  refuseGrant('plan-retired', `the plan ${name} is retired`, 'Make a new plan.');

/** Ends a plan for new grants; those issued go on. */
export async function retirePlan(
  options: GrantOptions,
  workspace: string,
  id: string,
  by: AuditActor,
): Promise<Plan | GrantRefusal> {
  return options.sql.begin(async (tx) => {
    await lockGrants(tx, workspace);
    const plan = (await loadPlans(tx, workspace)).get(id);
    if (!plan) return unknownPlan(id);
    if (plan.state === 'retired') return retired(plan);
    await tx`update grant_plan set state = 'retired' where workspace = ${workspace} and id = ${id}`;
    await recordAudit(tx, by, options.now(), { action: 'grant_plan.retire', workspace, subject: id });
    return { ...plan, state: 'retired' };
  });
}

/** Plans as the API shows them, with how many of their grants run. */
export async function viewPlans(options: GrantOptions, workspace: string): Promise<GrantPlan[]> {
  const plans = await loadPlans(options.sql, workspace);
  const today = todayOf(options);
  const counts = await options.sql<{ plan_id: string; n: number }[]>`
    select plan_id, count(*)::int as n from grant_given
    where workspace = ${workspace} and starts_on <= ${today} and (ends_on is null or ends_on > ${today})
    group by plan_id`;
  const active = new Map(counts.map(({ plan_id, n }) => [plan_id, n]));
  return [...plans.values()].map((plan) => viewPlan(plan, active.get(plan.id) ?? 0));
}

export const viewPlan = (plan: Plan, activeGrants: number): GrantPlan => ({
  id: plan.id,
  name: plan.name,
  ...viewTerms(plan.terms),
  basis: plan.basis,
  currency: plan.currency,
  jurisdiction: plan.jurisdiction,
  state: plan.state,
  active_grants: activeGrants,
  notes: designNotes(plan.terms),
});

/** Terms on the wire. */
export const viewTerms = (terms: GrantTerms) => ({
  type: terms.type,
  cadence: terms.cadence,
  valid_periods: terms.validPeriods,
  rollover: {
    percent: terms.rollover.percent,
    cap: terms.rollover.cap === null ? null : formatUsd(terms.rollover.cap),
  },
  surplus: terms.surplus,
  transfer: terms.transfer,
  personal_use: terms.personalUse,
  purpose: terms.purpose,
});
