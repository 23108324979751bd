import { percentOf } from '@exchequer/core/charge';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';

interface BridgeRow {
  provider: string;
  month: string;
  measured: string;
  suspense: string;
  prepaid: string;
  accrued: string;
  manual: string;
  invoiced: string;
  matched: string;
}

/**
 * Invoiced, measured and accrued per provider and month, with the gap that nothing explains. An
 * invoice counts in the month in which the period that it bills ends.
 * @param range company days, half-open
 */
export async function chargeBridge(sql: ISql, workspace: string, { from, to }: { from: string; to: string }) {
  const rows = await sql<BridgeRow[]>`
    with part as (
      select provider, to_char(occurred_on, 'YYYY-MM') as month, amount as measured, suspense,
        0::numeric as prepaid, 0::numeric as accrued, 0::numeric as manual, 0::numeric as invoiced, 0::numeric as matched
      from charge where workspace = ${workspace} and kind = 'usage' and occurred_on >= ${from} and occurred_on < ${to}
      union all
      select provider, to_char(occurred_on, 'YYYY-MM'), 0, 0, case when source <> 'accrued' then amount else 0 end,
        case when source = 'accrued' then amount else 0 end, 0, 0, 0
      from charge_funding where workspace = ${workspace} and occurred_on >= ${from} and occurred_on < ${to}
      union all
      select provider, to_char(accrued_on, 'YYYY-MM'), 0, 0, 0, 0, amount, 0, 0
      from accrual where workspace = ${workspace} and accrued_on >= ${from} and accrued_on < ${to}
        and reverses_on is null and not exists (
          select 1 from ledger_transaction t join ledger_transaction r on r.reverses = t.id
          where t.workspace = ${workspace} and t.subject = accrual.id)
      union all
      select provider, to_char(period_to, 'YYYY-MM'), 0, 0, 0, 0, 0, amount, matched
      from invoice where workspace = ${workspace} and period_to >= ${from} and period_to < ${to}
        and not exists (
          select 1 from ledger_transaction t join ledger_transaction r on r.reverses = t.id
          where t.workspace = ${workspace} and t.subject = invoice.id and t.kind = 'invoice')
    )
    select provider, month, sum(measured)::text as measured, sum(suspense)::text as suspense, sum(prepaid)::text as prepaid,
      sum(accrued)::text as accrued, sum(manual)::text as manual, sum(invoiced)::text as invoiced,
      sum(matched)::text as matched
    from part group by provider, month
    having sum(measured) <> 0 or sum(suspense) <> 0 or sum(accrued) <> 0 or sum(manual) <> 0 or sum(invoiced) <> 0
    order by month desc, provider`;
  return rows.map(({ provider, month, ...text }) => {
    const sum = (name: keyof typeof text): bigint => parseUsd(text[name]);
    const [accrued, manual, invoiced] = [sum('accrued'), sum('manual'), sum('invoiced')];
    const due = accrued + manual;
    return {
      provider,
      month,
      measured: formatUsd(sum('measured')),
      prepaid: formatUsd(sum('prepaid')),
      accrued: formatUsd(accrued),
      accrued_manually: formatUsd(manual),
      invoiced: formatUsd(invoiced),
      variance: formatUsd(invoiced - sum('matched')),
      uninvoiced: formatUsd(due - sum('matched')),
      gap: formatUsd(invoiced - due),
      gap_percent: percentOf(invoiced - due, due),
      suspense: formatUsd(sum('suspense')),
    };
  });
}
