import { parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';

/** What a provider bills: company days, both included. */
export interface BilledPeriod {
  provider: string;
  periodFrom: string;
  periodTo: string;
}

/** What the books say of a provider's usage in a period. */
export interface MatchFigures {
  /** Charged cost of metered usage. */
  metered: bigint;
  /** The part that prepaid credits covered. */
  prepaid: bigint;
  /** The part that was accrued. */
  accrued: bigint;
  /** Accruals and shortfalls entered by hand that still stand. */
  manual: bigint;
}

export async function matchFigures(
  sql: ISql,
  workspace: string,
  { provider, periodFrom, periodTo }: BilledPeriod,
): Promise<MatchFigures> {
  const [row] = await sql<Record<keyof MatchFigures, string>[]>`
    select
      (select coalesce(sum(amount), 0) from charge
        where workspace = ${workspace} and provider = ${provider} and kind = 'usage'
          and occurred_on between ${periodFrom} and ${periodTo})::text as metered,
      (select coalesce(sum(amount), 0) from charge_funding
        where workspace = ${workspace} and provider = ${provider} and source <> 'accrued'
          and occurred_on between ${periodFrom} and ${periodTo})::text as prepaid,
      (select coalesce(sum(amount), 0) from charge_funding
        where workspace = ${workspace} and provider = ${provider} and source = 'accrued'
          and occurred_on between ${periodFrom} and ${periodTo})::text as accrued,
      (select coalesce(sum(a.amount), 0) from accrual a
        where a.workspace = ${workspace} and a.provider = ${provider} and a.reverses_on is null
          and a.accrued_on between ${periodFrom} and ${periodTo}
          and not exists (
            select 1 from ledger_transaction t join ledger_transaction r on r.reverses = t.id
            where t.workspace = a.workspace and t.subject = a.id))::text as manual`;
  return {
    metered: parseUsd(row?.metered ?? '0'),
    prepaid: parseUsd(row?.prepaid ?? '0'),
    accrued: parseUsd(row?.accrued ?? '0'),
    manual: parseUsd(row?.manual ?? '0'),
  };
}

/** What stands accrued for a period and no standing invoice has settled. */
export async function accruedInPeriod(sql: ISql, workspace: string, period: BilledPeriod): Promise<bigint> {
  const { accrued, manual } = await matchFigures(sql, workspace, period);
  const [row] = await sql<{ settled: string }[]>`
    select coalesce(sum(i.matched), 0)::text as settled from invoice i
    where i.workspace = ${workspace} and i.provider = ${period.provider}
      and i.period_from <= ${period.periodTo} and i.period_to >= ${period.periodFrom}
      and not exists (
        select 1 from ledger_transaction t join ledger_transaction r on r.reverses = t.id
        where t.workspace = i.workspace and t.subject = i.id and t.kind = 'invoice')`;
  return accrued + manual - parseUsd(row?.settled ?? '0');
}
