import { type Envelope, invariant, type SpendFacts } from '@exchequer/model';
import {
  addDays,
  type CompanyCalendar,
  carriersOn,
  type EnvelopeTree,
  routesOf,
  routeUsage,
} from '../envelope/index.ts';
import { localDate, startOfLocalDay } from '../metric/index.ts';
import { EnvelopeRun, type RefusedCall } from './envelope-run.ts';

/** Usage that is covered alike: the same worker, team, project, agent and workflow. */
export interface UsageGroup {
  facts: SpendFacts;
  workflow: string;
  /** True for persons, false for agents; null where nobody is known. */
  person: boolean | null;
}

/** A call, or calls of one minute and one group that are decided together. */
export interface SimulatedUsage {
  atMs: number;
  group: number;
  /** Together, in 10⁻¹² USD. */
  cost: bigint;
  calls: number;
}

/** What a simulation has counted over all envelopes. */
export interface SimulationTotals {
  calls: number;
  cost: bigint;
  refusedCalls: number;
  refusedCost: bigint;
  uncoveredCalls: number;
  uncoveredCost: bigint;
  first: RefusedCall | null;
  refusedOf: Map<number, number>;
}

/** Metered usage is in USD; envelopes in another currency cover none of it. */
const usageCurrency = 'USD';

/**
 * Runs past usage, in the order of time, through envelopes as they might be. A call is admitted when
 * its cost fits what every hard envelope on its path has left in its period; a refused call spends
 * nothing anywhere. Every envelope begins the simulated time with its whole limit.
 */
export class PolicySimulation {
  readonly runs: ReadonlyMap<string, EnvelopeRun>;
  readonly totals: SimulationTotals = {
    calls: 0,
    cost: 0n,
    refusedCalls: 0,
    refusedCost: 0n,
    uncoveredCalls: 0,
    uncoveredCost: 0n,
    first: null,
    refusedOf: new Map(),
  };
  readonly #tree: EnvelopeTree;
  readonly #calendar: CompanyCalendar;
  readonly #groups: readonly UsageGroup[];
  readonly #routes: ReturnType<typeof routesOf>;
  #day = '';
  #dayEndsMs = Number.NEGATIVE_INFINITY;
  #paths: (EnvelopeRun[] | undefined)[] = [];

  constructor(envelopes: Iterable<Envelope>, calendar: CompanyCalendar, groups: readonly UsageGroup[]) {
    // An envelope of today is tried on days before it was made.
    const tried = [...envelopes].map((envelope) => ({ ...envelope, since: '' }));
    this.#tree = new Map(tried.map((envelope) => [envelope.id, envelope]));
    this.#calendar = calendar;
    this.#groups = groups;
    this.#routes = routesOf(this.#tree);
    this.runs = new Map(
      tried
        .filter(({ state }) => state === 'active')
        .map((envelope) => [envelope.id, new EnvelopeRun(envelope)]),
    );
  }

  /** Takes the next usage; never earlier than the one before. */
  add({ atMs, group, cost, calls }: SimulatedUsage): void {
    if (atMs >= this.#dayEndsMs) this.#enterDay(atMs);
    const path = this.#paths[group] ?? this.#pathOf(group);
    const { totals } = this;
    totals.calls += calls;
    totals.cost += cost;
    if (path.length === 0) {
      totals.uncoveredCalls += calls;
      totals.uncoveredCost += cost;
      return;
    }
    for (const run of path) {
      run.calls += calls;
      run.cost += cost;
      run.callsOf.set(group, (run.callsOf.get(group) ?? 0) + calls);
    }
    if (calls === 1) this.#decide(path, group, cost, 1, atMs);
    else this.#decideMany(path, group, cost, calls, atMs);
  }

  /** Ends the simulation: nothing may be added afterwards. */
  end(): void {
    for (const run of this.runs.values()) run.end();
  }

  #decide(path: readonly EnvelopeRun[], group: number, cost: bigint, calls: number, atMs: number): void {
    const refusing = cost > 0n ? path.find((run) => run.hard && run.room() < cost) : undefined;
    if (!refusing) {
      for (const run of path) run.spend(cost, calls, atMs);
      return;
    }
    refusing.refuse(cost, calls, atMs, this.#day);
    refusing.refusedOf.set(group, (refusing.refusedOf.get(group) ?? 0) + calls);
    const { totals } = this;
    totals.refusedCalls += calls;
    totals.refusedCost += cost;
    totals.first ??= { atMs, cost };
    totals.refusedOf.set(group, (totals.refusedOf.get(group) ?? 0) + calls);
  }

  /** Calls that are decided together cost the same each, as far as is known: as many go in as fit. */
  #decideMany(path: readonly EnvelopeRun[], group: number, cost: bigint, calls: number, atMs: number): void {
    let fitting = calls;
    for (const run of path) {
      if (!run.hard || cost <= 0n) continue;
      const room = run.room();
      const fit = room <= 0n ? 0 : Number((room * BigInt(calls)) / cost);
      if (fit < fitting) fitting = fit;
    }
    const admitted = fitting === calls ? cost : (cost * BigInt(fitting)) / BigInt(calls);
    if (fitting > 0) for (const run of path) run.spend(admitted, fitting, atMs);
    if (fitting < calls) this.#decide(path, group, cost - admitted, calls - fitting, atMs);
  }

  #enterDay(atMs: number): void {
    const { timeZone, fiscalStart } = this.#calendar;
    const day = localDate(atMs, timeZone);
    invariant(day >= this.#day, 'usage is simulated in the order of time');
    this.#day = day;
    this.#dayEndsMs = startOfLocalDay(addDays(day, 1), timeZone).getTime();
    this.#paths = [];
    for (const run of this.runs.values()) run.enter(day, fiscalStart);
  }

  #pathOf(group: number): EnvelopeRun[] {
    const known = this.#groups[group];
    invariant(known, 'every usage belongs to a group that was named before');
    const leaf = routeUsage(this.#routes, known.facts, this.#day, usageCurrency);
    const path = leaf
      ? carriersOn(this.#tree, leaf, this.#day).flatMap(({ id }) => this.runs.get(id) ?? [])
      : [];
    this.#paths[group] = path;
    return path;
  }
}
