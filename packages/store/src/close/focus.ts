import { bookCurrency } from '@exchequer/core/charge';
import {
  adjustmentRow,
  coverByPrepaid,
  expensePlace,
  type FocusAccount,
  type FocusRow,
  type FocusUsage,
  purchaseRow,
  usageRows,
} from '@exchequer/core/close';
import { parseUsd } from '@exchequer/model';
import { chargePlaces, coverKey, type FocusChunk, focusChunks, prepaidCover } from './focus-chunks.ts';
import { chunkUsage, type UnpricedUsage } from './focus-journal.ts';
import type { CloseOptions } from './options.ts';
import { type DayRange, transactionsIn } from './range.ts';

export interface FocusAsked {
  workspace: string;
  range: DayRange;
}

/**
 * The rows of a FOCUS 1.2 file, some days at a time, so that a year does not sit in memory.
 * The sum of `EffectiveCost` over usage is exactly what the ledger charges for it.
 */
export async function* focusRows(options: CloseOptions, asked: FocusAsked): AsyncGenerator<FocusRow> {
  const { workspace, range } = asked;
  const { name, timeZone } = options.company();
  const account: FocusAccount = { workspace, companyName: name, currency: bookCurrency, timeZone };
  const prices = priceReader(options);
  for (const chunk of await focusChunks(options.sql, workspace, range)) {
    yield* chunkRows(options, account, chunk, asked, prices);
  }
  yield* purchases(options, account, asked);
  yield* adjustments(options, account, asked);
}

type Price = FocusUsage['price'];

/** Price rows by id; a file names the same few again and again. */
function priceReader({ prices }: CloseOptions): (id: string) => Promise<Price> {
  const known = new Map<string, Promise<Price>>();
  const read = async (id: string): Promise<Price> => {
    const shown = await prices.row(id);
    if (!shown) return null;
    const { row, list } = shown;
    return { contracted: row.prices, list: list?.prices ?? row.prices, contextOver: row.contextOver };
  };
  return (id) => {
    if (id === '' || id === 'stated') return Promise.resolve(null);
    const price = known.get(id) ?? read(id);
    known.set(id, price);
    return price;
  };
}

async function* chunkRows(
  options: CloseOptions,
  account: FocusAccount,
  chunk: FocusChunk,
  { workspace, range }: FocusAsked,
  prices: (id: string) => Promise<Price>,
): AsyncGenerator<FocusRow> {
  const [places, cover] = await Promise.all([
    chargePlaces(options.sql, workspace, chunk, range),
    prepaidCover(options.sql, workspace, chunk, range),
  ]);
  const usage = await chunkUsage(options.engine, workspace, chunk, places);
  const teams = await options.directory.teamNames(workspace, [...new Set(usage.map(({ teamId }) => teamId))]);
  for (const [key, together] of byCover(usage)) {
    const rows: FocusRow[] = [];
    for (const one of together) {
      const price = await prices(one.priceId);
      rows.push(...usageRows(account, { ...one, price, teamName: teams.get(one.teamId) ?? '' }));
    }
    yield* coverByPrepaid(rows, cover.get(key) ?? 0n);
  }
}

function byCover(usage: readonly UnpricedUsage[]): [string, UnpricedUsage[]][] {
  const groups = new Map<string, UnpricedUsage[]>();
  for (const one of usage) {
    const key = coverKey(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

interface PurchaseRow {
  id: string;
  day: string;
  provider: string;
  creditId: string;
  expiresOn: string | null;
  amount: string;
}

/** Credits bought, and those taken back. */
async function* purchases({ sql }: CloseOptions, account: FocusAccount, { workspace, range }: FocusAsked) {
  const rows = await sql<PurchaseRow[]>`
    select 'txn_' || t.id as id, t.posted_on as day, split_part(a.key, '/', 2) as provider,
      split_part(a.key, '/', 3) as "creditId", coalesce(t.detail, r.detail)->>'expires_on' as "expiresOn",
      p.amount::text as amount
    from ledger_transaction t
    left join ledger_transaction r on r.id = t.reverses
    join ledger_posting p on p.transaction_id = t.id
    join ledger_account a on a.id = p.account_id
    where t.workspace = ${workspace} and t.book = 'financial' and ${transactionsIn(sql, range)}
      and coalesce(r.kind, t.kind) = 'credit-purchase' and split_part(a.key, '/', 1) = 'prepaid'
    order by t.posted_on, t.id, p.line`;
  for (const row of rows) {
    const amount = parseUsd(row.amount);
    const purchase = { ...row, postedOn: row.day, transactionId: row.id, amount };
    yield amount > 0n
      ? purchaseRow(account, purchase)
      : adjustmentRow(account, {
          ...purchase,
          account: `prepaid/${row.provider}/${row.creditId}`,
          memo: `Prepaid credits ${row.creditId} taken back`,
          kind: 'reversal',
          purpose: '',
          costCenter: '',
          billed: true,
        });
  }
}

interface AdjustmentRow {
  id: string;
  day: string;
  postedOn: string;
  provider: string;
  account: string;
  memo: string;
  kind: string;
  amount: string;
}

/** Entries that move cost inside the company, or are pay: no provider charges them. */
const withinCompany = ['allocation', 'chargeback', 'reclassification', 'capitalisation', 'taxable-use'];
const charging = ['expense', 'variance', 'breakage', 'commitment', 'rounding'];

/** Cost of providers in the ledger that is no usage. */
async function* adjustments({ sql }: CloseOptions, account: FocusAccount, { workspace, range }: FocusAsked) {
  const query = sql<AdjustmentRow[]>`
    select 'txn_' || t.id as id, t.occurred_on as day, t.posted_on as "postedOn",
      coalesce(t.detail->>'provider', r.detail->>'provider',
        case when split_part(a.key, '/', 1) <> 'expense' then split_part(a.key, '/', 2) end, '') as provider,
      a.key as account, t.memo, coalesce(r.kind, t.kind) as kind, p.amount::text as amount
    from ledger_transaction t
    left join ledger_transaction r on r.id = t.reverses
    join ledger_posting p on p.transaction_id = t.id
    join ledger_account a on a.id = p.account_id
    where t.workspace = ${workspace} and t.book = 'financial' and ${transactionsIn(sql, range)}
      and t.detail->>'usage' is distinct from 'true' and coalesce(r.kind, t.kind) <> all (${withinCompany})
      and split_part(a.key, '/', 1) = any (${charging})
    order by t.posted_on, t.id, p.line`;
  for await (const rows of query.cursor(1_000)) {
    for (const row of rows) {
      const place = expensePlace(row.account);
      yield adjustmentRow(account, {
        ...row,
        purpose: place?.purpose ?? '',
        costCenter: place?.costCenter ?? '',
        amount: parseUsd(row.amount),
        billed: row.kind !== 'credit-expiry',
        transactionId: row.id,
      });
    }
  }
}
