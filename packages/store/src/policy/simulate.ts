import { addDays, daysBetween, type EnvelopeTree, treeOf } from '@exchequer/core/envelope';
import type { LedgerRefusal } from '@exchequer/core/ledger';
import { localDate, startOfLocalDay } from '@exchequer/core/metric';
import {
  isFuture,
  type PolicyFacts,
  type PolicyFault,
  planPolicy,
  reportSimulation,
} from '@exchequer/core/policy';
import { type Enforcement, type Envelope, type EnvelopePeriod, parseUsd } from '@exchequer/model';
import type { Simulation } from '@exchequer/model/contract';
import { type Refusals, readFacts, refusalsOf, sees, type Viewer } from '../envelope/index.ts';
import { loadPolicyFacts } from './facts.ts';
import type { PolicyOptions, ReadPolicy } from './options.ts';
import { runPolicy } from './run.ts';

/** An envelope as it might be; what is left out stays as it is. */
export interface WhatIf {
  envelope_id: string;
  limit?: string | undefined;
  period?: EnvelopePeriod | undefined;
  enforcement?: Enforcement | undefined;
}

export interface SimulationWish {
  /** A file to try; null tries the envelopes as they are. */
  read: ReadPolicy | null;
  whatIf: readonly WhatIf[];
  /** Company days, half-open; left out, the last full month. */
  from?: string | undefined;
  to?: string | undefined;
}

/** More days than this are no question about a policy. */
const mostDays = 400;

/** What the envelopes, as a file or a wish would have them, would have done to past usage. */
export async function simulatePolicy(
  options: PolicyOptions,
  workspace: string,
  wish: SimulationWish,
  viewer: Viewer,
): Promise<Simulation | Refusals> {
  const { sql, engine } = options;
  const days = daysOf(options, wish);
  if ('refused' in days) return refusalsOf([days]);
  const facts = await loadPolicyFacts(sql, workspace);
  const hidden = refuseProbing(facts, wish, viewer);
  if (hidden) return refusalsOf([hidden]);
  const tried = triedTree(facts, wish);
  if (tried.faults.length > 0) return { ...nothing, ...days, errors: [...tried.faults] };
  const wished = withWishes(tried.tree, wish.whatIf);
  if ('refused' in wished) return refusalsOf([wished]);
  const changed = visibleTo(wished, viewer);
  const timeZone = options.timeZone();
  const range = {
    workspace,
    from: startOfLocalDay(days.from, timeZone),
    to: startOfLocalDay(days.to, timeZone),
  };
  const kinds = new Map(facts.people.workers.map(({ id, kind }) => [id, kind]));
  const run = await runPolicy(engine, range, {
    envelopes: changed.values(),
    calendar: { timeZone, fiscalStart: options.fiscalStart() },
    factsOf: await readFacts(sql, workspace),
    isPerson: (id) => (kinds.has(id) ? kinds.get(id) === 'person' : null),
  });
  const figures = reportSimulation(run.simulation, {
    tree: changed,
    groups: run.groups,
    keys: tried.keys,
    isNew: isFuture,
    exactWorkers: viewer.admin,
  });
  return {
    ...days,
    ...figures,
    granularity: run.granularity,
    unpriced_calls: run.unpricedCalls,
    errors: [],
  };
}

const nothing: Omit<Simulation, 'from' | 'to' | 'time_zone'> = {
  granularity: 'call',
  calls: 0,
  cost: '0',
  refused_calls: 0,
  refused_cost: '0',
  refused_workers: { workers: 0, fewer_than: null },
  first_refusal: null,
  uncovered_calls: 0,
  uncovered_cost: '0',
  unpriced_calls: 0,
  envelopes: [],
  errors: [],
};

/** The envelopes that are tried, with the keys of the file. */
function triedTree(
  facts: PolicyFacts,
  { read }: SimulationWish,
): { tree: EnvelopeTree; keys: ReadonlyMap<string, string>; faults: readonly PolicyFault[] } {
  if (!read) {
    const keys = facts.envelopes.flatMap(({ envelope, key }) =>
      key === null ? [] : [[envelope.id, key] as const],
    );
    return { tree: treeOf(facts.envelopes.map(({ envelope }) => envelope)), keys: new Map(keys), faults: [] };
  }
  const plan = planPolicy(facts, read.draft);
  return {
    tree: plan.after,
    keys: new Map(plan.keys.map(({ key, envelopeId }) => [envelopeId, key])),
    faults: [...read.faults, ...plan.faults],
  };
}

/**
 * Who may not see a person's spend may not find it out by trying limits on it either: a file can name
 * anyone, so it is for admins, and a trial limit is for envelopes that the reader sees.
 */
function refuseProbing(
  { envelopes }: PolicyFacts,
  { read, whatIf }: SimulationWish,
  viewer: Viewer,
): LedgerRefusal | null {
  if (viewer.admin) return null;
  const fix = 'Ask an admin to try it.';
  if (read) {
    const detail = 'trying a policy file shows what it covers, persons among it';
    return { refused: 'file-needs-admin', detail, fix };
  }
  const asked = new Set(whatIf.map(({ envelope_id: id }) => id));
  const unseen = envelopes.some(({ envelope }) => asked.has(envelope.id) && !sees(viewer, envelope));
  if (!unseen) return null;
  const detail = 'an envelope of a person is tried by that person, its owner and admins alone';
  return { refused: 'person-private', detail, fix };
}

/** Without the envelopes that the viewer may not see: what they would refuse must not show in any sum. */
function visibleTo(tree: ReadonlyMap<string, Envelope>, viewer: Viewer): Map<string, Envelope> {
  const seen = [...tree.values()].filter((envelope) => sees(viewer, envelope));
  const parentOf = (id: string | null): string | null => {
    const parent = tree.get(id ?? '');
    return parent && !sees(viewer, parent) ? parentOf(parent.parentId) : id;
  };
  return new Map(
    seen.map((envelope) => [envelope.id, { ...envelope, parentId: parentOf(envelope.parentId) }]),
  );
}

function withWishes(tree: EnvelopeTree, wishes: readonly WhatIf[]): LedgerRefusal | Map<string, Envelope> {
  const changed = new Map<string, Envelope>(tree);
  for (const { envelope_id: id, limit, period, enforcement } of wishes) {
    const envelope = changed.get(id);
    if (!envelope) {
      return {
        refused: 'envelope-unknown',
        detail: `there is no envelope ${id}`,
        fix: 'See the envelopes: exchequer budget list.',
      };
    }
    changed.set(id, {
      ...envelope,
      ...(limit !== undefined && { limit: parseUsd(limit) }),
      ...(period !== undefined && { period, custom: null }),
      ...(enforcement !== undefined && { enforcement }),
    });
  }
  return changed;
}

function daysOf(
  options: PolicyOptions,
  wish: SimulationWish,
): LedgerRefusal | Pick<Simulation, 'from' | 'to' | 'time_zone'> {
  const timeZone = options.timeZone();
  const thisMonth = `${localDate(options.now().getTime(), timeZone).slice(0, 7)}-01`;
  const lastMonth = `${addDays(thisMonth, -1).slice(0, 7)}-01`;
  const to = wish.to ?? (wish.from ? addDays(localDate(options.now().getTime(), timeZone), 1) : thisMonth);
  const from = wish.from ?? (wish.to ? `${addDays(wish.to, -1).slice(0, 7)}-01` : lastMonth);
  const length = daysBetween(from, to);
  if (length < 1 || length > mostDays) {
    return {
      refused: 'range-invalid',
      detail: `${from} to ${to} is no range of 1 to ${mostDays} days`,
      fix: 'Give a first day and a later day; the last day is excluded.',
    };
  }
  return { from, to, time_zone: timeZone };
}
