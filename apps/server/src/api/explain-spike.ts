import { dollars } from '@exchequer/core/advice';
import { type Cause, dayAfter } from '@exchequer/core/analysis';
import { formatUsd } from '@exchequer/model';
import {
  type DimensionKey,
  type NamedValue,
  otherKey,
  type SpikeCause,
  type ToldSpike,
} from '@exchequer/model/contract';
import { type ExplainedIncident, type ExplainFacts, labelsOf } from '@exchequer/store/analytics/explain';
import { causeSentence } from './explain-words.ts';

/** Causes below this share of the excess are not worth a line. */
const leastShare = 0.1;

/** Dollars of a float, to the cent: an estimate has no finer ones. */
const estimate = (value: number): string => value.toFixed(2);
const picoOf = (value: number): bigint => BigInt(Math.round(value * 100)) * 10_000_000_000n;

/** A spike as the wire has it. */
export async function spikeView(facts: ExplainFacts, told: ExplainedIncident): Promise<ToldSpike> {
  const { incident, by, causes, cell, needs } = told;
  const { spike, from, to, noticed, seenIn } = incident;
  const total = (of: (day: (typeof spike.days)[number]) => number) =>
    spike.days.reduce((sum, day) => sum + of(day), 0);
  const name = (dimension: string, value: string) => named(facts, dimension as DimensionKey, value);
  const shown = causes.filter(({ amount, share }) => amount > 0 && share >= leastShare).slice(0, 4);
  const views = await Promise.all(shown.map((cause) => causeView(cause, by, name)));
  const seen = seenIn && (await name(seenIn.dimension, seenIn.value));
  const at =
    cell && (await Promise.all(Object.entries(cell.at).map(([dimension, value]) => name(dimension, value))));
  const rest = total((day) => day.expected);
  return {
    ...{ from, to, noticed, needs, causes: views, z: Number(spike.z.toFixed(2)) },
    excess: estimate(spike.excess),
    excess_low: estimate(spike.excessLow),
    excess_high: estimate(spike.excessHigh),
    expected: estimate(rest),
    actual: estimate(total((day) => day.actual)),
    stays: spike.stays,
    may_be_month_end: spike.mayBeMonthEnd,
    seen_in: seen,
    cell: cell && at ? { at, share: cell.fit.toFixed(4) } : null,
    evidence: evidenceOf(facts, told, at ?? []),
    says: sentence(told, seen, views[0]),
  };
}

function sentence(
  { incident, needs }: ExplainedIncident,
  seen: NamedValue | null,
  first: SpikeCause | undefined,
): string {
  const { spike, from, to } = incident;
  const when = from === to ? `On ${from}` : `From ${from} to ${to}`;
  const where = seen ? ` in ${seen.label}` : '';
  const range = `${dollars(picoOf(spike.excessLow))}–${dollars(picoOf(spike.excessHigh))}`;
  const head = `${when} spend${where} was ${dollars(picoOf(spike.excess))} above what was expected (${range}).`;
  if (first) return `${head} ${first.says}`;
  return needs ? `${head} Its cause cannot be told: needs ${needs}.` : head;
}

async function named(facts: ExplainFacts, dimension: DimensionKey, value: string): Promise<NamedValue> {
  if (value === otherKey) return { dimension, value, label: 'others' };
  return { dimension, value, label: (await labelsOf(facts, dimension, [value]))(value) };
}

const without = (dimension: DimensionKey): string =>
  `usage without a ${dimension === 'repo' ? 'repository' : dimension.replaceAll('_', ' ')}`;

async function causeView(
  cause: Cause,
  by: DimensionKey,
  name: (dimension: string, value: string) => Promise<NamedValue>,
): Promise<SpikeCause> {
  const { workflow, model } = cause.where;
  const where = await Promise.all([
    ...(workflow === undefined ? [] : [name(by, workflow)]),
    ...(model === undefined ? [] : [name('model', model)]),
  ]);
  const change = cause.change && {
    kind: cause.change.event.kind,
    name: cause.change.event.name,
    ...{ day: cause.change.event.day, days: cause.change.days },
  };
  const amount = picoOf(cause.amount);
  const labels = where.map((one) => (one.value === '' ? without(one.dimension) : one.label));
  return {
    ...{ kind: cause.kind, amount: formatUsd(amount), share: cause.share.toFixed(4), where, change },
    says: causeSentence({ kind: cause.kind, share: cause.share, amount }, labels, change),
  };
}

/** Pages with the spike’s days, as a whole and in the cell that explains it. */
function evidenceOf(
  facts: ExplainFacts,
  { incident }: ExplainedIncident,
  cell: readonly NamedValue[],
): ToldSpike['evidence'] {
  const range = `range=${dayAfter(incident.from, -14)}..${dayAfter(incident.to, 4)}`;
  const page = `/w/${facts.workspace}/explore?${range}`;
  const filters = cell
    .filter(({ value }) => value !== otherKey)
    .map(
      ({ dimension, value }) =>
        `&f=${encodeURIComponent(`${dimension}:is:${value.replace(/[%,]/g, encodeURIComponent)}`)}`,
    );
  const all = { label: 'The days around it', to: page };
  if (filters.length === 0) return [all];
  return [
    {
      label: `The days around it: ${cell.map(({ label }) => label).join(' on ')}`,
      to: `${page}${filters.join('')}`,
    },
    all,
  ];
}
