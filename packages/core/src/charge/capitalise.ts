import type { LedgerCommand } from '../ledger/index.ts';
import { account } from './account.ts';
import type { CommandName } from './credit.ts';
import { matchesGlob } from './glob.ts';
import { entryOn, merged } from './refusal.ts';
import type { ChargeTag } from './usage.ts';

/**
 * A project whose usage is a direct cost of software in development. There is none until someone
 * names it, says why it qualifies and who approved it: a flag for counsel, not advice.
 */
export interface CapitalisationPolicy {
  /** Name of the asset: account `software-wip/<key>`. */
  key: string;
  project: string;
  repo: string;
  validFrom: string;
  validTo: string | null;
  memo: string;
  approver: string;
}

/** The policy under which usage of a day is capitalised; the first that names it, or null. */
export const policyFor = (
  policies: readonly CapitalisationPolicy[],
  usage: { project: string; repo: string },
  day: string,
): CapitalisationPolicy | null =>
  policies.find(
    (policy) =>
      policy.validFrom <= day &&
      (policy.validTo === null || day < policy.validTo) &&
      (policy.project !== '' || policy.repo !== '') &&
      matchesGlob(policy.project, usage.project) &&
      matchesGlob(policy.repo, usage.repo),
  ) ?? null;

/** Expense of a project that is to become an asset. */
export interface CapitalisedPart extends ChargeTag {
  amount: bigint;
}

/** Subject of a project's entries of a month. */
export const wipSubject = (key: string, month: string): string => `wip/${key}/${month}`;

/** Moves expense of a month to software in development. */
export function capitalise(
  name: CommandName,
  policy: CapitalisationPolicy,
  month: { name: string; lastDay: string },
  parts: readonly CapitalisedPart[],
): LedgerCommand<{ posted: boolean }> {
  return {
    ...name,
    accounts: () => [],
    decide: () => {
      const postings = merged(
        parts.flatMap(({ purpose, costCenter, amount }) => [
          { ...account.softwareWip(policy.key), amount },
          { ...account.expense(purpose, costCenter), amount: -amount },
        ]),
      );
      if (postings.length === 0) return { result: { posted: false }, entries: [] };
      const entry = entryOn(month.lastDay, {
        kind: 'capitalisation',
        memo: `Usage of ${month.name} capitalised: ${policy.memo}`,
        subject: wipSubject(policy.key, month.name),
        postings,
        detail: { project: policy.project, repo: policy.repo, approver: policy.approver },
      });
      return { result: { posted: true }, entries: [entry] };
    },
  };
}
