import type { LedgerRefusal } from '@exchequer/core/ledger';
import {
  type ChargingFacts,
  exportCharging,
  exportPolicy,
  isFuture,
  type PolicyExport,
  type PolicyFacts,
  type PolicyFault,
  type PolicyPlan,
  planCharging,
  planPolicy,
} from '@exchequer/core/policy';
import type { EnvelopeChange } from '@exchequer/model';
import type {
  PolicyPlanView,
  PolicySectionView,
  PolicyVersionView,
  Simulation,
} from '@exchequer/model/contract';
import type { TransactionSql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { lockCharges } from '../charge/index.ts';
import {
  changeTree,
  lockBudgets,
  openAll,
  post,
  type Refusals,
  refuse,
  transact,
  type Viewer,
} from '../envelope/index.ts';
import { applyCharging, loadChargingFacts, openCharges } from './charging.ts';
import { loadPolicyFacts } from './facts.ts';
import { saveKeys } from './keys.ts';
import type { PolicyOptions, ReadPolicy } from './options.ts';
import { type SimulationWish, simulatePolicy } from './simulate.ts';
import { findVersion, keepVersion, listVersions } from './versions.ts';
import { faultsOf, fingerprintOf, planView, type WholePlan } from './view.ts';

export interface ApplyWish {
  /** Of the plan that was looked at. */
  fingerprint: string;
  note: string;
}

export interface PolicyApplied {
  version: PolicyVersionView;
  plan: PolicyPlanView;
}

/** Policies of the workspaces: files planned, applied, kept and tried on past usage. */
export interface Policies {
  /** What applying the file would change, and everything that forbids it. */
  plan(workspace: string, read: ReadPolicy): Promise<PolicyPlanView>;
  /**
   * Makes a planned file so, all of it or nothing. Refused as `plan-changed` when anything that the
   * plan stood on has changed since, and as `policy-invalid` with its faults.
   */
  apply(
    workspace: string,
    read: ReadPolicy,
    wish: ApplyWish,
    by: AuditActor,
  ): Promise<PolicyApplied | Refusals>;
  history(
    workspace: string,
    page: { cursor?: string | undefined; limit: number },
  ): ReturnType<typeof listVersions>;
  show(workspace: string, version: number): ReturnType<typeof findVersion>;
  export(workspace: string, scope: 'file' | 'all'): Promise<PolicyExport>;
  /** What a file, or changed envelopes, would have done to past usage. Changes nothing. */
  simulate(workspace: string, wish: SimulationWish, viewer: Viewer): Promise<Simulation | Refusals>;
}

/** Policies over PostgreSQL and the journal. */
export function createPolicies(options: PolicyOptions): Policies {
  const { sql } = options;
  return {
    plan: async (workspace, read) => {
      const facts = await transact(sql, (tx) => currentFacts(options, tx, workspace));
      if ('refused' in facts) throw new Error(facts.detail);
      const plan = planWhole(facts, read);
      const faulty = faultsOf(plan).length > 0;
      return planView(read.text, plan, faulty ? null : await openCharges(sql, workspace, plan.charging));
    },
    apply: (workspace, read, wish, by) =>
      transact(sql, (tx) => applyPolicy(options, tx, workspace, read, wish, by)),
    history: (workspace, page) => listVersions(sql, workspace, page),
    show: (workspace, version) => findVersion(sql, workspace, version),
    export: async (workspace, scope) => {
      const [facts, charging] = await Promise.all([
        loadPolicyFacts(sql, workspace),
        loadChargingFacts(sql, workspace),
      ]);
      const { file, ...counts } = exportPolicy(facts, scope);
      return { file: { ...file, ...exportCharging(charging, facts.people, scope) }, ...counts };
    },
    simulate: (workspace, wish, viewer) => simulatePolicy(options, workspace, wish, viewer),
  };
}

/** What a file is planned over. */
interface Facts extends PolicyFacts {
  charging: ChargingFacts;
}

/**
 * The facts with the periods of today, under the locks of the charges and the budgets until the
 * transaction ends. Posting usage takes them in this order too; any other would deadlock.
 */
async function currentFacts(options: PolicyOptions, tx: TransactionSql, workspace: string): Promise<Facts> {
  await lockCharges(tx, workspace);
  await lockBudgets(tx, workspace);
  await post(options.ledger, tx, await openAll(options, tx, workspace));
  return {
    ...(await loadPolicyFacts(tx, workspace)),
    charging: await loadChargingFacts(tx, workspace),
  };
}

/** The plan of a file, with what could not be read of it. */
function planWhole(facts: Facts, { draft, faults }: ReadPolicy): WholePlan {
  const envelopes = planPolicy(facts, draft);
  return {
    envelopes: { ...envelopes, faults: [...faults, ...envelopes.faults] },
    charging: planCharging(facts.charging, draft, facts.people),
  };
}

async function applyPolicy(
  options: PolicyOptions,
  tx: TransactionSql,
  workspace: string,
  read: ReadPolicy,
  { fingerprint, note }: ApplyWish,
  by: AuditActor,
): Promise<PolicyApplied> {
  // Under these locks nothing that is planned over changes: the plan is the one that is applied.
  const plan = planWhole(await currentFacts(options, tx, workspace), read);
  const faults = faultsOf(plan);
  if (faults.length > 0) return refuse(invalid(faults));
  if (fingerprintOf(read.text, plan) !== fingerprint) {
    return refuse({
      refused: 'plan-changed',
      detail: 'the file or what it plans over has changed since this plan was made',
      fix: 'Look at a new plan, and apply that: exchequer policy plan.',
    });
  }
  const { steps, keys } = withIds(plan.envelopes, options.newId);
  if (steps.length > 0) {
    await changeTree(options, tx, workspace, steps, { by, origin: 'file' });
  }
  await saveKeys(tx, workspace, keys);
  const refused = await applyCharging(tx, options.now(), workspace, plan.charging, by);
  if (refused) return refuse(refused);
  const view = planView(read.text, plan, await openCharges(tx, workspace, plan.charging));
  const applied = {
    text: read.text,
    note,
    fingerprint,
    summary: view.summary,
    changes: differing(view.changes),
    purposes: differingOf(view.purposes),
    cost_centres: differingOf(view.cost_centres),
  };
  const version = await keepVersion(tx, workspace, applied, by, options.now());
  const { summary } = view;
  const { purposes, cost_centres } = version;
  const detail = { version: version.version, hash: version.hash, ...summary, purposes, cost_centres, note };
  await recordAudit(tx, by, options.now(), {
    action: 'policy.apply',
    workspace,
    subject: `policy ${version.version}`,
    detail,
  });
  return { version, plan: view };
}

const differing = <T extends { action: string }>(changes: readonly T[]): T[] =>
  changes.filter(({ action }) => action !== 'same');

const differingOf = (section: PolicySectionView | null) =>
  section && { ...section, changes: differing(section.changes) };

/** More faults than this in one sentence help nobody; the plan has them all. */
const mostTold = 10;

function invalid(faults: readonly PolicyFault[]): LedgerRefusal {
  const told = faults
    .slice(0, mostTold)
    .map(({ line, error }) => (line > 0 ? `line ${line}: ${error}` : error));
  const more = faults.length - told.length;
  return {
    refused: 'policy-invalid',
    detail: `${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    fix: 'Correct the file; `exchequer policy plan` names every fault with its fix.',
  };
}

/** Gives the envelopes that are yet to be made their ids. */
function withIds({ steps, keys }: PolicyPlan, newId: (prefix: string) => string) {
  const ids = new Map<string, string>();
  const real = (id: string): string => {
    if (!isFuture(id)) return id;
    const known = ids.get(id) ?? newId('env_');
    ids.set(id, known);
    return known;
  };
  const step = (change: EnvelopeChange): EnvelopeChange =>
    change.action === 'close'
      ? change
      : {
          ...change,
          id: real(change.id),
          wish: { ...change.wish, parentId: change.wish.parentId && real(change.wish.parentId) },
        };
  return {
    steps: steps.map(step),
    keys: keys.map(({ key, envelopeId }) => ({ key, envelopeId: real(envelopeId) })),
  };
}
