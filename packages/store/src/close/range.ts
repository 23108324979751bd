import type { ISql, PendingQuery, Row } from 'postgres';

/**
 * A half-open range of company days: by the day of posting, as the general ledger has it, or by the
 * day on which it happened. `knownTo` leaves out what the books learned after a close.
 */
export interface DayRange {
  from: string;
  to: string;
  by: 'posted' | 'occurred';
  knownTo?: { transaction: string; at: Date } | undefined;
}

type Fragment = PendingQuery<Row[]>;

/** Transactions `t` of a range. */
export function transactionsIn(sql: ISql, { from, to, by, knownTo }: DayRange): Fragment {
  const day = by === 'posted' ? sql`t.posted_on` : sql`t.occurred_on`;
  const known = knownTo ? sql`and t.id <= ${knownTo.transaction}::bigint` : sql``;
  return sql`${day} >= ${from}::date and ${day} < ${to}::date ${known}`;
}

/** Charges `c` of a range. One that posted nothing has no transaction; its time then tells. */
export function chargesIn(sql: ISql, { from, to, by, knownTo }: DayRange): Fragment {
  const day = by === 'posted' ? sql`c.posted_on` : sql`c.occurred_on`;
  const known = knownTo
    ? sql`and coalesce(c.transaction_id <= ${knownTo.transaction}::bigint, c.recorded_at <= ${knownTo.at})`
    : sql``;
  return sql`${day} >= ${from}::date and ${day} < ${to}::date ${known}`;
}
