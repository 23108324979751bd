import {
  type CapitalisationPolicy,
  type CapitalisedPart,
  type ChargeTag,
  capitalise,
  lastDayOf,
  policyFor,
  wipSubject,
} from '@exchequer/core/charge';
import { isRefusal, type LedgerRefusal } from '@exchequer/core/ledger';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';
import type { AuditActor } from '../access/index.ts';
import { changeMoney } from './command.ts';
import type { ChargeOptions } from './options.ts';
import { currentRules } from './rules.ts';

/** What a month's expense of qualifying projects comes to. */
export interface Capitalised {
  projects: { key: string; amount: string }[];
  transactionIds: string[];
}

/**
 * Moves a month's expense of the qualifying projects to software in development, on its last day. What
 * was moved before is left out, so that late usage can be moved after it.
 */
export async function capitaliseMonth(
  options: ChargeOptions,
  workspace: string,
  wish: { month: string; dryRun: boolean },
  by: AuditActor,
): Promise<Capitalised | LedgerRefusal> {
  const { body: policies } = await currentRules(options.sql, workspace, 'capitalisation');
  const done: Capitalised = { projects: [], transactionIds: [] };
  for (const policy of policies) {
    const parts = await openParts(options.sql, workspace, policies, policy, wish.month);
    const amount = parts.reduce((sum, part) => sum + part.amount, 0n);
    done.projects.push({ key: policy.key, amount: formatUsd(amount) });
    if (wish.dryRun || parts.length === 0) continue;
    const posted = await postProject(options, workspace, policies, policy, wish.month, by);
    if (isRefusal(posted)) return posted;
    done.transactionIds.push(...posted.transactionIds);
  }
  return done;
}

function postProject(
  options: ChargeOptions,
  workspace: string,
  policies: readonly CapitalisationPolicy[],
  policy: CapitalisationPolicy,
  month: string,
  by: AuditActor,
) {
  const subject = wipSubject(policy.key, month);
  const name = { workspace, key: `capitalise:${options.newId('')}`, body: { subject } };
  return changeMoney(options, {
    workspace,
    by,
    subject: () => subject,
    command: async (tx) => {
      const parts = await openParts(tx, workspace, policies, policy, month);
      return capitalise(name, policy, { name: month, lastDay: lastDayOf(month) }, parts);
    },
    audit: () => ({
      action: 'capitalisation.post',
      subject,
      detail: { memo: policy.memo, approver: policy.approver },
    }),
  });
}

/** A project's charges of a month less what was capitalised of them, by where they stand. */
async function openParts(
  sql: ISql,
  workspace: string,
  policies: readonly CapitalisationPolicy[],
  policy: CapitalisationPolicy,
  month: string,
): Promise<CapitalisedPart[]> {
  type Part = Omit<ChargeTag, 'costCenter'> & { costCenter: string; amount: string };
  const charges = await sql<(Part & { project: string; repo: string; day: string })[]>`
    select project, repo, occurred_on as day, purpose, cost_center as "costCenter", sum(amount)::text as amount
    from charge where workspace = ${workspace} and to_char(posted_on, 'YYYY-MM') = ${month}
    group by project, repo, occurred_on, purpose, cost_center`;
  const moved = await sql<Part[]>`
    select split_part(a.key, '/', 2) as purpose, split_part(a.key, '/', 3) as "costCenter", sum(p.amount)::text as amount
    from ledger_transaction t
    join ledger_posting p on p.transaction_id = t.id
    join ledger_account a on a.id = p.account_id
    where t.workspace = ${workspace} and t.subject = ${wipSubject(policy.key, month)} and a.key like 'expense/%'
    group by 1, 2`;
  const own = charges.filter((charge) => policyFor(policies, charge, charge.day)?.key === policy.key);
  const parts = new Map<string, CapitalisedPart>();
  for (const { purpose, costCenter, amount } of [...own, ...moved]) {
    const key = `${purpose} ${costCenter}`;
    parts.set(key, { purpose, costCenter, amount: (parts.get(key)?.amount ?? 0n) + parseUsd(amount) });
  }
  return [...parts.values()].filter(({ amount }) => amount !== 0n);
}

/** What stands as software in development, by the key of its project. */
export async function capitalisedSoFar(sql: ISql, workspace: string): Promise<Map<string, string>> {
  const rows = await sql<{ key: string; amount: string }[]>`
    select split_part(key, '/', 2) as key, balance::text as amount from ledger_account
    where workspace = ${workspace} and book = 'financial' and key like 'software-wip/%'`;
  return new Map(rows.map(({ key, amount }) => [key, formatUsd(parseUsd(amount))]));
}
