import type { LedgerRefusal } from '@exchequer/core/ledger';
import {
  exportPolicy,
  isFuture,
  type PolicyExport,
  type PolicyFacts,
  type PolicyFault,
  type PolicyPlan,
  planPolicy,
} from '@exchequer/core/policy';
import type { EnvelopeChange } from '@exchequer/model';
import type { PolicyPlanView, PolicyVersionView, Simulation } from '@exchequer/model/contract';
import type { TransactionSql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
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
import { loadPolicyFacts } from './facts.ts';
import { saveKeys } from './keys.ts';
import type { PolicyOptions, ReadPolicy } from './options.ts';
import { type SimulationWish, simulatePolicy } from './simulate.ts';
import { findVersion, keepVersion, listVersions } from './versions.ts';
import { fingerprintOf, planView } from './view.ts';

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
      return planView(read.text, withFaults(planPolicy(facts, read.draft), read.faults));
    },
    apply: (workspace, read, wish, by) =>
      transact(sql, (tx) => applyPolicy(options, tx, workspace, read, wish, by)),
    history: (workspace, page) => listVersions(sql, workspace, page),
    show: (workspace, version) => findVersion(sql, workspace, version),
    export: async (workspace, scope) => exportPolicy(await loadPolicyFacts(sql, workspace), scope),
    simulate: (workspace, wish, viewer) => simulatePolicy(options, workspace, wish, viewer),
  };
}

/** The facts with the periods of today, under the lock of the budgets until the transaction ends. */
async function currentFacts(
  options: PolicyOptions,
  tx: TransactionSql,
  workspace: string,
): Promise<PolicyFacts> {
  await lockBudgets(tx, workspace);
  await post(options.ledger, tx, await openAll(options, tx, workspace));
  return loadPolicyFacts(tx, workspace);
}

const withFaults = (plan: PolicyPlan, faults: readonly PolicyFault[]): PolicyPlan => ({
  ...plan,
  faults: [...faults, ...plan.faults].sort((a, b) => a.line - b.line),
});

async function applyPolicy(
  options: PolicyOptions,
  tx: TransactionSql,
  workspace: string,
  read: ReadPolicy,
  { fingerprint, note }: ApplyWish,
  by: AuditActor,
): Promise<PolicyApplied> {
  // Under this lock neither envelopes nor their periods change: the plan is the one that is applied.
  const facts = await currentFacts(options, tx, workspace);
  const plan = withFaults(planPolicy(facts, read.draft), read.faults);
  if (plan.faults.length > 0) return refuse(invalid(plan.faults));
  if (fingerprintOf(read.text, plan) !== fingerprint) {
    return refuse({
      refused: 'plan-changed',
      detail: 'the file or the envelopes have changed since this plan was made',
      fix: 'Look at a new plan, and apply that: exchequer policy plan.',
    });
  }
  const { steps, keys } = withIds(plan, options.newId);
  if (steps.length > 0) {
    await changeTree(options, tx, workspace, steps, { by, origin: 'file' });
  }
  await saveKeys(tx, workspace, keys);
  const view = planView(read.text, plan);
  const changes = view.changes.filter(({ action }) => action !== 'same');
  const applied = { text: read.text, note, fingerprint, summary: view.summary, changes };
  const version = await keepVersion(tx, workspace, applied, by, options.now());
  const { summary } = view;
  const detail = { version: version.version, hash: version.hash, ...summary, note };
  await recordAudit(tx, by, options.now(), {
    action: 'policy.apply',
    workspace,
    subject: `policy ${version.version}`,
    detail,
  });
  return { version, plan: view };
}

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
