import type { LedgerRefusal } from '@exchequer/core/ledger';
import { type ChargingFacts, type ChargingPlan, isChanged } from '@exchequer/core/policy';
import type { PolicyPlanView } from '@exchequer/model/contract';
import type { ISql, TransactionSql } from 'postgres';
import type { AuditActor } from '../access/index.ts';
import {
  changeRulesWithin,
  currentRules,
  previewRetag,
  rulesManagedBy,
  setRulesManager,
} from '../charge/index.ts';

/** Purposes and cost centres as they stand. Under the lock of the charges nothing of them changes. */
export async function loadChargingFacts(sql: ISql, workspace: string): Promise<ChargingFacts> {
  const [rules, centers, rulesOwner, centersOwner] = await Promise.all([
    currentRules(sql, workspace, 'purpose'),
    currentRules(sql, workspace, 'cost_center'),
    rulesManagedBy(sql, workspace, 'purpose'),
    rulesManagedBy(sql, workspace, 'cost_center'),
  ]);
  return {
    rules: rules.body,
    rulesManagedBy: rulesOwner,
    centers: centers.body,
    centersManagedBy: centersOwner,
  };
}

/**
 * Makes purposes and cost centres as planned. A set in which nothing differs gets no new version. The
 * caller holds the lock of the charges, and ends the transaction when this is refused.
 */
export async function applyCharging(
  tx: TransactionSql,
  at: Date,
  workspace: string,
  { rules, centers }: ChargingPlan,
  by: AuditActor,
): Promise<LedgerRefusal | null> {
  const sets = [
    { subject: 'purpose' as const, section: rules },
    { subject: 'cost_center' as const, section: centers },
  ];
  for (const { subject, section } of sets) {
    if (!section) continue;
    await setRulesManager(tx, workspace, subject, section.ownership === 'release' ? 'web' : 'file', at);
    if (!isChanged(section)) continue;
    // The subject names the kind of set that the section holds.
    const set = section.set as Parameters<typeof changeRulesWithin<typeof subject>>[4];
    const kept = await changeRulesWithin(tx, at, workspace, subject, set, by);
    if ('refused' in kept) return kept;
  }
  return null;
}

/** The command that moves charges which are booked already. */
const retagCommand = 'exchequer policy retag --yes';

/** Charges of open periods that the planned sets would put elsewhere; null where the file gives none. */
export async function openCharges(
  sql: ISql,
  workspace: string,
  { rules, centers }: ChargingPlan,
): Promise<PolicyPlanView['open_charges']> {
  const given = [rules, centers].some((section) => section && section.ownership !== 'release');
  if (!given) return null;
  const seen = await previewRetag(sql, workspace, rules?.set ?? null, centers?.set ?? null);
  const { charges, amount, untagged_charges } = seen;
  return { charges, amount, untagged_charges, command: retagCommand };
}
