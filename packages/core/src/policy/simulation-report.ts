import { type Envelope, formatUsd } from '@exchequer/model';
import type { SimulatedEnvelope, Simulation } from '@exchequer/model/contract';
import { type EnvelopeTree, inTreeOrder, namesOf, percentSpent } from '../envelope/index.ts';
import { smallestGroup } from '../metric/index.ts';
import type { EnvelopeRun, RefusedCall } from './envelope-run.ts';
import type { PolicySimulation, UsageGroup } from './simulation.ts';

/** What of a simulation an envelope's report needs. */
interface Reported {
  tree: EnvelopeTree;
  groups: readonly UsageGroup[];
  /** Keys of the file by envelope id. */
  keys: ReadonlyMap<string, string>;
  isNew: (id: string) => boolean;
  /** True for admins, who may see any worker's spend: then small numbers of workers are not folded. */
  exactWorkers: boolean;
}

export type SimulationFigures = Pick<
  Simulation,
  | 'calls'
  | 'cost'
  | 'refused_calls'
  | 'refused_cost'
  | 'refused_workers'
  | 'first_refusal'
  | 'uncovered_calls'
  | 'uncovered_cost'
  | 'envelopes'
>;

/** What came out, envelopes in the order of the tree. Workers are counted and never named. */
export function reportSimulation(simulation: PolicySimulation, reported: Reported): SimulationFigures {
  const { totals, runs } = simulation;
  const envelopes = inTreeOrder(reported.tree).flatMap(({ envelope }) => {
    const run = runs.get(envelope.id);
    return run ? [reportEnvelope(run, envelope, reported)] : [];
  });
  return {
    calls: totals.calls,
    cost: formatUsd(totals.cost),
    refused_calls: totals.refusedCalls,
    refused_cost: formatUsd(totals.refusedCost),
    refused_workers: countWorkers(totals.refusedOf.keys(), reported),
    first_refusal: momentOf(totals.first),
    uncovered_calls: totals.uncoveredCalls,
    uncovered_cost: formatUsd(totals.uncoveredCost),
    envelopes,
  };
}

function reportEnvelope(run: EnvelopeRun, envelope: Envelope, reported: Reported): SimulatedEnvelope {
  const { tree, groups, keys, isNew } = reported;
  return {
    envelope_id: isNew(envelope.id) ? null : envelope.id,
    key: keys.get(envelope.id) ?? null,
    name: envelope.name,
    path: namesOf(tree, envelope.id).join(' / '),
    kind: envelope.kind,
    limit: formatUsd(envelope.limit),
    currency: envelope.currency,
    period: envelope.period,
    enforcement: envelope.enforcement,
    calls: run.calls,
    cost: formatUsd(run.cost),
    admitted_cost: formatUsd(run.admittedCost),
    refused_calls: run.refusedCalls,
    refused_cost: formatUsd(run.refusedCost),
    refused_workers: countWorkers(run.refusedOf.keys(), reported),
    first_refusal: momentOf(run.first),
    last_refusal: momentOf(run.last),
    days_refused: run.daysRefused,
    over_calls: run.overCalls,
    over_cost: formatUsd(run.overCost),
    peak_percent: run.peak && percentSpent(run.peak.spent, run.peak.limit),
    peak_period: run.peak?.periodKey ?? null,
    thresholds_crossed: run.crossings.map(({ threshold, periodKey, atMs }) => ({
      threshold,
      period_key: periodKey,
      at: new Date(atMs).toISOString(),
    })),
    more_crossings: run.moreCrossings,
    workflows: workflowsOf(run, groups),
  };
}

const momentOf = (call: RefusedCall | null) =>
  call && { at: new Date(call.atMs).toISOString(), cost: formatUsd(call.cost) };

/** To readers, a number under five would point at persons. */
function countWorkers(refused: Iterable<number>, { groups, exactWorkers }: Reported) {
  const workers = new Set<string>();
  for (const group of refused) workers.add(groups[group]?.facts.workerId ?? '');
  workers.delete('');
  const few = !exactWorkers && workers.size > 0 && workers.size < smallestGroup;
  return { workers: few ? null : workers.size, fewer_than: few ? smallestGroup : null };
}

/** More workflows than this are a list nobody reads. */
const mostWorkflows = 10;

/** The workflows that were refused most. One that fewer than five persons use would point at them. */
function workflowsOf({ callsOf, refusedOf }: EnvelopeRun, groups: readonly UsageGroup[]) {
  const found = new Map<string, { calls: number; refused: number; persons: Set<string> }>();
  for (const [group, calls] of callsOf) {
    const { workflow = '', facts, person } = groups[group] ?? {};
    if (workflow === '') continue;
    const one = found.get(workflow) ?? { calls: 0, refused: 0, persons: new Set<string>() };
    one.calls += calls;
    one.refused += refusedOf.get(group) ?? 0;
    if (person && facts) one.persons.add(facts.workerId);
    found.set(workflow, one);
  }
  return [...found]
    .filter(
      ([, { refused, persons }]) => refused > 0 && (persons.size === 0 || persons.size >= smallestGroup),
    )
    .sort(([a, one], [b, other]) => other.refused - one.refused || (a < b ? -1 : 1))
    .slice(0, mostWorkflows)
    .map(([workflow, { calls, refused }]) => ({
      workflow,
      calls,
      refused_calls: refused,
      refused_percent: percentSpent(BigInt(refused), BigInt(calls)) ?? '0',
    }));
}
