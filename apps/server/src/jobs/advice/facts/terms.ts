import {
  type BatchableUse,
  type Missing,
  type RoutingEvidence,
  type SeatUse,
  shareOfPairs,
} from '@exchequer/core/advice';
import { type EvaluationTerm, parseUsd, type SeatTerm } from '@exchequer/model';
import { readBatched, readToolUsers, type WorkloadUse } from '@exchequer/store/analytics/advice';
import type { Gathering } from './asked.ts';
import { costAt, type PricesNow, pricesNow, workOf } from './usage.ts';

const place = '/settings#terms';

/** Calls of workflows that may wait, less what goes as batches already. */
export async function batchFacts(
  gathering: Gathering,
  workloads: readonly WorkloadUse[],
  prices: PricesNow,
): Promise<BatchableUse[] | Missing> {
  const { services, workspace, usage, zone } = gathering;
  const { wait } = await services.terms.list(workspace);
  if (wait.length === 0) return { needs: 'how long the calls of a workflow may wait', to: place };
  const hours = new Map(wait.map((one) => [one.workflow, one.hours]));
  const waiting = workloads.filter(({ by, name }) => by === 'workflow' && hours.has(name));
  const batched = await readBatched(usage, { workflows: [...hours.keys()], zone });
  const asBatches = await pricesNow(gathering, waiting, 'batch');
  return waiting.map((work) => {
    const { name, provider, model, cost } = work;
    const gone = batched.get(JSON.stringify([name, provider, model])) ?? 0n;
    const [now, then] = [prices(provider, model), asBatches(provider, model)];
    const [dear, cheap] = [now ? costAt(work, now) : 0n, then ? costAt(work, then) : 0n];
    const known = dear > 0n && cheap > 0n && cheap < dear;
    return {
      ...workOf(work),
      eligible: cost > gone ? cost - gone : 0n,
      deadlineHours: hours.get(name) ?? 0,
      discountPermille: known ? Number(((dear - cheap) * 1000n) / dear) : null,
    };
  });
}

/** Paired runs with what the same work costs on both models. */
export async function routingFacts(
  gathering: Gathering,
  workloads: readonly WorkloadUse[],
  prices: PricesNow,
): Promise<RoutingEvidence[] | Missing> {
  const { evaluation } = await gathering.services.terms.list(gathering.workspace);
  if (evaluation.length === 0)
    return {
      needs: 'paired runs of the same tasks on both models, with whether each was accepted',
      to: place,
    };
  const matched = evaluation.flatMap((one) =>
    workloads
      .filter(({ by, name, model }) => by === 'workflow' && name === one.workflow && model === one.model)
      .map((work) => ({ one, work })),
  );
  const there = await pricesNow(
    gathering,
    matched.map(({ one, work }) => ({ provider: work.provider, model: one.cheaper_model })),
  );
  return matched.flatMap(({ one, work }): RoutingEvidence[] => {
    const [now, then] = [prices(work.provider, work.model), there(work.provider, one.cheaper_model)];
    if (!now || !then) return [];
    return [
      {
        ...workOf(work),
        taskClass: one.task_class || one.workflow,
        cheaper: { provider: work.provider, model: one.cheaper_model },
        ...{ eligible: costAt(work, now), eligibleThere: costAt(work, then) },
        ...{ tasks: Number(work.requests), pairs: one.pairs },
        moreFailures: failuresOf(one),
        costPerFailure: parseUsd(one.cost_per_failure),
      },
    ];
  });
}

const failuresOf = ({ pairs, dearer_only, cheaper_only }: EvaluationTerm) =>
  shareOfPairs(pairs, dearer_only, cheaper_only);

/** Fewer seats than these would tell of persons. */
const fewest = 5;

/** Seats and how many of them were used: counts of metered persons, else what the vendor says. */
export async function seatFacts({ services, workspace, usage }: Gathering): Promise<SeatUse[] | Missing> {
  const { seat } = await services.terms.list(workspace);
  if (seat.length === 0) return { needs: 'seats of each tool, with their number and price', to: place };
  const metered = await readToolUsers(
    usage,
    seat.map(({ tool }) => tool),
  );
  const usable = seat.flatMap((one) => usedOf(one, metered.get(one.tool)));
  if (usable.length > 0) return usable;
  return { needs: `usage of ${seat[0]?.tool}, or how many of its seats were used`, to: place };
}

function usedOf({ tool, seats, price, used: stated }: SeatTerm, metered: number | undefined): SeatUse[] {
  const used = metered ?? stated;
  if (used === undefined || seats < fewest) return [];
  // One to four persons count as four: a smaller number would tell of them.
  const told = used > 0 && used < fewest ? fewest - 1 : used;
  return [{ tool, seats, used: Math.min(seats, told), pricePerSeat: parseUsd(price) }];
}
