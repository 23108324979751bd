import { startOfLocalDay } from '@exchequer/core/metric';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';
import { journalBatches } from './batch.ts';
import type { ChargeOptions } from './options.ts';
import { chargedCost, chargedSuspense, companyDay } from './slices.ts';

/** Cost and worst case of what is unpriced. */
interface Sums {
  amount: bigint;
  suspense: bigint;
}

/** Where two books do not say the same; money as exact decimal strings. */
export interface BookDifference {
  day: string;
  provider: string;
  /** Empty between journal and charges: the journal knows no purpose. `suspense` stands for the unpriced. */
  purpose: string;
  between: 'journal-charges' | 'charges-ledger';
  journal: string | null;
  charges: string;
  ledger: string | null;
  difference: string;
  /** `waiting`: batches that are not posted yet explain it. */
  cause: 'waiting' | 'unexplained';
  batch_ids: string[];
}

export interface Reconciliation {
  from: string;
  to: string;
  balanced: boolean;
  journal: { amount: string; suspense: string };
  charges: { amount: string; suspense: string };
  ledger: { amount: string; suspense: string };
  waiting_batches: number;
  failed_batches: number;
  differences: BookDifference[];
  checked: { days: number; cells: number };
}

type Cells = Map<string, Sums>;
const cell = (...parts: string[]): string => JSON.stringify(parts);

/**
 * Proves that journal, charges and ledger say the same of usage that happened in a range of company
 * days (half-open): per day and provider from the journal to the charges, and per purpose from there
 * to the postings. To the last pico-dollar; what differs is named.
 */
export async function reconcileUsage(
  options: ChargeOptions,
  workspace: string,
  range: { from: string; to: string },
): Promise<Reconciliation> {
  const { sql } = options;
  const waiting = await waitingBatches(options, workspace);
  const [journal, charges, ledger, failed] = await Promise.all([
    journalCells(options, workspace, range),
    chargeCells(sql, workspace, range),
    ledgerCells(sql, workspace, range),
    sql<{ n: number }[]>`select count(*)::integer as n from charge_failure where workspace = ${workspace}`,
  ]);
  const held = await journalCells(options, workspace, range, waiting);
  const byDay = fold(charges, ([day, provider]) => cell(day ?? '', provider ?? ''));
  const differences = [
    ...(await journalDifferences(options, workspace, { journal, charges: byDay, held })),
    ...ledgerDifferences(charges, ledger),
  ];
  return {
    ...range,
    balanced: differences.length === 0,
    journal: totalOf(journal),
    charges: totalOf(byDay),
    ledger: totalOf(ledger),
    waiting_batches: waiting.length,
    failed_batches: failed[0]?.n ?? 0,
    differences: differences.slice(0, 1_000),
    checked: {
      days: new Set([...journal.keys(), ...byDay.keys()].map((key) => JSON.parse(key)[0])).size,
      cells: new Set([...charges.keys(), ...ledger.keys()]).size,
    },
  };
}

/** Batches of the journal that are not in the books. */
async function waitingBatches({ sql, engine }: ChargeOptions, workspace: string): Promise<string[]> {
  const batches = await journalBatches(engine, new Date(0), workspace);
  const rows = await sql<{ batchId: string }[]>`
    select batch_id as "batchId" from charge_batch where workspace = ${workspace}`;
  const posted = new Set(rows.map(({ batchId }) => batchId));
  return batches.map(({ batchId }) => batchId).filter((id) => !posted.has(id));
}

/**
 * The journal per day and provider. Batches posted while the company kept another zone stay cut into
 * the days of that zone, as the books have them.
 * @param only these batches alone
 */
async function journalCells(
  options: ChargeOptions,
  workspace: string,
  range: { from: string; to: string },
  only?: readonly string[],
): Promise<Cells> {
  if (only?.length === 0) return new Map();
  const zone = options.timeZone();
  const moved = await options.sql<{ zone: string; batches: string[] }[]>`
    select time_zone as zone, array_agg(batch_id) as batches from charge_batch
    where workspace = ${workspace} and time_zone <> ${zone} group by time_zone`;
  const others = moved.flatMap(({ batches }) => batches);
  const parts: Cells[] = [];
  if (only) parts.push(await zoneCells(options, workspace, range, zone, { in: only }));
  else {
    parts.push(await zoneCells(options, workspace, range, zone, { notIn: others }));
    for (const one of moved) {
      parts.push(await zoneCells(options, workspace, range, one.zone, { in: one.batches }));
    }
  }
  return sum(parts);
}

async function zoneCells(
  { engine }: ChargeOptions,
  workspace: string,
  range: { from: string; to: string },
  zone: string,
  batches: { in?: readonly string[]; notIn?: readonly string[] },
): Promise<Cells> {
  const named = batches.in ?? batches.notIn ?? [];
  const chosen =
    named.length === 0 ? '' : `AND j.batch_id ${batches.in ? 'IN' : 'NOT IN'} {batches:Array(String)}`;
  const rows = await engine.query<{ day: string; provider: string; amount: string; suspense: string }>(
    `SELECT ${companyDay} AS day, toString(j.provider) AS provider, toString(sum(${chargedCost})) AS amount,
  toString(sum(${chargedSuspense})) AS suspense
FROM usage_journal AS j
WHERE j.workspace = {workspace:String} AND j.metered = 1 ${chosen}
  AND j.occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND j.occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
GROUP BY day, provider`,
    {
      workspace,
      zone,
      from: startOfLocalDay(range.from, zone).getTime(),
      to: startOfLocalDay(range.to, zone).getTime(),
      ...(named.length > 0 && { batches: named }),
    },
  );
  return cellsOf(rows.map((row) => ({ ...row, key: cell(row.day, row.provider) })));
}

async function chargeCells(
  sql: ISql,
  workspace: string,
  { from, to }: { from: string; to: string },
): Promise<Cells> {
  const rows = await sql<
    { day: string; provider: string; purpose: string; amount: string; suspense: string }[]
  >`
    select occurred_on as day, provider, purpose, sum(amount)::text as amount, 0::text as suspense from charge
    where workspace = ${workspace} and occurred_on >= ${from} and occurred_on < ${to}
    group by occurred_on, provider, purpose
    union all
    select occurred_on, provider, '', 0::text, sum(suspense)::text from charge
    where workspace = ${workspace} and occurred_on >= ${from} and occurred_on < ${to}
    group by occurred_on, provider`;
  return cellsOf(rows.map((row) => ({ ...row, key: cell(row.day, row.provider, row.purpose) })));
}

/** What postings alone say: expense by purpose, and suspense under the empty purpose. */
async function ledgerCells(
  sql: ISql,
  workspace: string,
  { from, to }: { from: string; to: string },
): Promise<Cells> {
  const rows = await sql<
    { day: string; provider: string; purpose: string; amount: string; suspense: string }[]
  >`
    select t.occurred_on as day, t.detail->>'provider' as provider,
      case when a.key like 'expense/%' then split_part(a.key, '/', 2) else '' end as purpose,
      coalesce(sum(p.amount) filter (where a.key like 'expense/%'), 0)::text as amount,
      coalesce(sum(p.amount) filter (where a.key like 'suspense/%'), 0)::text as suspense
    from ledger_transaction t
    join ledger_posting p on p.transaction_id = t.id
    join ledger_account a on a.id = p.account_id
    where t.workspace = ${workspace} and t.book = 'financial'
      and t.kind in ('consumption', 'accrual', 'reclassification') and t.detail->>'usage' = 'true'
      and t.occurred_on >= ${from} and t.occurred_on < ${to}
      and (a.key like 'expense/%' or a.key like 'suspense/%')
    group by 1, 2, 3`;
  return cellsOf(rows.map((row) => ({ ...row, key: cell(row.day, row.provider, row.purpose) })));
}

function cellsOf(rows: readonly { key: string; amount: string; suspense: string }[]): Cells {
  return sum(
    rows.map(
      ({ key, amount, suspense }) =>
        new Map([[key, { amount: parseUsd(amount), suspense: parseUsd(suspense) }]]),
    ),
  );
}

function sum(parts: readonly Cells[]): Cells {
  const total: Cells = new Map();
  for (const [key, { amount, suspense }] of parts.flatMap((part) => [...part])) {
    const known = total.get(key) ?? { amount: 0n, suspense: 0n };
    total.set(key, { amount: known.amount + amount, suspense: known.suspense + suspense });
  }
  return total;
}

const fold = (cells: Cells, to: (parts: string[]) => string): Cells =>
  sum([...cells].map(([key, sums]) => new Map([[to(JSON.parse(key) as string[]), sums]])));

function totalOf(cells: Cells): { amount: string; suspense: string } {
  const all = [...cells.values()].reduce(
    (total, one) => ({ amount: total.amount + one.amount, suspense: total.suspense + one.suspense }),
    { amount: 0n, suspense: 0n },
  );
  return { amount: formatUsd(all.amount), suspense: formatUsd(all.suspense) };
}

const nothing: Sums = { amount: 0n, suspense: 0n };
const same = (a: Sums, b: Sums): boolean => a.amount === b.amount && a.suspense === b.suspense;
const worth = ({ amount, suspense }: Sums): bigint => amount + suspense;

async function journalDifferences(
  options: ChargeOptions,
  workspace: string,
  { journal, charges, held }: Record<'journal' | 'charges' | 'held', Cells>,
): Promise<BookDifference[]> {
  const differences: BookDifference[] = [];
  for (const key of new Set([...journal.keys(), ...charges.keys()])) {
    const [truth, own, late] = [journal, charges, held].map((cells) => cells.get(key) ?? nothing) as [
      Sums,
      Sums,
      Sums,
    ];
    if (same(truth, own)) continue;
    const [day = '', provider = ''] = JSON.parse(key) as string[];
    const explained = same(truth, {
      amount: own.amount + late.amount,
      suspense: own.suspense + late.suspense,
    });
    differences.push({
      day,
      provider,
      purpose: '',
      between: 'journal-charges',
      journal: formatUsd(worth(truth)),
      charges: formatUsd(worth(own)),
      ledger: null,
      difference: formatUsd(worth(own) - worth(truth)),
      cause: explained ? 'waiting' : 'unexplained',
      batch_ids: differences.length < 50 ? await differingBatches(options, workspace, day, provider) : [],
    });
  }
  return differences;
}

function ledgerDifferences(charges: Cells, ledger: Cells): BookDifference[] {
  return [...new Set([...charges.keys(), ...ledger.keys()])].flatMap((key) => {
    const [own, posted] = [charges, ledger].map((cells) => cells.get(key) ?? nothing) as [Sums, Sums];
    if (same(own, posted)) return [];
    const [day = '', provider = '', purpose = ''] = JSON.parse(key) as string[];
    return [
      {
        day,
        provider,
        purpose: purpose || 'suspense',
        between: 'charges-ledger' as const,
        journal: null,
        charges: formatUsd(worth(own)),
        ledger: formatUsd(worth(posted)),
        difference: formatUsd(worth(posted) - worth(own)),
        cause: 'unexplained' as const,
        batch_ids: [],
      },
    ];
  });
}

/** The batches whose charges of a day and provider are not what the journal says. */
async function differingBatches(
  options: ChargeOptions,
  workspace: string,
  day: string,
  provider: string,
): Promise<string[]> {
  const zone = options.timeZone();
  const from = startOfLocalDay(day, zone).getTime();
  const [journal, charges] = await Promise.all([
    options.engine.query<{ id: string; amount: string; suspense: string }>(
      `SELECT j.batch_id AS id, toString(sum(${chargedCost})) AS amount, toString(sum(${chargedSuspense})) AS suspense
FROM usage_journal AS j
WHERE j.workspace = {workspace:String} AND j.metered = 1 AND j.provider = {provider:String} AND ${companyDay} = {day:String}
  AND j.occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND j.occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
GROUP BY id`,
      { workspace, provider, day, zone, from, to: from + 26 * 3_600_000 },
    ),
    options.sql<{ id: string; amount: string; suspense: string }[]>`
      select batch_id as id, sum(amount)::text as amount, sum(suspense)::text as suspense from charge
      where workspace = ${workspace} and occurred_on = ${day} and provider = ${provider} group by batch_id`,
  ]);
  const [a, b] = [journal, charges].map((rows) => cellsOf(rows.map((row) => ({ ...row, key: row.id })))) as [
    Cells,
    Cells,
  ];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((id) => !same(a.get(id) ?? nothing, b.get(id) ?? nothing))
    .slice(0, 20);
}
