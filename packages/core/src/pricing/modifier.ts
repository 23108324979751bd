import type { ListPrice, ModifierAxis, PriceModifier, PriceVariant } from './catalogue.ts';
import { standard } from './catalogue.ts';
import { covers, cutSpan, startMs } from './span.ts';
import { one, type Ratio, ratioOf, scaleTokens, times } from './unit.ts';

const axes: readonly ModifierAxis[] = ['service_tier', 'speed', 'region'];

const matches = (pattern: string, value: string): boolean =>
  pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : pattern === value;

const isModifierOf =
  (provider: string, model: string) =>
  (m: PriceModifier): boolean =>
    m.provider === provider && m.models.some((pattern) => matches(pattern, model));

/** What leads from the standard price to the variant's. */
export interface VariantFactor {
  ratio: Ratio;
  used: PriceModifier[];
}

/**
 * The factor of a variant at an instant; null where a tier or speed has no published factor for the
 * model, since a guess would be a wrong price. A region without one costs the standard price.
 */
export function variantFactor(
  modifiers: readonly PriceModifier[],
  of: { provider: string; model: string },
  variant: PriceVariant,
  atMs: number,
): VariantFactor | null {
  const mine = modifiers.filter(isModifierOf(of.provider, of.model));
  let ratio = one;
  const used: PriceModifier[] = [];
  for (const axis of axes) {
    const value = variant[axis];
    if (value === standard[axis]) continue;
    const modifier = mine.find(
      (m) => m.axis === axis && m.values.some((v) => matches(v, value)) && covers(spanOf(m), atMs),
    );
    if (!modifier && axis === 'region') continue;
    if (!modifier) return null;
    ratio = times(ratio, ratioOf(modifier.factor));
    used.push(modifier);
  }
  return { ratio, used };
}

/** Standard prices as those of a variant: cut where a factor begins or ends, and multiplied. */
export function variantPrices(
  prices: readonly ListPrice[],
  modifiers: readonly PriceModifier[],
  of: { provider: string; model: string },
  variant: PriceVariant,
): ListPrice[] {
  const mine = modifiers.filter(isModifierOf(of.provider, of.model));
  const instants = mine.flatMap((m) => [m.validFrom ?? null, m.validTo ?? null]);
  return prices.flatMap((price) =>
    cutSpan(price, instants).flatMap((span) => {
      const factor = variantFactor(mine, of, variant, anInstantOf(span));
      return factor ? [multiplied({ ...price, ...span }, factor)] : [];
    }),
  );
}

/** The largest published factor of a provider on the axes where a variant is not standard. */
export function dearestFactor(
  modifiers: readonly PriceModifier[],
  provider: string,
  variant: PriceVariant,
): Ratio {
  return axes
    .filter((axis) => variant[axis] !== standard[axis])
    .map((axis) =>
      modifiers
        .filter((m) => m.axis === axis && m.provider === provider)
        .map((m) => ratioOf(m.factor))
        .reduce((a, b) => (a.of * b.over >= b.of * a.over ? a : b), one),
    )
    .reduce(times, one);
}

const spanOf = (m: PriceModifier) => ({ validFrom: m.validFrom ?? null, validTo: m.validTo ?? null });

function anInstantOf(span: { validFrom: string | null; validTo: string | null }): number {
  if (span.validFrom !== null) return startMs(span.validFrom);
  return span.validTo === null ? 0 : startMs(span.validTo) - 1;
}

function multiplied(price: ListPrice, { ratio, used }: VariantFactor): ListPrice {
  if (used.length === 0) return price;
  const notes = used.map(
    (m) => `× ${m.factor} ${m.values.join('/')} (${m.source}, ${m.observedAt}, ${m.evidence})`,
  );
  return {
    ...price,
    prices: scaleTokens(price.prices, ratio),
    origin: 'reviewed',
    note: [price.note, ...notes].filter(Boolean).join('; '),
  };
}
