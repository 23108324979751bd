import type { EnvelopeChange } from '@exchequer/model';
import type { PolicyAction } from '@exchequer/model/contract';
import { type EnvelopeTree, namesOf, treeOf } from '../envelope/index.ts';
import type { PolicyDraft } from './draft.ts';
import { effectOf, type MoneyEffect } from './effect.ts';
import { askEnvelopes } from './envelope-rules.ts';
import { isFuture, type PolicyFacts, type StandingEnvelope } from './facts.ts';
import type { PolicyFault } from './fault.ts';
import { differences, type FieldChange } from './fields.ts';
import { type Intent, intentsOf } from './intent.ts';
import { inApplyOrder } from './order.ts';
import { namesOfPeople, type PeopleNames } from './people.ts';
import { leftOut, refuseOrphans } from './removal.ts';
import { checkPolicyTree } from './rules.ts';

/** One line of a plan. */
export interface PolicyChange {
  /** The one that weighs most; `fields` has all that differs. */
  action: PolicyAction;
  key: string;
  /** Null while the envelope is yet to be made. */
  envelopeId: string | null;
  name: string;
  /** Names from the top down. */
  path: string;
  kind: StandingEnvelope['envelope']['kind'];
  line: number;
  fields: readonly FieldChange[];
  money: MoneyEffect | null;
}

/** What applying a file would do. It may be applied when it has no faults. */
export interface PolicyPlan {
  faults: readonly PolicyFault[];
  changes: readonly PolicyChange[];
  /** Envelopes of the web app that the file leaves alone. */
  untouched: number;
  /** What is to be done, in its order; ids of new envelopes are `futureId`s. */
  steps: readonly EnvelopeChange[];
  /** Keys by envelope id, for every envelope that the file owns afterwards. */
  keys: readonly { key: string; envelopeId: string }[];
  /** All envelopes as they are afterwards. */
  after: EnvelopeTree;
}

/**
 * What a policy file would change about the envelopes, and everything that forbids it. Envelopes are
 * matched by their key; those of the web app are left alone unless the file adopts them. An envelope
 * that the file leaves out is closed only where no money would be orphaned.
 */
export function planPolicy(facts: PolicyFacts, draft: PolicyDraft): PolicyPlan {
  const names = namesOfPeople(facts.people);
  const { intents, faults } = intentsOf(facts, draft, names);
  const gone = draft.complete ? leftOut(facts, intents) : [];
  const all = [...intents, ...gone];
  const before = treeOf(facts.envelopes.map(({ envelope }) => envelope));
  const after = new Map([...before, ...all.map(({ envelope }) => [envelope.id, envelope] as const)]);
  const changes = all.map((intent) => changeOf(intent, names, before, after));
  const doing = all.filter((_, i) => changes[i]?.action !== 'same');
  const steps = inApplyOrder(
    after,
    doing.map(({ envelope }) => envelope),
  );
  const found = [
    ...faults,
    ...checkPolicyTree(draft, intents, after),
    ...refuseOrphans(facts, intents, gone, after),
  ];
  const touched = new Set(all.map(({ envelope }) => envelope.id));
  return {
    faults: sorted(found.length > 0 || !draft.complete ? found : askEnvelopes(facts, all, steps)),
    changes,
    untouched: [...before.values()].filter(
      ({ id, state, managedBy }) => state === 'active' && managedBy === 'web' && !touched.has(id),
    ).length,
    steps,
    keys: intents.map(({ key, envelope }) => ({ key, envelopeId: envelope.id })),
    after,
  };
}

function changeOf(
  { key, envelope, standing, line }: Intent,
  names: PeopleNames,
  before: EnvelopeTree,
  after: EnvelopeTree,
): PolicyChange {
  const fields = differences(standing?.envelope ?? null, envelope, {
    names,
    pathBefore: (id) => pathIn(before, id),
    pathAfter: (id) => pathIn(after, id),
  });
  return {
    action: actionOf(standing, envelope, fields),
    key,
    envelopeId: isFuture(envelope.id) ? null : envelope.id,
    name: envelope.name,
    path: pathIn(after, envelope.id),
    kind: envelope.kind,
    line,
    fields,
    money: effectOf(standing, envelope),
  };
}

const pathIn = (tree: EnvelopeTree, id: string): string => namesOf(tree, id).join(' / ');

function actionOf(
  standing: StandingEnvelope | null,
  after: Intent['envelope'],
  fields: readonly FieldChange[],
): PolicyAction {
  if (after.state === 'closed') return standing?.envelope.state === 'active' ? 'close' : 'same';
  if (!standing) return 'create';
  if (after.managedBy === 'web') return standing.envelope.managedBy === 'file' ? 'release' : 'same';
  if (standing.envelope.managedBy === 'web') return 'adopt';
  if (fields.some(({ field }) => field === 'parent')) return 'move';
  return fields.length > 0 ? 'change' : 'same';
}

const sorted = (faults: readonly PolicyFault[]) => [...faults].sort((a, b) => a.line - b.line);

/** How many changes of each kind a plan has. */
export function summaryOf({ changes, untouched }: Pick<PolicyPlan, 'changes' | 'untouched'>) {
  const counted = (action: PolicyAction) => changes.filter((change) => change.action === action).length;
  return {
    create: counted('create'),
    change: counted('change'),
    move: counted('move'),
    adopt: counted('adopt'),
    release: counted('release'),
    close: counted('close'),
    same: counted('same'),
    untouched,
  };
}

/** What a fingerprint is taken of: everything that would change, from what and to what. */
export const planBody = ({ changes }: Pick<PolicyPlan, 'changes'>) =>
  changes
    .filter(({ action }) => action !== 'same')
    .map(({ action, key, envelopeId, fields }) => ({ action, key, envelopeId, fields }));
