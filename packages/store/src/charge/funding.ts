import type { DayOfProvider, FundingCredit, UsageDayBooked } from '@exchequer/core/charge';
import { parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';

/** Names a provider's day in maps. */
export const dayKey = (day: string, provider: string): string => `${day} ${provider}`;

/** What providers have drawn so far for usage of given days, by source. */
export async function standingOf(
  tx: ISql,
  workspace: string,
  days: readonly Pick<DayOfProvider, 'day' | 'provider'>[],
): Promise<Map<string, Map<string, bigint>>> {
  const rows = await tx<{ day: string; provider: string; source: string; amount: string }[]>`
    select f.occurred_on as day, f.provider, f.source, sum(f.amount)::text as amount
    from unnest(${days.map(({ day }) => day)}::text[]::date[], ${days.map(({ provider }) => provider)}::text[])
      as asked (day, provider)
    join charge_funding f on f.workspace = ${workspace} and f.provider = asked.provider and f.occurred_on = asked.day
    group by f.occurred_on, f.provider, f.source having sum(f.amount) <> 0`;
  const standing = new Map<string, Map<string, bigint>>();
  for (const { day, provider, source, amount } of rows) {
    const key = dayKey(day, provider);
    const of = standing.get(key) ?? new Map<string, bigint>();
    standing.set(key, of.set(source, parseUsd(amount)));
  }
  return standing;
}

/** Credits of some providers that were not taken back by a reversal. */
export async function creditsOf(
  tx: ISql,
  workspace: string,
  providers: readonly string[],
): Promise<Omit<FundingCredit, 'balance'>[]> {
  return tx<Omit<FundingCredit, 'balance'>[]>`
    select id, provider, purchased_on as "purchasedOn", expires_on as "expiresOn" from prepaid_credit c
    where workspace = ${workspace} and provider = any(${providers as string[]})
      and not exists (
        select 1 from ledger_transaction t
        join ledger_transaction r on r.reverses = t.id
        where t.workspace = c.workspace and t.subject = c.id and t.kind = 'credit-purchase')`;
}

/** Keeps where the cost of a batch came from, so that what is taken back returns there. */
export async function insertFunding(
  tx: ISql,
  workspace: string,
  batchId: string,
  days: readonly UsageDayBooked[],
): Promise<void> {
  const parts = days.flatMap((day) => day.funding.map((part) => ({ ...day, ...part })));
  if (parts.length === 0) return;
  await tx`
    insert into charge_funding (workspace, batch_id, occurred_on, posted_on, provider, source, amount)
    select ${workspace}, ${batchId}, * from unnest(
      ${parts.map(({ day }) => day)}::text[]::date[], ${parts.map(({ posted_on }) => posted_on)}::text[]::date[],
      ${parts.map(({ provider }) => provider)}::text[], ${parts.map(({ source }) => source)}::text[],
      ${parts.map(({ amount }) => amount)}::numeric[])`;
}
