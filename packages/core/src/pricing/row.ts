import { pricedClasses } from '@exchequer/model';
import type { ListPrice, PriceVariant } from './catalogue.ts';

/** A price as usage names it: all that is needed to show and check a cost later. */
export interface PriceRow extends PriceVariant, ListPrice {
  id: string;
  provider: string;
  model: string;
  /** The public price under a price of the company's own; null for public prices. */
  listRowId: string | null;
}

/** The row of a price. Its id follows from its content, so that the same price is the same row. */
export function priceRow(
  of: { provider: string; model: string },
  variant: PriceVariant,
  price: ListPrice,
  listRowId: string | null = null,
): PriceRow {
  const { provider, model } = of;
  const row = { provider, model, ...variant, ...price, listRowId };
  return { id: `prc_${fnv64(identityText(row))}`, ...row };
}

/** `validTo` is left out: a price that ends is still the same price. */
function identityText(row: Omit<PriceRow, 'id'>): string {
  return [
    row.provider,
    row.model,
    row.service_tier,
    row.speed,
    row.region,
    row.contextOver,
    row.contextUpTo,
    row.secondsFrom,
    row.secondsTo,
    row.validFrom,
    row.source,
    row.origin,
    row.listRowId,
    ...pricedClasses.map((name) => row.prices[name]),
  ].join('\u0000');
}

/** FNV-1a, 64 bits, in hex. The book holds thousands of rows, so a collision is a one in 10¹² event. */
function fnv64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const unit of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(unit)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
