import { type Finding, ownFindings, perMonth, usualAdvicePolicy } from '@exchequer/core/advice';
import { addDays } from '@exchequer/core/envelope';
import { localDate } from '@exchequer/core/metric';
import type { PriceQuestion } from '@exchequer/model';
import type { Workspace } from '@exchequer/model/contract';
import { readPersonCaches } from '@exchequer/store/analytics/own';
import type { PlainServices } from '../../plain-services.ts';
import { priceNow } from '../../price-now.ts';

const pastDays = 60;
const weekDays = 7;

/** Advice about each person, for that person alone. */
export async function adviseOwn(
  { sql, engine, settings, prices }: Pick<PlainServices, 'sql' | 'engine' | 'settings' | 'prices'>,
  workspace: Workspace,
  now: Date,
): Promise<Finding[]> {
  const rows = await sql<{ id: string; name: string }[]>`
    select id, name from worker where workspace = ${workspace} and kind = 'person' order by id`;
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  const to = localDate(now.getTime(), settings.current().time_zone);
  const days = { to, week: addDays(to, -weekDays), past: addDays(to, -pastDays) };
  const caches = await readPersonCaches(engine, workspace, [...names.keys()], days);
  const asked = caches.map(
    ({ provider, model }): PriceQuestion => ({ provider, model, service_tier: '', speed: '', region: '' }),
  );
  const found = await prices.book.resolve(asked);
  const uses = caches.flatMap((use, at) => {
    const price = priceNow(found[at]?.answer, now);
    if (!price) return [];
    const { uncached_input: inputPrice, cache_read: readPrice, cache_write_5m: write } = price;
    return [
      {
        ...{ workerId: use.workerId, name: names.get(use.workerId) ?? '' },
        ...{ promptTokens: use.prompt, cachedTokens: use.read, inputPrice, readPrice },
        writePremium: write > inputPrice ? write - inputPrice : 0n,
        reusable: use.reusable === null ? null : perMonth(use.reusable, weekDays),
        writes: perMonth(use.writes, weekDays),
      },
    ];
  });
  return ownFindings(uses, usualAdvicePolicy);
}
