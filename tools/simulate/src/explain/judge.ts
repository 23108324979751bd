import {
  type BridgeCell,
  bridge,
  type Cause,
  causeCellsOf,
  causesOf,
  comparedDays,
  dayAfter,
  daysBetween,
  findIncidents,
  type Incident,
  isCannotTell,
  type Slice,
} from '@exchequer/core/analysis';
import type { Planted, Simulated } from './plant.ts';
import { type Booked, firstDay } from './series.ts';

/** What became of one planted cause. */
export interface Found {
  readonly planted: Planted;
  /** Days from its beginning until it was found; null where it was not within two days. */
  readonly after: number | null;
  readonly causeFirst: boolean;
  readonly changeNamed: boolean;
  readonly top: Cause | null;
}

export interface Verdict {
  readonly found: readonly Found[];
  readonly falseAlarms: number;
  /** Days that were judged. */
  readonly judgedDays: number;
  readonly bridges: number;
  readonly inexactBridges: number;
}

const judgedFrom = 60;
const floorDollars = 25;

/** Runs what the product runs, and compares it with what was planted. */
export function judge(simulated: Simulated): Verdict {
  const days = costByDay(simulated.booked);
  const incidents = findIncidents(
    { from: firstDay, values: seriesOf(days, simulated.days) },
    [...slicesOf(simulated, 'workflow'), ...slicesOf(simulated, 'model')],
    { floor: floorDollars },
    dayAfter(firstDay, judgedFrom),
  );
  if (isCannotTell(incidents)) throw new Error(`the company cannot be judged: needs ${incidents.needs}`);
  const taken = new Set<Incident>();
  const found = simulated.planted.map((planted) => foundOf(simulated, planted, incidents, taken));
  const afterwards = (one: Incident) =>
    simulated.planted.some(({ from, to }) => {
      const at = daysBetween(firstDay, one.from);
      return at > from && at <= Math.min(to, from + 9) + 1;
    });
  const bridges = bridgesOf(simulated);
  return {
    found,
    falseAlarms: incidents.filter((one) => !taken.has(one) && !afterwards(one)).length,
    judgedDays: simulated.days - judgedFrom,
    bridges: bridges.length,
    inexactBridges: bridges.filter((exact) => !exact).length,
  };
}

function costByDay(booked: readonly Booked[]): Map<string, bigint> {
  const days = new Map<string, bigint>();
  for (const { day, classes } of booked) {
    days.set(
      day,
      classes.reduce((sum, { cost }) => sum + cost, days.get(day) ?? 0n),
    );
  }
  return days;
}

const seriesOf = (days: ReadonlyMap<string, bigint>, count: number): number[] =>
  Array.from({ length: count }, (_, at) => Number(days.get(dayAfter(firstDay, at)) ?? 0n) / 1e12);

function slicesOf({ booked, days }: Simulated, dimension: 'workflow' | 'model'): Slice[] {
  const values = [...new Set(booked.map((one) => one[dimension]))];
  return values.map((value) => {
    const own = costByDay(booked.filter((one) => one[dimension] === value));
    return { dimension, value, series: { from: firstDay, values: seriesOf(own, days) } };
  });
}

function foundOf(
  simulated: Simulated,
  planted: Planted,
  incidents: readonly Incident[],
  taken: Set<Incident>,
): Found {
  const incident = incidents.find((one) => {
    const early = planted.from - daysBetween(firstDay, one.from);
    const late = daysBetween(firstDay, one.noticed) - planted.from;
    return early <= 2 && late >= 0 && late <= 2;
  });
  if (!incident) return { planted, after: null, causeFirst: false, changeNamed: false, top: null };
  taken.add(incident);
  const [top = null] = causesIn(simulated, incident, incidents);
  const isAbout = (['workflow', 'model'] as const).every(
    (key) => planted.where[key] === undefined || top?.where[key] === planted.where[key],
  );
  return {
    planted,
    after: daysBetween(firstDay, incident.noticed) - planted.from,
    causeFirst: top?.kind === planted.cause && isAbout,
    changeNamed: planted.event === null || top?.change?.event.id === planted.event.id,
    top,
  };
}

function causesIn(
  { booked, events }: Simulated,
  incident: Incident,
  incidents: readonly Incident[],
): readonly Cause[] {
  const compared = comparedDays(incident, incidents);
  const near = booked.filter(({ day }) => compared.before.has(day) || compared.days.includes(day));
  const usage = near.flatMap(({ day, workflow, model, classes }) =>
    classes.map(({ tokenClass, tokens, cost }) => ({
      ...{ day, workflow, model, tokenClass },
      tokens: Number(tokens),
      cost: Number(cost) / 1e12,
    })),
  );
  const { cells, calls } = causeCellsOf(usage, near, compared, null);
  return causesOf(cells, calls, { events, from: incident.spike.from });
}

/** Every month against the one before: whether the parts sum to the change. */
function bridgesOf({ booked, days }: Simulated): boolean[] {
  const months = [...new Set(Array.from({ length: days }, (_, at) => dayAfter(firstDay, at).slice(0, 7)))];
  return months.slice(1).map((month, i) => {
    const cells = new Map<string, { -readonly [K in keyof BridgeCell]: BridgeCell[K] }>();
    for (const one of booked) {
      const now = one.day.startsWith(month);
      if (!now && !one.day.startsWith(months[i] ?? '-')) continue;
      for (const { tokenClass, tokens, cost } of one.classes) {
        const path = [one.workflow, one.model, tokenClass];
        const cell = cells.get(path.join('\n')) ?? {
          path,
          q0: 0n,
          q1: 0n,
          c0: 0n,
          c1: 0n,
          counterfactual: 0n,
        };
        cells.set(path.join('\n'), cell);
        if (now) {
          cell.q1 += tokens;
          cell.c1 += cost;
          cell.counterfactual = cell.c1;
        } else {
          cell.q0 += tokens;
          cell.c0 += cost;
        }
      }
    }
    const all = [...cells.values()];
    const change = all.reduce((sum, { c0, c1 }) => sum + c1 - c0, 0n);
    const told = bridge(all);
    if (isCannotTell(told)) return false;
    const items = [...told.mix, told.price];
    const parts = items.reduce((sum, { amount }) => sum + amount, told.volume + told.beside);
    const whole = items.every(
      ({ amount, items: of }) => of.reduce((sum, one) => sum + one.amount, 0n) === amount,
    );
    return parts === change && whole;
  });
}
