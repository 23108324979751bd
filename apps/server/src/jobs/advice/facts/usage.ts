import {
  type AgentUse,
  type CacheUse,
  type CheaperModel,
  type ContextGrowth,
  type LoopUse,
  perMonth,
} from '@exchequer/core/advice';
import { addDays, daysBetween } from '@exchequer/core/envelope';
import type { PriceQuestion, UnitPrices } from '@exchequer/model';
import {
  type AgentLoop,
  cachePastDays,
  placeOf,
  readAgentDays,
  readCacheDays,
  readEqualRequests,
  readLongRuns,
  type WorkloadUse,
} from '@exchequer/store/analytics/advice';
import { agentIds, type Gathering } from './asked.ts';

/** Contracted prices of today, by provider and model; null for what has none. */
export type PricesNow = (provider: string, model: string) => UnitPrices | null;

const question = (provider: string, model: string, tier: string): PriceQuestion => ({
  ...{ provider, model, service_tier: tier, speed: '', region: '' },
});

/** Looks the prices of models up once. */
export async function pricesNow(
  { services, now }: Gathering,
  asked: readonly { provider: string; model: string }[],
  tier = '',
): Promise<PricesNow> {
  const at = now.toISOString();
  const distinct = [...new Map(asked.map((one) => [`${one.provider}/${one.model}`, one])).values()];
  const found = await services.prices.book.resolve(
    distinct.map(({ provider, model }) => question(provider, model, tier)),
  );
  const prices = new Map<string, UnitPrices>();
  found.forEach(({ answer }, place) => {
    const slice = answer.slices.find(
      ({ validFrom, validTo, contextOver, secondsFrom }) =>
        (validFrom ?? '') <= at &&
        (validTo === null || validTo > at) &&
        contextOver <= 0 &&
        secondsFrom === 0,
    );
    const one = distinct[place];
    if (slice && one) prices.set(`${one.provider}/${one.model}`, slice.contracted);
  });
  return (provider, model) => prices.get(`${provider}/${model}`) ?? null;
}

/** What names a workload, and its cost. */
export const workOf = ({ by, name, label, provider, model, cost }: WorkloadUse) => ({
  ...{ by, name, label, provider, model, cost },
});

/** Cache use; what could be read is for a month, at the pace of the last week. */
export async function cacheFacts(
  gathering: Gathering,
  workloads: readonly WorkloadUse[],
  prices: PricesNow,
): Promise<CacheUse[]> {
  const { usage, window, week } = gathering;
  const days = await readCacheDays(usage, { past: addDays(window.to, -cachePastDays), week });
  return workloads.flatMap((work) => {
    const cache = days.get(placeOf(work));
    const price = prices(work.provider, work.model);
    if (!cache || !price) return [];
    const { uncached_input: inputPrice, cache_read: readPrice, cache_write_5m: write } = price;
    const monthly = (tokens: bigint) => perMonth(tokens, 7);
    return [
      {
        ...workOf(work),
        ...{ promptTokens: cache.prompt, cachedTokens: cache.read },
        reusable: cache.reusable === null ? null : monthly(cache.reusable),
        proof: cache.reusable === null ? null : ('own-days' as const),
        ...{ inputPrice, readPrice, writePremium: write > inputPrice ? write - inputPrice : 0n },
        writes: monthly(cache.writes),
      },
    ];
  });
}

/** Input against requests; null while there are no two halves to compare. */
export function contextFacts(workloads: readonly WorkloadUse[], prices: PricesNow): ContextGrowth[] | null {
  if (!workloads.some(({ before }) => before.requests > 0n)) return null;
  return workloads.flatMap((work) => {
    const price = prices(work.provider, work.model);
    const { uncached, read, write, before, after } = work;
    const input = uncached + read + write;
    if (!price || input === 0n) return [];
    const paid = uncached * price.uncached_input + read * price.cache_read + write * price.cache_write_5m;
    return [
      {
        ...workOf(work),
        before: { input: before.input, outputs: before.requests },
        after: { input: after.input, outputs: after.requests },
        output: 'request' as const,
        ...{ outputTokensBefore: before.output, outputTokensAfter: after.output, inputPrice: paid / input },
      },
    ];
  });
}

/** Words of a model's name that name its family, and the numbers that name its version. */
function familyOf(model: string): { family: string; version: number[] } {
  const parts = model.toLowerCase().split(/[^a-z0-9.]+/);
  const numbers = parts.filter((part) => /^\d+(\.\d+)?$/.test(part) && part.length < 6);
  return {
    family: parts.filter((part) => /^[a-z]+$/.test(part) && part !== 'latest').join('-'),
    version: numbers.flatMap((part) => part.split('.').map(Number)),
  };
}

const isNewer = (one: readonly number[], other: readonly number[]): boolean => {
  const at = one.findIndex((part, place) => part !== (other[place] ?? 0));
  return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
};

/** What the tokens of a workload cost at some prices. */
export const costAt = ({ uncached, read, write, output }: WorkloadUse, price: UnitPrices): bigint =>
  uncached * price.uncached_input +
  read * price.cache_read +
  write * price.cache_write_5m +
  output * price.output;

/** Newer models of the same family and vendor that cost less for the same tokens; the cheapest of each. */
export async function cheaperFacts(
  gathering: Gathering,
  workloads: readonly WorkloadUse[],
  prices: PricesNow,
): Promise<CheaperModel[]> {
  const { catalogue } = await gathering.services.prices.book.facts();
  const newer = (work: WorkloadUse) => {
    const { family, version } = familyOf(work.model);
    const own = catalogue.find(work.provider, work.model)?.model ?? work.model;
    return catalogue
      .models(catalogue.providerOf(work.provider, work.model))
      .filter(({ model, deprecated, prices: listed }) => {
        const other = familyOf(model);
        return (
          !deprecated &&
          listed.length > 0 &&
          model !== own &&
          other.family === family &&
          isNewer(other.version, version)
        );
      });
  };
  const wanted = workloads.flatMap((work) =>
    newer(work).map(({ model }) => ({ provider: work.provider, model })),
  );
  const there = await pricesNow(gathering, wanted);
  return workloads.flatMap((work): CheaperModel[] => {
    const price = prices(work.provider, work.model);
    if (!price) return [];
    const cost = costAt(work, price);
    const [best] = newer(work)
      .flatMap(({ model }) => {
        const other = there(work.provider, model);
        return other ? [{ model, costThere: costAt(work, other) }] : [];
      })
      .filter(({ costThere }) => costThere < cost)
      .sort((a, b) => (a.costThere < b.costThere ? -1 : 1));
    if (!best) return [];
    const to = { provider: work.provider, model: best.model };
    return [{ ...workOf(work), cost, to, costThere: best.costThere, since: null, kind: 'new' }];
  });
}

/** So long ago a new price is news, in days; the policy asks for less. */
const newsDays = 120;

/** Work on models whose own price fell lately: its tokens at the price of before and at that of today. */
export async function droppedFacts(
  { services, window, now }: Gathering,
  workloads: readonly WorkloadUse[],
): Promise<CheaperModel[]> {
  const found = await services.prices.book.resolve(
    workloads.map(({ provider, model }) => question(provider, model, '')),
  );
  const at = now.toISOString();
  const oldest = addDays(window.today, -newsDays);
  return workloads.flatMap((work, place): CheaperModel[] => {
    const slices = (found[place]?.answer.slices ?? []).filter(
      ({ contextOver, secondsFrom }) => contextOver <= 0 && secondsFrom === 0,
    );
    const today = slices.find(
      ({ validFrom, validTo }) => (validFrom ?? '') <= at && (validTo === null || validTo > at),
    );
    const before = slices.find(({ validTo }) => validTo !== null && validTo === today?.validFrom);
    const since = today?.validFrom?.slice(0, 10) ?? '';
    if (!today || !before || since < oldest) return [];
    const [cost, costThere] = [costAt(work, before.contracted), costAt(work, today.contracted)];
    if (costThere >= cost) return [];
    const to = { provider: work.provider, model: work.model };
    return [{ ...workOf(work), cost, to, costThere, since, kind: 'drop' }];
  });
}

/** Equal requests, and runs that did not stop: the costlier of the two for each agent. */
export async function loopFacts(gathering: Gathering): Promise<LoopUse[]> {
  const { usage, zone, agents } = gathering;
  const ids = agentIds(gathering);
  const [long, equal] = await Promise.all([
    readLongRuns(usage, ids),
    readEqualRequests(usage, { agents: ids, zone, least: 10 }),
  ]);
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  const best = new Map<string, LoopUse>();
  const take = (loop: AgentLoop, proof: LoopUse['proof']) => {
    const agent = loop.agent || names.get(loop.worker) || loop.worker;
    const known = best.get(agent);
    if (known && known.cost >= loop.cost) return;
    const { loops, repeats, cost, days, lastDay, session } = loop;
    const workerId = names.has(loop.worker) ? loop.worker : null;
    best.set(agent, {
      agent,
      workerId,
      workflow: '',
      loops,
      repeats,
      cost,
      days,
      lastDay,
      session: session || null,
      proof,
    });
  };
  for (const loop of long) take(loop, 'run-length');
  for (const loop of equal) take(loop, 'equal-size');
  return [...best.values()];
}

/** Agents of the directory with what they were used for; null where none is registered. */
export async function agentFacts(gathering: Gathering): Promise<AgentUse[] | null> {
  const { usage, window, agents } = gathering;
  if (agents.length === 0) return null;
  const used = new Map((await readAgentDays(usage, agentIds(gathering))).map((one) => [one.worker, one]));
  return agents.map(({ id, name, hasOwner, hasKey }) => {
    const days = used.get(id);
    const cost = days?.cost ?? 0n;
    return {
      ...{ workerId: id, name, hasOwner, cost, live: hasKey || cost > 0n },
      filter: days?.label ? (['agent', days.label] as const) : null,
      lastDay: days?.lastDay ?? null,
      idleDays: days ? daysBetween(days.lastDay, window.today) : null,
    };
  });
}
