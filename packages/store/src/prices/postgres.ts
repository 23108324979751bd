import type { ListPrice, PriceAlias, PriceDiscount, PriceOverride, PriceRow } from '@exchequer/core/pricing';
import { paidShare, unitPrices } from '@exchequer/core/pricing';
import { formatUsd, type PicoUsd, type PricedClass, parseUsd, pricedClasses } from '@exchequer/model';
import type { Sql } from 'postgres';
import type { PriceLedger } from './ledger.ts';

/** The price ledger in PostgreSQL. */
export function postgresLedger(sql: Sql): PriceLedger {
  return {
    async load() {
      const [overrides, discounts, aliases, rows] = await Promise.all([
        sql`select * from price_override where superseded_at is null order by recorded_at, id`,
        sql`select * from price_discount where superseded_at is null order by recorded_at, id`,
        sql`select * from price_alias where superseded_at is null order by recorded_at, id`,
        sql`select * from price_row where origin = 'catalogue' order by id`,
      ]);
      return {
        overrides: overrides.map(overrideFromRow),
        discounts: discounts.map(discountFromRow),
        aliases: aliases.map(aliasFromRow),
        standard: byModel(rows.map(rowFromRow)),
      };
    },
    async keep(rows, at) {
      if (rows.length > 0) await keepRows(sql, rows, at);
    },
    async row(id) {
      const [found] = await sql`select * from price_row where id = ${id}`;
      return found ? rowFromRow(found) : null;
    },
    async addOverrides(overrides, by) {
      if (overrides.length > 0)
        await sql`insert into price_override ${sql(overrides.map((o) => overrideToRow(o, by)))}`;
    },
    async addDiscount(discount, percent, by) {
      await sql`insert into price_discount ${sql(discountToRow(discount, percent, by))}`;
    },
    async addAlias({ id, provider, model, to_provider, to_model, recordedAt }, by) {
      const row = { id, provider, model, to_provider, to_model, entered_by: by, recorded_at: recordedAt };
      await sql`insert into price_alias ${sql(row)}`;
    },
    async withdraw(id, at) {
      const [one] = await sql`
        with o as (update price_override set superseded_at = ${at} where id = ${id} and superseded_at is null returning id),
          d as (update price_discount set superseded_at = ${at} where id = ${id} and superseded_at is null returning id),
          a as (update price_alias set superseded_at = ${at} where id = ${id} and superseded_at is null returning id)
        select id from o union all select id from d union all select id from a`;
      return one !== undefined;
    },
  };
}

/** One statement for any number of rows; list rows come before the rows that refer to them. */
async function keepRows(sql: Sql, rows: readonly PriceRow[], at: string): Promise<void> {
  const ordered = [...rows].sort((a, b) => Number(a.listRowId !== null) - Number(b.listRowId !== null));
  const values = ordered.map((row) => rowToRow(row, at));
  await sql`
    insert into price_row
    select * from jsonb_populate_recordset(null::price_row, ${sql.json(values)})
    on conflict (id) do update set valid_to = excluded.valid_to
    where price_row.valid_to is distinct from excluded.valid_to`;
}

type Columns = Record<string, unknown>;

const instant = (value: unknown): string | null => (value === null ? null : (value as Date).toISOString());
const text = (value: unknown): string => value as string;
const number = (value: unknown): number => Number(value);
const numberOrNull = (value: unknown): number | null => (value === null ? null : Number(value));

const priceColumns = (row: PriceRow): Record<PricedClass, string> =>
  Object.fromEntries(pricedClasses.map((name) => [name, formatUsd(row.prices[name])])) as Record<
    PricedClass,
    string
  >;

function rowToRow(row: PriceRow, at: string) {
  return {
    id: row.id,
    provider: row.provider,
    model: row.model,
    service_tier: row.service_tier,
    speed: row.speed,
    region: row.region,
    context_over: row.contextOver,
    context_up_to: row.contextUpTo,
    seconds_from: row.secondsFrom,
    seconds_to: row.secondsTo,
    valid_from: row.validFrom,
    valid_to: row.validTo,
    ...priceColumns(row),
    source: row.source,
    observed_at: row.observedAt,
    origin: row.origin,
    note: row.note,
    list_row_id: row.listRowId,
    recorded_at: at,
  };
}

function rowFromRow(row: Columns): PriceRow {
  return {
    id: text(row.id),
    provider: text(row.provider),
    model: text(row.model),
    service_tier: text(row.service_tier),
    speed: text(row.speed),
    region: text(row.region),
    contextOver: number(row.context_over),
    contextUpTo: numberOrNull(row.context_up_to),
    secondsFrom: number(row.seconds_from),
    secondsTo: number(row.seconds_to),
    validFrom: instant(row.valid_from),
    validTo: instant(row.valid_to),
    prices: unitPrices((name) => parseUsd(text(row[name]))),
    source: text(row.source),
    observedAt: instant(row.observed_at) ?? '',
    origin: row.origin as PriceRow['origin'],
    note: text(row.note),
    listRowId: row.list_row_id as string | null,
  };
}

function byModel(rows: readonly PriceRow[]): Map<string, ListPrice[]> {
  const standard = new Map<string, ListPrice[]>();
  for (const row of rows) {
    const key = `${row.provider}/${row.model}`;
    standard.set(key, [...(standard.get(key) ?? []), row]);
  }
  return standard;
}

function overrideToRow(o: PriceOverride, by: string) {
  const prices = Object.fromEntries(
    pricedClasses.flatMap((name) =>
      o.prices[name] === undefined ? [] : [[name, formatUsd(o.prices[name])]],
    ),
  );
  return {
    id: o.id,
    provider: o.provider,
    model: o.model,
    service_tier: o.service_tier,
    speed: o.speed,
    region: o.region,
    context_over: o.contextOver,
    context_up_to: o.contextUpTo,
    valid_from: o.validFrom,
    valid_to: o.validTo,
    prices,
    source: o.source,
    entered_by: by,
    recorded_at: o.recordedAt,
  };
}

function overrideFromRow(row: Columns): PriceOverride {
  const stored = row.prices as Partial<Record<PricedClass, string>>;
  const prices: Partial<Record<PricedClass, PicoUsd>> = {};
  for (const name of pricedClasses) if (stored[name] !== undefined) prices[name] = parseUsd(stored[name]);
  return {
    id: text(row.id),
    provider: text(row.provider),
    model: text(row.model),
    service_tier: text(row.service_tier),
    speed: text(row.speed),
    region: text(row.region),
    contextOver: number(row.context_over),
    contextUpTo: numberOrNull(row.context_up_to),
    validFrom: instant(row.valid_from),
    validTo: instant(row.valid_to),
    prices,
    source: text(row.source),
    recordedAt: instant(row.recorded_at) ?? '',
  };
}

function discountToRow(d: PriceDiscount, percent: string, by: string) {
  return {
    id: d.id,
    provider: d.provider,
    model: d.model,
    priced_class: d.priced_class,
    percent,
    valid_from: d.validFrom,
    valid_to: d.validTo,
    source: d.source,
    entered_by: by,
    recorded_at: d.recordedAt,
  };
}

function discountFromRow(row: Columns): PriceDiscount {
  return {
    id: text(row.id),
    provider: text(row.provider),
    model: text(row.model),
    priced_class: row.priced_class as PriceDiscount['priced_class'],
    pays: paidShare(text(row.percent)),
    validFrom: instant(row.valid_from),
    validTo: instant(row.valid_to),
    source: text(row.source),
    recordedAt: instant(row.recorded_at) ?? '',
  };
}

const aliasFromRow = (row: Columns): PriceAlias => ({
  id: text(row.id),
  provider: text(row.provider),
  model: text(row.model),
  to_provider: text(row.to_provider),
  to_model: text(row.to_model),
  recordedAt: instant(row.recorded_at) ?? '',
});
