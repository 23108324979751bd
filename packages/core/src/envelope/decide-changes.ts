import { type Envelope, type EnvelopeChange, formatUsd, type ManagedBy } from '@exchequer/model';
import { checkTree } from './check.ts';
import { aboutEnvelope, type EnvelopeRefusal, refuseEnvelope } from './refusal.ts';
import { childrenOf, type EnvelopeTree } from './tree.ts';

/** What a change of the tree has to know beside the tree. */
export interface ChangeFacts {
  /** Open holds on the envelope's periods. */
  openHolds(envelopeId: string): number;
  /** What is free in its current period; null without one. */
  free(envelopeId: string): bigint | null;
  /** Whether what it covers is known; false refuses. */
  refKnown(envelope: Pick<Envelope, 'kind' | 'ref'>): boolean;
  workerKnown(workerId: string): boolean;
  /** First company day that a new envelope covers. */
  since(envelope: Pick<Envelope, 'period' | 'custom'>): string;
}

/** One envelope as it was, if it was, and as it becomes. */
export interface EnvelopeStep {
  before: Envelope | null;
  after: Envelope;
}

/** What a change comes to. */
export interface TreeDecision {
  tree: EnvelopeTree;
  steps: readonly EnvelopeStep[];
}

/**
 * Decides many changes of a tree at once, all or none. The rules of the tree hold for what comes out,
 * so the order of the changes does not matter. All faults are told, not the first alone.
 * @param origin who changes: what the policy file owns, the web may not change
 */
export function decideChanges(
  tree: EnvelopeTree,
  changes: readonly EnvelopeChange[],
  origin: ManagedBy,
  facts: ChangeFacts,
): TreeDecision | EnvelopeRefusal[] {
  const steps = changes.map((change) => stepOf(tree, change, facts));
  const after = new Map(tree);
  for (const step of steps) if ('after' in step) after.set(step.after.id, step.after);
  const faults = [
    ...steps.filter((step) => 'refused' in step),
    ...steps.flatMap((step, at) =>
      'after' in step ? checkStep(after, step, changes[at] as EnvelopeChange, origin, facts) : [],
    ),
    ...checkTree(after),
  ];
  if (faults.length > 0) return faults;
  return {
    tree: after,
    steps: steps.filter((step) => 'after' in step && hasChanged(step)) as EnvelopeStep[],
  };
}

function stepOf(
  tree: EnvelopeTree,
  change: EnvelopeChange,
  facts: ChangeFacts,
): EnvelopeStep | EnvelopeRefusal {
  const before = tree.get(change.id) ?? null;
  if (change.action === 'close') {
    return before ? { before, after: { ...before, state: 'closed' } } : unknownEnvelope(change.id);
  }
  const since = before?.since ?? facts.since(change.wish);
  return { before, after: { ...change.wish, id: change.id, state: 'active', since } };
}

export const unknownEnvelope = (id: string): EnvelopeRefusal =>
  refuseEnvelope(
    'envelope-unknown',
    `there is no envelope ${id}`,
    'See the envelopes: exchequer budget list.',
  );

function checkStep(
  after: EnvelopeTree,
  step: EnvelopeStep,
  change: EnvelopeChange,
  origin: ManagedBy,
  facts: ChangeFacts,
): EnvelopeRefusal[] {
  const { before } = step;
  const owned = before?.managedBy === 'file' && origin === 'web';
  return [
    ...(owned ? [refuseFileOwned(before)] : []),
    ...(before?.state === 'closed' ? [refuseClosed(before)] : []),
    ...(step.after.state === 'closed'
      ? checkClosing(after, step.after, facts)
      : checkPut(step, change.action === 'put' && change.belowSpent === true, facts)),
  ].map((fault) => aboutEnvelope(step.after.id, fault));
}

const refuseFileOwned = ({ name }: Envelope): EnvelopeRefusal =>
  refuseEnvelope(
    'managed-by-file',
    `${name} is owned by the policy file`,
    'Change it in the file and apply that: exchequer policy apply.',
  );

export const refuseClosed = ({ name }: Envelope): EnvelopeRefusal =>
  refuseEnvelope('envelope-closed', `${name} is closed`, 'Make a new envelope for it.');

function checkClosing(after: EnvelopeTree, { id, name }: Envelope, facts: ChangeFacts): EnvelopeRefusal[] {
  const [holds, children] = [facts.openHolds(id), childrenOf(after, id)];
  return [
    ...(holds > 0 ? [refuseHolds(name, holds, 'be closed')] : []),
    ...(children.length > 0
      ? [
          refuseEnvelope(
            'open-children',
            `${name} has open envelopes below it: ${children.map((child) => child.name).join(', ')}`,
            'Close them first, or move them under another envelope.',
            { children: children.length },
          ),
        ]
      : []),
  ];
}

const refuseHolds = (name: string, holds: number, what: string): EnvelopeRefusal =>
  refuseEnvelope(
    'open-holds',
    `${name} has ${holds} open ${holds === 1 ? 'hold' : 'holds'} and cannot ${what}`,
    'Wait until they have settled, or release them.',
    { holds },
  );

function checkPut(
  { before, after }: EnvelopeStep,
  belowSpent: boolean,
  facts: ChangeFacts,
): EnvelopeRefusal[] {
  const refKnown = after.ref === '' || sameCover(before, after) || facts.refKnown(after);
  const ownerKnown =
    after.ownerId === null || after.ownerId === before?.ownerId || facts.workerKnown(after.ownerId);
  return [
    ...(refKnown
      ? []
      : [
          refuseEnvelope(
            'ref-unknown',
            `${after.name} covers ${after.kind} ${after.ref}, which is not known`,
            'Give the id of a team or worker that exists: exchequer people list.',
          ),
        ]),
    ...(ownerKnown
      ? []
      : [
          refuseEnvelope(
            'owner-unknown',
            `there is no worker ${after.ownerId} to own ${after.name}`,
            'Give the id of a worker: exchequer people list.',
          ),
        ]),
    ...(before && before.state === 'active' ? checkChange(before, after, belowSpent, facts) : []),
  ];
}

const sameCover = (before: Envelope | null, after: Envelope) =>
  before?.kind === after.kind && before.ref === after.ref;

function checkChange(
  before: Envelope,
  after: Envelope,
  belowSpent: boolean,
  facts: ChangeFacts,
): EnvelopeRefusal[] {
  const faults: EnvelopeRefusal[] = [];
  const { id, name } = before;
  if (before.currency !== after.currency) {
    const detail = `${name} is kept in ${before.currency} and cannot change to ${after.currency}`;
    faults.push(
      refuseEnvelope('currency-fixed', detail, 'Close it and make a new envelope in the other currency.'),
    );
  }
  const moves = before.parentId !== after.parentId || before.period !== after.period;
  const holds = moves ? facts.openHolds(id) : 0;
  if (holds > 0) faults.push(refuseHolds(name, holds, 'be moved'));
  const lowered = before.limit - after.limit;
  const free = facts.free(id);
  if (before.custom && free === null && shown(before.custom) !== shown(after.custom)) {
    const detail = `the period of ${name} is not running`;
    const fix = 'Close it and make a new envelope for the new dates.';
    faults.push(refuseEnvelope('period-invalid', detail, fix));
  }
  const resets = before.period !== after.period;
  if (
    !resets &&
    !belowSpent &&
    after.enforcement === 'hard' &&
    free !== null &&
    lowered > 0n &&
    lowered > free
  ) {
    faults.push(refuseBelowSpent(before, free));
  }
  return faults;
}

function refuseBelowSpent({ name, limit, currency }: Envelope, free: bigint): EnvelopeRefusal {
  const least = formatUsd(limit - free);
  return refuseEnvelope(
    'limit-below-spent',
    `${name} is hard, and less than ${least} ${currency} is below what it has spent and held`,
    `Give at least ${least}, or say that it is meant (below_spent).`,
    { lowest: least },
  );
}

const hasChanged = ({ before, after }: EnvelopeStep) =>
  before === null || changedFields(before, after).length > 0;

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? formatUsd(part) : part));

/** Fields that differ, as text for the history. */
export function changedFields(
  before: Envelope | null,
  after: Envelope,
): { field: string; before: string | null; after: string }[] {
  return (Object.keys(after) as (keyof Envelope)[])
    .filter((field) => field !== 'id' && (!before || shown(before[field]) !== shown(after[field])))
    .map((field) => ({ field, before: before && plain(before[field]), after: plain(after[field]) }));
}

function plain(value: unknown): string {
  if (typeof value === 'bigint') return formatUsd(value);
  return typeof value === 'string' ? value : shown(value ?? null);
}
