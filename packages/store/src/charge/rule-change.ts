import {
  type CapitalisationPolicy,
  type CostCenters,
  checkCostCenters,
  checkRules,
  offeredRules,
  type PurposeRule,
} from '@exchequer/core/charge';
import type { LedgerRefusal } from '@exchequer/core/ledger';
import type { Team } from '@exchequer/core/workforce';
import type { ISql, TransactionSql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import type { ChargeOptions } from './options.ts';
import { refuseOwned, rulesManagedBy } from './rule-owner.ts';
import { lockCharges, putRules, type RuleSet, type RuleSubject } from './rules.ts';

type Bodies = {
  purpose: readonly PurposeRule[];
  cost_center: CostCenters;
  capitalisation: readonly CapitalisationPolicy[];
};

/** Replaces rules by a new version, or says why they cannot be taken; what a policy file owns stays. */
export async function changeRules<S extends RuleSubject>(
  { sql, now }: Pick<ChargeOptions, 'sql' | 'now'>,
  workspace: string,
  subject: S,
  body: Bodies[S],
  by: AuditActor,
): Promise<RuleSet<S> | LedgerRefusal> {
  return sql.begin(async (tx) => {
    await lockCharges(tx, workspace);
    if ((await rulesManagedBy(tx, workspace, subject)) === 'file') return refuseOwned(subject);
    return changeRulesWithin(tx, now(), workspace, subject, body, by);
  });
}

/** Replaces rules in the caller's transaction, which holds the lock of the charges. */
export async function changeRulesWithin<S extends RuleSubject>(
  tx: TransactionSql,
  at: Date,
  workspace: string,
  subject: S,
  body: Bodies[S],
  by: AuditActor,
): Promise<RuleSet<S> | LedgerRefusal> {
  const teams = new Set((await teamsOf(tx, workspace)).map(({ id }) => id));
  const wrong =
    subject === 'purpose'
      ? checkRules(body as Bodies['purpose'], teams)
      : subject === 'cost_center'
        ? checkCostCenters(body as Bodies['cost_center'], teams)
        : null;
  if (wrong) return wrong;
  const kept = await putRules(tx, workspace, subject, body, { name: by.name, at });
  const detail = { version: kept.version };
  await recordAudit(tx, by, at, { action: `charge-rules.${subject}`, subject, workspace, detail });
  return kept;
}

/** Rules to begin with, by the functions that names of teams tell. */
export const rulesToOffer = async (sql: ISql, workspace: string): Promise<PurposeRule[]> =>
  offeredRules(await teamsOf(sql, workspace));

const teamsOf = (sql: ISql, workspace: string): Promise<Team[]> => sql<Team[]>`
  select id, name, external_id as "externalId", parent_id as "parentId", valid_from as "validFrom",
    valid_to as "validTo"
  from team where workspace = ${workspace}`;
