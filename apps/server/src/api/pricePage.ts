import type { PriceBookFacts, PriceRow } from '@exchequer/core/pricing';
import type { PriceBook } from '@exchequer/store/prices';

export interface PriceListQuery {
  provider: string;
  /** Part of a model name. */
  model: string;
  at?: string | undefined;
  service_tier: string;
  speed: string;
  region: string;
  cursor?: string | undefined;
  /** Models per page; a model may have several rows. */
  limit: number;
}

/** One page of the price book, model by model; `total` counts models. */
export async function pricePage(
  book: PriceBook,
  query: PriceListQuery,
): Promise<{ items: PriceRow[]; total: number; nextCursor: string | null }> {
  const names = namesIn(await book.facts(), query);
  const start = /^\d{1,9}$/.test(query.cursor ?? '') ? Number(query.cursor) : 0;
  const page = names.slice(start, start + query.limit);
  const { service_tier, speed, region } = query;
  const resolutions = await book.resolve(page.map((name) => ({ ...name, service_tier, speed, region })));
  const at = query.at === undefined ? null : Date.parse(query.at);
  const items = resolutions.flatMap(({ answer, rows }) => {
    const named = new Set(answer.slices.filter((s) => at === null || holdsAt(s, at)).map((s) => s.priceId));
    return [...new Map(rows.map((row) => [row.id, row])).values()].filter((row) => named.has(row.id));
  });
  const end = start + page.length;
  return { items, total: names.length, nextCursor: end < names.length ? String(end) : null };
}

const holdsAt = (slice: { validFrom: string | null; validTo: string | null }, at: number): boolean =>
  (slice.validFrom === null || Date.parse(slice.validFrom) <= at) &&
  (slice.validTo === null || at < Date.parse(slice.validTo));

interface ModelName {
  provider: string;
  model: string;
}

/** Models of the catalogue and those that only the company has a price for, in order of name. */
function namesIn(facts: PriceBookFacts, query: PriceListQuery): ModelName[] {
  const { catalogue, overrides } = facts;
  const provider = query.provider === '' ? undefined : catalogue.providerOf(query.provider, '');
  const part = query.model.toLowerCase();
  const all: ModelName[] = [...catalogue.models(provider), ...overrides];
  const wanted = all.filter(
    (m) => (provider === undefined || m.provider === provider) && m.model.toLowerCase().includes(part),
  );
  const byName = new Map(
    wanted.map(({ provider: by, model }) => [`${by}/${model}`, { provider: by, model }]),
  );
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, name]) => name);
}
