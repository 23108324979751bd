import { dayAfter, daysToMonthEnd, weekday } from '@exchequer/core/analysis';
import type { Random } from '@exchequer/core/statistics';
import type { Company, Prices, SimulatedClass, Workflow } from './company.ts';

export const firstDay = '2025-01-06';

/** One workflow on one model and day, exactly as it would be booked. */
export interface Booked {
  day: string;
  workflow: string;
  model: string;
  calls: number;
  classes: readonly { tokenClass: SimulatedClass; tokens: bigint; cost: bigint }[];
}

/** Something that makes days different from what the company is; each changes what the former left. */
export interface Change {
  prices?(model: string, before: Prices): Prices;
  cached?(workflow: Workflow, before: number): number;
  models?(workflow: Workflow, before: Shares): Shares;
  /** Calls that nobody wanted, all on one model. */
  extra?(workflow: Workflow): { calls: number; model: string } | null;
}

/** Shares of calls by model. */
export type Shares = Readonly<Record<string, number>>;

export const gaussian = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** What chance makes of a day, drawn once so that a day can be computed with and without a cause. */
export interface Chance {
  common: number;
  own: readonly number[];
  cached: readonly number[];
  shift: readonly number[];
}

export const chanceOf = (company: Company, random: Random): Chance => ({
  common: 0.05 * gaussian(random),
  own: company.workflows.map(({ noise }) => noise * gaussian(random)),
  cached: company.workflows.map(() => 0.015 * gaussian(random)),
  shift: company.workflows.map(() => 0.1 * gaussian(random)),
});

/** All cells of one day. */
export function dayOf(company: Company, at: number, changes: readonly Change[], chance: Chance): Booked[] {
  const day = dayAfter(firstDay, at);
  return company.workflows.flatMap((workflow, i) => {
    const off = weekday(day) >= 5 ? workflow.weekend : 1;
    const end = daysToMonthEnd(day) < 3 ? workflow.monthEnd : 1;
    const level = workflow.calls * (1 + company.growth) ** (at / 30) * off * end;
    const calls = level * Math.exp(chance.common + (chance.own[i] ?? 0));
    const usual = changes.reduce((old, { cached }) => cached?.(workflow, old) ?? old, workflow.cached);
    const cached = Math.min(0.97, Math.max(0, usual + (chance.cached[i] ?? 0)));
    const moved = changes.reduce<Shares>(
      (old, { models }) => models?.(workflow, old) ?? old,
      workflow.models,
    );
    const shares = tilted(moved, chance.shift[i] ?? 0);
    const extra = changes.flatMap((change) => change.extra?.(workflow) ?? []);
    return Object.entries(shares).map(([model, share]) => {
      const unwanted = extra.reduce((sum, one) => sum + (one.model === model ? one.calls : 0), 0);
      const own = Math.round(calls * share + unwanted);
      const prices = changes.reduce(
        (old, change) => change.prices?.(model, old) ?? old,
        listOf(company, model),
      );
      const classes = classesOf(workflow, own, cached, prices);
      return { day, workflow: workflow.name, model, calls: own, classes };
    });
  });
}

function listOf(company: Company, model: string): Prices {
  const prices = company.prices[model];
  if (!prices) throw new Error(`the company has no model ${model}`);
  return prices;
}

function tilted(shares: Shares, by: number): Record<string, number> {
  const raised = Object.entries(shares).map(
    ([model, share], i) => [model, share * (i === 0 ? Math.exp(by) : 1)] as const,
  );
  const whole = raised.reduce((sum, [, share]) => sum + share, 0);
  return Object.fromEntries(raised.map(([model, share]) => [model, share / whole]));
}

function classesOf(workflow: Workflow, calls: number, cached: number, prices: Prices): Booked['classes'] {
  const input = calls * workflow.input;
  const tokens: Record<SimulatedClass, number> = {
    cache_read: input * cached,
    cache_write_5m: input * (1 - cached) * 0.4,
    uncached_input: input * (1 - cached) * 0.6,
    output: calls * workflow.output,
  };
  return (Object.keys(tokens) as SimulatedClass[]).map((tokenClass) => {
    const whole = BigInt(Math.round(tokens[tokenClass]));
    return { tokenClass, tokens: whole, cost: whole * prices[tokenClass] };
  });
}

/** Dollars of cells. */
export const dollars = (cells: readonly Booked[]): number =>
  Number(cells.reduce((sum, { classes }) => sum + classes.reduce((own, { cost }) => own + cost, 0n), 0n)) /
  1e12;
