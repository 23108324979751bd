import type { LedgerRefusal } from '@exchequer/core/ledger';
import type { ManagedBy } from '@exchequer/model';
import type { ISql } from 'postgres';
import type { RuleSubject } from './rules.ts';

/** What the policy file may own. */
export type OwnableRules = Extract<RuleSubject, 'purpose' | 'cost_center'>;

/** Who keeps a set of rules: the web app, unless the policy file took it over. */
export async function rulesManagedBy(sql: ISql, workspace: string, subject: RuleSubject): Promise<ManagedBy> {
  const [owned] = await sql`
    select 1 from policy_rule_set where workspace = ${workspace} and subject = ${subject}`;
  return owned ? 'file' : 'web';
}

/** Gives a set of rules to the policy file, or back to the web app. The caller holds the lock of the charges. */
export async function setRulesManager(
  tx: ISql,
  workspace: string,
  subject: OwnableRules,
  managedBy: ManagedBy,
  at: Date,
): Promise<void> {
  if (managedBy === 'file') {
    await tx`
      insert into policy_rule_set (workspace, subject, taken_at) values (${workspace}, ${subject}, ${at})
      on conflict do nothing`;
  } else await tx`delete from policy_rule_set where workspace = ${workspace} and subject = ${subject}`;
}

const names = { purpose: 'the purpose rules', cost_center: 'the cost centres', capitalisation: '' };

/** Why the web app may not replace a set of rules. */
export const refuseOwned = (subject: RuleSubject): LedgerRefusal => ({
  refused: 'owned-by-file',
  detail: `${names[subject]} are owned by the policy file`,
  fix: 'Change them in the file and apply that: exchequer policy apply.',
});
