import type { UnitPrices } from '@exchequer/model';
import { type ListPrice, type PriceModifier, type PriceVariant, sameVariant, standard } from './catalogue.ts';
import { variantFactor } from './modifier.ts';
import { type PriceRow, priceRow } from './row.ts';
import { covers, cutSpan, fromFirstToken, overlap, type Span, startMs } from './span.ts';
import {
  completionNote,
  discountApplies,
  discounted,
  overridden,
  type PriceDiscount,
  type PriceOverride,
} from './terms.ts';
import { one, type Ratio, samePrices } from './unit.ts';

/** A slice with the row it names: the contracted prices, and beside them the list prices. */
export interface PricedSlice {
  row: PriceRow;
  /** The row and, under a company price, the list row it replaces. */
  rows: PriceRow[];
  span: Span;
  contextOver: number;
  contextUpTo: number | null;
  list: UnitPrices;
}

/** The company's terms for one model and variant. */
export interface CompanyTerms {
  of: { provider: string; model: string };
  variant: PriceVariant;
  overrides: readonly PriceOverride[];
  discounts: readonly PriceDiscount[];
  modifiers: readonly PriceModifier[];
}

/** List prices under the company's terms: cut where a term begins or ends. */
export function contractedSlices(listed: readonly ListPrice[], terms: CompanyTerms): PricedSlice[] {
  const { of, overrides, discounts } = terms;
  const mine = discounts.filter((d) => discountApplies(d, of.provider, of.model));
  const instants = [...overrides, ...mine].flatMap((term) => [term.validFrom, term.validTo]);
  const contexts = overrides.flatMap((o) => [o.contextOver, o.contextUpTo]);
  return listed.flatMap((price) =>
    cutSpan(price, instants).flatMap((span) =>
      cutContext(price, contexts).map((context) => contractedSlice(price, span, context, mine, terms)),
    ),
  );
}

function contractedSlice(
  price: ListPrice,
  span: Span,
  context: Context,
  discounts: readonly PriceDiscount[],
  terms: CompanyTerms,
): PricedSlice {
  const { of, variant } = terms;
  const listRow = priceRow(of, variant, price);
  const base = { span, ...context, list: price.prices };
  const term = termAt(price.prices, instantIn(span), context, discounts, terms);
  if (!term) return { ...base, row: listRow, rows: [listRow] };
  const own: ListPrice = { ...price, ...span, ...context, ...term, origin: 'company' };
  const row = priceRow(of, variant, own, listRow.id);
  return { ...base, row, rows: [listRow, row] };
}

/** What the company pays instead of the list price; null where it pays just that. */
function termAt(
  list: UnitPrices,
  atMs: number,
  context: Context,
  discounts: readonly PriceDiscount[],
  terms: CompanyTerms,
): Pick<ListPrice, 'prices' | 'source' | 'observedAt' | 'note'> | null {
  const own = holding(terms, atMs, context);
  if (own) {
    const prices = overridden(own.override, list, own.ratio);
    const { source, recordedAt } = own.override;
    return { prices, source, observedAt: recordedAt, note: 'the company’s own price' };
  }
  const inForce = discounts.filter((d) => covers(d, atMs));
  const { prices, held } = discounted(list, inForce);
  const newest = held
    .map((d) => d.recordedAt)
    .sort()
    .at(-1);
  if (newest === undefined || samePrices(prices, list)) return null;
  const source = held.map((d) => d.source).join('; ');
  return { prices, source, observedAt: newest, note: 'list price less the company’s discount' };
}

/** Prices of a model that has no public price, from the company's own entries alone. */
export function companySlices(terms: CompanyTerms): PricedSlice[] {
  const usable = terms.overrides.filter((o) => sameVariant(o, terms.variant) || sameVariant(o, standard));
  const everything: Span & Context = {
    validFrom: null,
    validTo: null,
    contextOver: fromFirstToken,
    contextUpTo: null,
  };
  const spans = cutSpan(
    everything,
    usable.flatMap((o) => [o.validFrom, o.validTo]),
  );
  const contexts = cutContext(
    everything,
    usable.flatMap((o) => [o.contextOver, o.contextUpTo]),
  );
  return spans.flatMap((span) => contexts.flatMap((context) => companySlice(span, context, terms)));
}

function companySlice(span: Span, context: Context, terms: CompanyTerms): PricedSlice[] {
  const own = holding(terms, instantIn(span), context);
  if (!own) return [];
  const list = overridden(own.override, null, own.ratio);
  const row = priceRow(terms.of, terms.variant, {
    ...span,
    ...context,
    secondsFrom: 0,
    secondsTo: 86_400,
    prices: list,
    source: own.override.source,
    observedAt: own.override.recordedAt,
    origin: 'company',
    note: ['no public price known', completionNote(own.override.prices)].filter(Boolean).join('; '),
  });
  return [{ row, rows: [row], span, ...context, list }];
}

/** The override that holds: the exact variant before the standard one, the newest entry first. */
function holding(
  terms: CompanyTerms,
  atMs: number,
  context: Context,
): { override: PriceOverride; ratio: Ratio } | null {
  const { variant, of, modifiers } = terms;
  const candidates = terms.overrides
    .filter((o) => covers(o, atMs) && o.contextOver <= context.contextOver && within(context, o))
    .sort(
      (a, b) =>
        b.recordedAt.localeCompare(a.recordedAt) || b.contextOver - a.contextOver || b.id.localeCompare(a.id),
    );
  const exact = candidates.find((o) => sameVariant(o, variant));
  if (exact) return { override: exact, ratio: one };
  const general = candidates.find((o) => sameVariant(o, standard));
  const factor = general && variantFactor(modifiers, of, variant, atMs);
  return general && factor ? { override: general, ratio: factor.ratio } : null;
}

interface Context {
  contextOver: number;
  contextUpTo: number | null;
}

const within = (inner: Context, outer: Context): boolean =>
  outer.contextUpTo === null || (inner.contextUpTo !== null && inner.contextUpTo <= outer.contextUpTo);

function cutContext(price: Context, cuts: readonly (number | null)[]): Context[] {
  const upTo = price.contextUpTo ?? Infinity;
  const inside = [
    ...new Set(cuts.filter((c): c is number => c !== null && c > price.contextOver && c < upTo)),
  ];
  const edges = [price.contextOver, ...inside.sort((a, b) => a - b), upTo];
  return edges.slice(1).map((edge, i) => ({
    contextOver: edges[i] ?? price.contextOver,
    contextUpTo: edge === Infinity ? null : edge,
  }));
}

/** Any instant of a span; spans are cut wherever a term changes, so each instant says the same. */
function instantIn(span: Span): number {
  const shared = overlap(span, { validFrom: '1970-01-01T00:00:00.000Z', validTo: null }) ?? span;
  return startMs(shared.validFrom);
}
