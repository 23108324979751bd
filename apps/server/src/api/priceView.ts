import type { PriceDiscount, PriceOverride, PriceRow } from '@exchequer/core/pricing';
import { formatUsd, pricedClasses } from '@exchequer/model';
import type { PriceRowView, RerateResult as RerateView } from '@exchequer/model/contract';
import type { RerateResult } from '@exchequer/store/prices';

/** Pico-dollars per token as USD per million tokens. */
export const usdPerMillion = (perToken: bigint): string => formatUsd(perToken * 1_000_000n);

export const toPriceRow = (row: PriceRow): PriceRowView => ({
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
  usd_per_million: Object.fromEntries(
    pricedClasses.map((name) => [name, usdPerMillion(row.prices[name])]),
  ) as PriceRowView['usd_per_million'],
  origin: row.origin,
  source: row.source,
  observed_at: row.observedAt,
  note: row.note,
  list_row_id: row.listRowId,
});

export const toEntry = (o: PriceOverride) => ({
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
  usd_per_million: Object.fromEntries(
    pricedClasses.flatMap((name) =>
      o.prices[name] === undefined ? [] : [[name, usdPerMillion(o.prices[name])]],
    ),
  ),
  source: o.source,
  recorded_at: o.recordedAt,
});

/** The percentage off, exact: it was entered with at most six decimals. */
const percentOff = ({ pays }: PriceDiscount): string =>
  formatUsd((100n * (pays.over - pays.of) * 1_000_000_000_000n) / pays.over);

export const toDiscount = (d: PriceDiscount) => ({
  id: d.id,
  provider: d.provider,
  model: d.model,
  priced_class: d.priced_class,
  percent: percentOff(d),
  valid_from: d.validFrom,
  valid_to: d.validTo,
  source: d.source,
  recorded_at: d.recordedAt,
});

export const toRerated = (result: RerateResult): RerateView => result as RerateView;
