import {
  bookUsage,
  type ChargeTag,
  createTagger,
  type DayOfProvider,
  type UsageDayBooked,
  type UsageSlice,
} from '@exchequer/core/charge';
import { isRefusal, type LedgerCommand } from '@exchequer/core/ledger';
import type { ISql, TransactionSql } from 'postgres';
import type { JournalBatch } from './batch.ts';
import { ChargeFailure } from './failure.ts';
import { creditsOf, dayKey, insertFunding, standingOf } from './funding.ts';
import type { ChargeOptions } from './options.ts';
import { type ChargeDraft, insertCharges } from './rows.ts';
import { lockCharges, tagFacts } from './rules.ts';

type TaggedSlice = UsageSlice & ChargeTag & { envelopeId: string | null };

/**
 * Posts one batch of the journal to the books in one PostgreSQL transaction: the charges, the entries
 * of the financial book and those of the budget book stand or fall together. Does nothing for a batch
 * that is posted already, whoever posted it.
 * @returns whether it was posted now
 */
export async function postBatch(
  options: ChargeOptions,
  batch: JournalBatch,
  slices: readonly UsageSlice[],
  zone: string,
): Promise<boolean> {
  const { sql } = options;
  const { workspace, batchId } = batch;
  return sql.begin(async (tx) => {
    await lockCharges(tx, workspace);
    const [known] = await tx`
      select 1 from charge_batch where workspace = ${workspace} and batch_id = ${batchId}`;
    if (known) return false;
    const at = options.now();
    const booked = await bookSlices(options, tx, batch, slices);
    const charges = toCharges(booked);
    await insertCharges(tx, { workspace, batchId, recordedAt: booked.recordedAt ?? at }, charges);
    await insertFunding(tx, workspace, batchId, booked.days);
    await tx`
      insert into charge_batch (workspace, batch_id, recorded_at, posted_at, time_zone, charges)
      values (${workspace}, ${batchId}, ${batch.recordedAt}, ${at}, ${zone}, ${charges.length})`;
    await tx`delete from charge_failure where workspace = ${workspace} and batch_id = ${batchId}`;
    return true;
  });
}

interface Booked {
  tagged: readonly TaggedSlice[];
  days: readonly UsageDayBooked[];
  transactions: ReadonlyMap<string, string>;
  /** When the ledger recorded it; null where nothing was to be posted. */
  recordedAt: Date | null;
}

async function bookSlices(
  { ledger, envelopes }: ChargeOptions,
  tx: TransactionSql,
  { workspace, batchId }: JournalBatch,
  slices: readonly UsageSlice[],
): Promise<Booked> {
  const facts = await tagFacts(tx, workspace);
  const tag = createTagger(facts);
  const routed = await envelopes.route(tx, { workspace, batchId, slices });
  const tagged = slices.map((slice, at) => ({
    ...slice,
    ...tag(slice, slice.occurredOn),
    envelopeId: routed.envelopeIds[at] ?? null,
  }));
  const days = await daysOf(tx, workspace, tagged);
  const credits = await creditsOf(tx, workspace, [...new Set(days.map(({ provider }) => provider))]);
  const usage = bookUsage({ workspace, batchId, days, credits });
  // One call: its locks are taken in one order, so that no other poster can meet it in a deadlock.
  const answers = await ledger.within<unknown>(tx, [usage as LedgerCommand<unknown>, ...routed.commands]);
  for (const answer of answers) {
    const refused = answer as object;
    if (isRefusal(refused)) throw new ChargeFailure(refused.detail, refused.fix, refused.refused);
  }
  const [own] = answers as [{ days: UsageDayBooked[] }];
  return { tagged, days: own.days, ...(await transactionsOf(tx, workspace, batchId)) };
}

/** The transactions of a batch in the financial book, by provider and day. */
async function transactionsOf(tx: ISql, workspace: string, batchId: string) {
  const rows = await tx<{ id: string; day: string; provider: string; recordedAt: Date }[]>`
    select id::text, occurred_on as day, detail->>'provider' as provider, recorded_at as "recordedAt"
    from ledger_transaction
    where workspace = ${workspace} and subject = ${batchId} and book = 'financial'
      and kind in ('consumption', 'accrual')`;
  return {
    transactions: new Map(rows.map(({ id, day, provider }) => [dayKey(day, provider), id])),
    recordedAt: rows[0]?.recordedAt ?? null,
  };
}

async function daysOf(tx: ISql, workspace: string, tagged: readonly TaggedSlice[]): Promise<DayOfProvider[]> {
  const days = new Map<string, { day: string; provider: string; suspense: bigint; expense: Expense }>();
  for (const { occurredOn: day, provider, purpose, costCenter, amount, suspense } of tagged) {
    const key = dayKey(day, provider);
    const known = days.get(key) ?? { day, provider, suspense: 0n, expense: new Map() };
    known.suspense += suspense;
    const place = `${purpose} ${costCenter}`;
    const sum = known.expense.get(place)?.amount ?? 0n;
    known.expense.set(place, { purpose, costCenter, amount: sum + amount });
    days.set(key, known);
  }
  const standing = await standingOf(tx, workspace, [...days.values()]);
  return [...days].map(([key, { expense, ...day }]) => ({
    ...day,
    expense: [...expense.values()],
    standing: standing.get(key) ?? new Map<string, bigint>(),
  }));
}

type Expense = Map<string, ChargeTag & { amount: bigint }>;

function toCharges({ tagged, days, transactions }: Booked): ChargeDraft[] {
  const booked = new Map(days.map((day) => [dayKey(day.day, day.provider), day]));
  return tagged.map((slice) => {
    const key = dayKey(slice.occurredOn, slice.provider);
    const costs = slice.amount !== 0n || slice.suspense !== 0n;
    return {
      ...slice,
      postedOn: booked.get(key)?.posted_on ?? slice.occurredOn,
      transactionId: costs ? (transactions.get(key) ?? null) : null,
    };
  });
}
