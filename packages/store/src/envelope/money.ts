import { addDays } from '@exchequer/core/envelope';
import { type Pocket, parseUsd, pockets } from '@exchequer/model';
import type { ISql } from 'postgres';
import type { OpenedPeriod } from './period-rows.ts';

/** The money of one opened period, as the budget book has it. */
export interface PeriodMoney {
  pockets: Readonly<Record<Pocket, bigint>>;
  /** What it was given, by what brought it; `rolledOut` left it again. */
  given: GivenMoney;
}

export interface GivenMoney {
  base: bigint;
  increases: bigint;
  moved: bigint;
  granted: bigint;
  rolledIn: bigint;
  rolledOut: bigint;
}

type PeriodName = Pick<OpenedPeriod, 'envelopeId' | 'key'>;

export const placeOf = ({ envelopeId, key }: PeriodName): string => `envelope/${envelopeId}/${key}`;

/** Money of periods by their account prefix. */
export async function moneyOfPeriods(
  sql: ISql,
  workspace: string,
  periods: readonly PeriodName[],
): Promise<Map<string, PeriodMoney>> {
  const places = periods.map(placeOf);
  const [balances, given] = await Promise.all([
    balancesOf(sql, workspace, places),
    givenTo(sql, workspace, places),
  ]);
  return new Map(
    places.map((place) => {
      const balance = (pocket: Pocket) => balances.get(`${place}/${pocket}`) ?? 0n;
      const record = Object.fromEntries(pockets.map((pocket) => [pocket, balance(pocket)]));
      return [
        place,
        { pockets: record as Record<Pocket, bigint>, given: given.get(`${place}/appropriation`) ?? nothing },
      ];
    }),
  );
}

const nothing: GivenMoney = {
  base: 0n,
  increases: 0n,
  moved: 0n,
  granted: 0n,
  rolledIn: 0n,
  rolledOut: 0n,
};

async function balancesOf(sql: ISql, workspace: string, places: readonly string[]) {
  const keys = places.flatMap((place) => pockets.map((pocket) => `${place}/${pocket}`));
  const rows = await sql<{ key: string; balance: string }[]>`
    select key, balance from ledger_account where workspace = ${workspace} and key = any(${keys})`;
  return new Map(rows.map(({ key, balance }) => [key, parseUsd(balance)]));
}

/** What periods were given, from the lines of their appropriation accounts. */
async function givenTo(sql: ISql, workspace: string, places: readonly string[]) {
  const keys = places.map((place) => `${place}/appropriation`);
  const rows = await sql<{ key: string; what: string; credit: string; debit: string }[]>`
    select a.key, coalesce(t.detail->>'what', t.kind) as what,
      -sum(least(p.amount, 0)) as credit, sum(greatest(p.amount, 0)) as debit
    from ledger_account a
    cross join lateral ledger_postings_on(a.id) p
    join ledger_transaction t on t.id = p.transaction_id
    where a.workspace = ${workspace} and a.key = any(${keys}) group by 1, 2`;
  const given = new Map<string, GivenMoney>();
  for (const { key, what, credit, debit } of rows) {
    given.set(key, addGiven(given.get(key) ?? nothing, what, parseUsd(credit), parseUsd(debit)));
  }
  return given;
}

function addGiven(given: GivenMoney, what: string, credit: bigint, debit: bigint): GivenMoney {
  const net = credit - debit;
  switch (what) {
    case 'base':
    case 'limit':
      return { ...given, base: given.base + net };
    case 'increase':
      return { ...given, increases: given.increases + net };
    case 'move':
      return { ...given, moved: given.moved + net };
    case 'rollover':
      return { ...given, rolledIn: given.rolledIn + credit, rolledOut: given.rolledOut + debit };
    default:
      return { ...given, granted: given.granted + net };
  }
}

/** Days of spend that rates and seasons look back on. */
const historyDays = 60;

/** Spend per company day of the last two months, by envelope. */
export async function dailySpendOf(
  sql: ISql,
  workspace: string,
  periods: readonly OpenedPeriod[],
  today: string,
): Promise<Map<string, Map<string, bigint>>> {
  const from = addDays(today, -historyDays);
  const keys = periods.filter(({ endsOn }) => endsOn > from).map((period) => `${placeOf(period)}/spent`);
  const rows = await sql<{ envelope_id: string; day: string; amount: string }[]>`
    select split_part(a.key, '/', 2) as envelope_id, t.occurred_on as day, sum(p.amount) as amount
    from ledger_account a
    cross join lateral ledger_postings_on(a.id) p
    join ledger_transaction t on t.id = p.transaction_id
    where a.workspace = ${workspace} and a.key = any(${keys}) and t.occurred_on >= ${from} group by 1, 2`;
  const spend = new Map<string, Map<string, bigint>>();
  for (const { envelope_id: id, day, amount } of rows) {
    const days = spend.get(id) ?? new Map<string, bigint>();
    spend.set(id, days.set(day, parseUsd(amount)));
  }
  return spend;
}

/** Spend of one period per company day. */
export async function spendOfPeriod(
  sql: ISql,
  workspace: string,
  period: PeriodName,
): Promise<Map<string, bigint>> {
  const rows = await sql<{ day: string; amount: string }[]>`
    select t.occurred_on as day, sum(p.amount) as amount
    from ledger_account a
    cross join lateral ledger_postings_on(a.id) p
    join ledger_transaction t on t.id = p.transaction_id
    where a.workspace = ${workspace} and a.key = ${`${placeOf(period)}/spent`} group by 1`;
  return new Map(rows.map(({ day, amount }) => [day, parseUsd(amount)]));
}
