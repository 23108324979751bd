import type { DaySpend, Draw } from '@exchequer/core/grant';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';
import type { HolderEnvelope } from './holder-envelope.ts';

/** What the books say of a holder's envelope. */
export interface EnvelopeFacts {
  /** Spend by company day on which it happened. */
  spent: ReadonlyMap<string, bigint>;
  /** For running calls: leased and reserved. */
  held: bigint;
  /** Available, leased and reserved, less overdraft. */
  left: bigint;
}

/** Reads the pockets and the daily spend of an envelope's period. */
export async function envelopeFacts(
  sql: ISql,
  workspace: string,
  { ref }: HolderEnvelope,
): Promise<EnvelopeFacts> {
  const prefix = `envelope/${ref.envelopeId}/${ref.periodKey}/`;
  const keys = ['available', 'leased', 'reserved', 'overdraft'].map((pocket) => prefix + pocket);
  const [pockets, days] = await Promise.all([
    sql<{ key: string; balance: string }[]>`
      select key, balance from ledger_account
      where workspace = ${workspace} and currency = ${ref.currency} and key = any (${keys}::text[])`,
    sql<{ day: string; amount: string }[]>`
      select t.occurred_on as day, sum(p.amount) as amount
      from ledger_account a
      cross join lateral ledger_postings_on(a.id) p
      join ledger_transaction t on t.id = p.transaction_id
      where a.workspace = ${workspace} and a.key = ${`${prefix}spent`} and a.currency = ${ref.currency}
      group by t.occurred_on`,
  ]);
  const balance = new Map(pockets.map((row) => [row.key.slice(prefix.length), parseUsd(row.balance)]));
  const of = (pocket: string) => balance.get(pocket) ?? 0n;
  const held = of('leased') + of('reserved');
  return {
    spent: new Map(days.map(({ day, amount }) => [day, parseUsd(amount)])),
    held,
    left: of('available') + held + of('overdraft'),
  };
}

/** A day's spend laid on a lot, with how many transactions made it. */
export interface KeptDraw extends Draw {
  draws: number;
}

/** Every draw of some lots. */
export async function loadDraws(
  sql: ISql,
  workspace: string,
  lotIds: readonly string[],
): Promise<KeptDraw[]> {
  const rows = await sql<{ lot_id: string; day: string; amount: string; draws: number }[]>`
    select lot_id, day, amount, draws from grant_draw
    where workspace = ${workspace} and lot_id = any (${[...lotIds]}::text[])`;
  return rows.map(({ lot_id, day, amount, draws }) => ({
    lotId: lot_id,
    day,
    amount: parseUsd(amount),
    draws,
  }));
}

/** Adds draws to those of their lot and day. */
export async function addDraws(tx: ISql, workspace: string, draws: readonly Draw[]): Promise<void> {
  for (const { lotId, day, amount } of draws) {
    // Not one upsert: the row it would first try to insert breaks the check when an amount is taken back.
    const done = await tx`
      update grant_draw set amount = amount + ${formatUsd(amount)}::numeric, draws = draws + 1
      where workspace = ${workspace} and lot_id = ${lotId} and day = ${day}`;
    if (done.count > 0) continue;
    await tx`
      insert into grant_draw (workspace, lot_id, day, amount, draws)
      values (${workspace}, ${lotId}, ${day}, ${formatUsd(amount)}, 1)`;
  }
}

/** Spend that no draw stands for, by day; minus where it shrank. */
export function undrawn(spent: ReadonlyMap<string, bigint>, draws: readonly Draw[]): DaySpend[] {
  const left = new Map(spent);
  for (const { day, amount } of draws) left.set(day, (left.get(day) ?? 0n) - amount);
  return [...left].filter(([, amount]) => amount !== 0n).map(([day, amount]) => ({ day, amount }));
}
