import { addDays } from '@exchequer/core/envelope';
import { type Avoidable, avoidableCost, type CacheRecord } from '@exchequer/core/statement';
import type { PriceQuestion } from '@exchequer/model';
import { type OwnAsked, type OwnCache, readOwnCache } from '@exchequer/store/analytics/own';
import { priceNow } from '../price-now.ts';
import type { Services } from '../services.ts';

/** Days before the month on which the same work shows how it usually reads its cache. */
const pastDays = 60;

const question = ({ provider, model }: OwnCache): PriceQuestion => ({
  ...{ provider, model, service_tier: '', speed: '', region: '' },
});

/** What a person's own caches would have saved, at the contracted prices of a moment. */
export async function avoidableOf(
  { prices }: Pick<Services, 'prices'>,
  asked: OwnAsked,
  at: Date,
): Promise<Avoidable> {
  const used = await readOwnCache(asked, addDays(asked.from, -pastDays));
  const found = await prices.book.resolve(used.map(question));
  return avoidableCost(
    used.map(({ reusable, writes }, place): CacheRecord => {
      const priced = priceNow(found[place]?.answer, at);
      if (!priced) return { reusable, writes, price: null };
      const { uncached_input: input, cache_read: read, cache_write_5m: write } = priced;
      return { reusable, writes, price: { input, read, write } };
    }),
  );
}
