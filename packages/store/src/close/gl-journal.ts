import {
  type GlLine,
  type GlMovement,
  glLine,
  glMapper,
  roundEntry,
  roundingAccount,
} from '@exchequer/core/close';
import { parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';
import { glMappings } from './gl-map.ts';
import { type DayRange, transactionsIn } from './range.ts';

/** What of the financial book is exported, and how. */
export interface GlJournalAsked {
  workspace: string;
  range: DayRange;
  detail: 'lines' | 'summary';
  amounts: 'exact' | 'cents';
  /** Leaves out everything but usage; for proofs. */
  usageAlone?: boolean;
}

type MovementRow = Omit<GlMovement, 'amount'> & { amount: string };

/** Rows that are fetched at a time. */
const pageSize = 2_000;

/**
 * The journal of a range, line by line, as the company's general ledger takes it: the entries of the
 * financial book, or one entry per month summed over account and provider. Every entry balances.
 */
export async function* glJournal(sql: ISql, asked: GlJournalAsked): AsyncGenerator<GlLine> {
  const mappings = await glMappings(sql, asked.workspace);
  const mapped = glMapper(mappings);
  const rounding = mapped(roundingAccount);
  const query = asked.detail === 'lines' ? lines(sql, asked) : summary(sql, asked);
  let entry: GlLine[] = [];
  for await (const rows of query.cursor(pageSize)) {
    for (const row of rows) {
      const line = glLine({ ...row, amount: parseUsd(row.amount) }, mapped(row.account));
      if (asked.amounts === 'exact') {
        yield line;
      } else if (entry[0] && entry[0].transactionId !== line.transactionId) {
        yield* roundEntry(entry, rounding);
        entry = [line];
      } else {
        entry.push(line);
      }
    }
  }
  yield* roundEntry(entry, rounding);
}

/** A provider stands in the account, or in what the entry says of itself. */
const provider = (sql: ISql) => sql`
  case when split_part(a.key, '/', 1) in ('prepaid', 'accrued', 'payable', 'variance', 'breakage',
    'suspense', 'accrued-suspense', 'commitment') then split_part(a.key, '/', 2)
  else coalesce(t.detail->>'provider', '') end`;

const scope = (sql: ISql, { workspace, range, usageAlone }: GlJournalAsked) => sql`
  from ledger_transaction t
  join ledger_posting p on p.transaction_id = t.id
  join ledger_account a on a.id = p.account_id
  where t.workspace = ${workspace} and t.book = 'financial' and ${transactionsIn(sql, range)}
    ${usageAlone ? sql`and t.detail->>'usage' = 'true'` : sql``}`;

const lines = (sql: ISql, asked: GlJournalAsked) => sql<MovementRow[]>`
  select a.key as account, a.currency, ${provider(sql)} as provider, p.amount::text as amount,
    'txn_' || t.id as "transactionId", t.posted_on as "postedOn", t.occurred_on as "occurredOn", t.kind,
    t.memo, coalesce(t.detail->>'batch', '') as "batchId", encode(t.digest, 'hex') as digest
  ${scope(sql, asked)}
  order by t.posted_on, t.id, p.line`;

const summary = (sql: ISql, asked: GlJournalAsked) => sql<MovementRow[]>`
  select account, currency, provider, sum(amount)::text as amount, 'month-' || month as "transactionId",
    max(posted_on) as "postedOn", max(occurred_on) as "occurredOn", 'summary' as kind,
    count(distinct id) || ' entries of ' || month as memo, '' as "batchId",
    encode(sha256(string_agg(digest, ''::bytea order by id, line)), 'hex') as digest
  from (select a.key as account, a.currency, ${provider(sql)} as provider, p.amount, p.line, t.id,
      t.posted_on, t.occurred_on, to_char(t.posted_on, 'YYYY-MM') as month, t.digest
    ${scope(sql, asked)}) as movement
  group by month, account, currency, provider having sum(amount) <> 0
  order by month, account, currency, provider`;
