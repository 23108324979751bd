import {
  attribute,
  type CannotTell,
  type Cause,
  type Cell,
  cannotTell,
  causeCellsOf,
  causesOf,
  comparedDays,
  dayAfter,
  type Expectation,
  explainingCells,
  type Incident,
  incidentsInSteps,
  isCannotTell,
  type Slice,
} from '@exchequer/core/analysis';
import type { DateRange, ExplainedCost } from '@exchequer/model/contract';
import { unhurried } from '../../pace/index.ts';
import { guardReading, type StoredDimension } from '../query/index.ts';
import { readChanges } from './changes.ts';
import { readParts, readTotal } from './daily.ts';
import { type ExplainFacts, watchedDimensions } from './facts.ts';
import { readSpend, type Spend } from './spend.ts';

/** One thing that happened, with what brought it about. */
export interface ExplainedIncident {
  readonly incident: Incident;
  /** The dimension in which causes are told; their `workflow` is a value of it. */
  readonly by: StoredDimension;
  readonly causes: readonly Cause[];
  readonly cell: Cell | null;
  /** Why no cause may be told; null where one is. */
  readonly needs: string | null;
}

export interface SpikesRead {
  readonly watched: number;
  readonly incidents: readonly ExplainedIncident[];
}

/** History before the range, from which a day is judged. */
const historyDays = 120;
/** Spikes whose causes are looked for, the largest first. */
const mostExplained = 20;

/** Spikes of a range with their causes, the newest first. `floor` in dollars a day. */
export async function readSpikes(
  facts: ExplainFacts,
  range: DateRange,
  { cost, floor }: { cost: ExplainedCost; floor: number },
): Promise<SpikesRead | CannotTell> {
  const history = { ...range, from: dayAfter(range.from, -historyDays) };
  const total = await readTotal(facts, history, cost);
  if (total.refused) return cannotTell('missing', total.refused);
  const parts: Slice[] = [];
  for (const dimension of watchedDimensions)
    parts.push(...(await readParts(facts, history, cost, dimension)));
  const series = [total.series, parts, floor, range.from];
  const found = await facts.incidents.of(JSON.stringify(series), () =>
    unhurried(incidentsInSteps(total.series, parts, { floor }, range.from)),
  );
  if (isCannotTell(found)) return found;
  const largest = [...found].sort((a, b) => b.spike.excess - a.spike.excess).slice(0, mostExplained);
  const incidents: ExplainedIncident[] = [];
  for (const incident of found.filter((one) => largest.includes(one))) {
    incidents.push(await explained(facts, { incident, found, parts, cost, zone: range.time_zone }));
  }
  return { watched: parts.length + 1, incidents: incidents.reverse() };
}

interface Asked {
  incident: Incident;
  found: readonly Incident[];
  parts: readonly Slice[];
  cost: ExplainedCost;
  zone: string;
}

async function explained(facts: ExplainFacts, asked: Asked): Promise<ExplainedIncident> {
  const { incident, found, parts, cost, zone } = asked;
  const compared = comparedDays(incident, found);
  const by = dimensionOf(parts, compared);
  const unable = (needs: string): ExplainedIncident => ({ incident, by, causes: [], cell: null, needs });
  const first = [...compared.before.keys()].sort()[0];
  if (first === undefined) return unable('days before it that were ordinary');
  const days = {
    from: compared.days[0] ?? incident.from,
    to: dayAfter(compared.days.at(-1) ?? incident.to, 1),
    time_zone: zone,
  };
  const guard = await guardReading(facts, { range: days, filters: [], group_by: [by, 'model'] }, 'total');
  if (guard.refused) return unable(guard.refused);
  const range = { ...days, from: first };
  const spend = await readSpend(facts, { range, filters: [], by, cost, daily: true });
  const alone = {
    workflow: await guardReading(facts, { range: days, filters: [], group_by: [by] }, 'total'),
    model: await guardReading(facts, { range: days, filters: [], group_by: ['model'] }, 'total'),
  };
  const isHidden = (workflow: string | undefined, model: string | undefined): boolean =>
    (workflow !== undefined && alone.workflow.hidesGroup([workflow])) ||
    (model !== undefined && alone.model.hidesGroup([model])) ||
    (workflow !== undefined && model !== undefined && guard.hidesGroup([workflow, model]));
  const usage = spend.flatMap(usageDays);
  const calls = spend.map(({ day, by: workflow, requests }) => ({ day, workflow, calls: Number(requests) }));
  const told = causeCellsOf(usage, calls, compared, null);
  const models = await facts.engine.query<{ provider: string; model: string }>(
    `SELECT DISTINCT toString(j.provider) AS provider, toString(j.model) AS model FROM usage_day_brief AS j
WHERE j.workspace = {workspace:String} AND j.day >= {from:Date} AND j.day < {to:Date}`,
    { workspace: facts.workspace, from: range.from, to: range.to },
  );
  const events = await readChanges(
    facts,
    { ...range, from: dayAfter(days.from, -4), to: dayAfter(days.from, 3) },
    models,
  );
  const named = events.map((event) => ({ ...event, about: aboutBy(event.about, by) }));
  const leaves = told.cells.map(({ workflow, model, c0, c1 }) => ({
    values: { [by]: workflow, model },
    forecast: c0,
    actual: c1,
  }));
  const cell = explainingCells(leaves, [by, 'model']).find(({ at }) => !isHidden(at[by], at.model)) ?? null;
  // How much each kind of cause added is a figure of the whole; where it did is told of groups that may be shown.
  const causes = causesOf(told.cells, told.calls, { events: named, from: incident.spike.from }).map(
    (cause) =>
      isHidden(cause.where.workflow, cause.where.model) ? { ...cause, where: {}, change: null } : cause,
  );
  return { incident, by, causes: causes.map((cause) => ({ ...cause, items: [] })), cell, needs: null };
}

/** Causes name a value of the dimension as their workflow; changes about another kind of thing may be about any. */
function aboutBy(about: Readonly<Record<string, string>>, by: StoredDimension): Record<string, string> {
  const { [by]: own, workflow: _, ...rest } = about;
  return { ...rest, ...(own !== undefined && { workflow: own }) };
}

const usageDays = ({ day, by, model, classes, beside }: Spend) => [
  ...classes.map(({ tokenClass, tokens, cost }) => ({
    ...{ day, workflow: by, model, tokenClass },
    tokens: Number(tokens),
    cost: Number(cost) / 1e12,
  })),
  ...(beside === 0n
    ? []
    : [{ day, workflow: by, model, tokenClass: 'beside', tokens: 0, cost: Number(beside) / 1e12 }]),
];

/** The dimension besides the model whose parts explain the days best; workflows where none does. */
function dimensionOf(parts: readonly Slice[], compared: ReturnType<typeof comparedDays>): StoredDimension {
  const dimensions = new Map<string, Map<string, Expectation>>();
  for (const { dimension, value, series } of parts) {
    if (dimension === 'model') continue;
    const at = (day: string) =>
      series.values[Math.round((Date.parse(day) - Date.parse(series.from)) / 86_400_000)] ?? 0;
    const forecast = [...compared.before].reduce((sum, [day, weight]) => sum + weight * at(day), 0);
    const actual = compared.days.reduce((sum, day) => sum + at(day), 0);
    const elements = dimensions.get(dimension) ?? new Map<string, Expectation>();
    dimensions.set(dimension, elements.set(value, { forecast, actual }));
  }
  const usable = new Map([...dimensions].filter(([, elements]) => elements.size > 1));
  const [best] = attribute(usable);
  return watchedDimensions.find((dimension) => dimension === best?.dimension) ?? 'workflow';
}
