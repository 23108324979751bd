import { type EnvelopeChange, parseUsd } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkTree, decideChanges, type EnvelopeTree, treeOf } from '../envelope/index.ts';
import { type PolicyDraft, type PolicyEntry, planPolicy, type StandingEnvelope } from './index.ts';
import { draftOf, entry, standing } from './testing/index.ts';

const people = {
  teams: Array.from({ length: 12 }, (_, i) => ({
    id: `team_${i}`,
    name: `Team ${i}`,
    externalId: '',
    parentId: null,
    validFrom: null,
    validTo: null,
  })),
  workers: [],
  emails: [],
};

interface Wish {
  team: number;
  parent: number;
  dollars: number;
  soft: boolean;
  closed: boolean;
  leftOut: boolean;
}

const wishes = fc.array(
  fc.record({
    team: fc.nat(11),
    parent: fc.nat(30),
    dollars: fc.nat(500),
    soft: fc.boolean(),
    closed: fc.boolean(),
    leftOut: fc.boolean(),
  }),
  { minLength: 1, maxLength: 10 },
);

/** A file in which every team stands under the company or under a team before it, within its limit. */
function fileOf(said: readonly Wish[], ending: boolean): PolicyDraft {
  const entries: PolicyEntry[] = [entry('top', { limit: parseUsd('1000') })];
  const seen = new Set<number>();
  for (const { team, parent, dollars, soft, closed, leftOut } of said) {
    if (seen.has(team)) continue;
    seen.add(team);
    const open = entries.filter((one) => !one.closed);
    const above = open[parent % open.length] as PolicyEntry;
    if (ending && leftOut) continue;
    entries.push(
      entry(`team-${team}`, {
        kind: 'team',
        covers: `Team ${team}`,
        parentKey: above.key,
        limit: (above.limit * BigInt(dollars)) / 500n,
        enforcement: soft ? 'soft' : 'hard',
        closed: ending && closed,
      }),
    );
  }
  return draftOf(entries);
}

/** Applies a plan as the store does: one decision over all steps, and new ids for what is new. */
function apply(envelopes: readonly StandingEnvelope[], draft: PolicyDraft): StandingEnvelope[] | string[] {
  const plan = planPolicy({ envelopes, people }, draft);
  if (plan.faults.length > 0) return plan.faults.map(({ code }) => code);
  const real = (id: string) => id.replace('new:', 'env_');
  const steps = plan.steps.map(
    (step): EnvelopeChange =>
      step.action === 'close'
        ? step
        : {
            ...step,
            id: real(step.id),
            wish: { ...step.wish, parentId: step.wish.parentId && real(step.wish.parentId) },
          },
  );
  const before = treeOf(envelopes.map(({ envelope }) => envelope));
  walk(before, steps);
  const decided = decideChanges(before, steps, 'file', {
    openHolds: () => 0,
    free: () => null,
    refKnown: () => true,
    workerKnown: () => true,
    since: () => '2026-11-01',
  });
  if (Array.isArray(decided)) throw new Error(`a plan without faults is refused: ${decided[0]?.detail}`);
  const keys = new Map(plan.keys.map(({ key, envelopeId }) => [real(envelopeId), key]));
  const known = new Map(envelopes.map(({ envelope, key }) => [envelope.id, key]));
  return [...(decided as { tree: EnvelopeTree }).tree.values()].map((envelope) =>
    standing(envelope.id, envelope, { key: keys.get(envelope.id) ?? known.get(envelope.id) ?? null }),
  );
}

/** No step stands under what is not there yet, and none closes over what is still open. */
function walk(before: EnvelopeTree, steps: readonly EnvelopeChange[]): void {
  const tree = new Map([...before].map(([id, { parentId, state }]) => [id, { parentId, state }]));
  for (const step of steps) {
    if (step.action === 'put') {
      const { parentId } = step.wish;
      expect(parentId === null || tree.get(parentId)?.state === 'active').toBe(true);
      tree.set(step.id, { parentId, state: 'active' });
    } else {
      const open = [...tree.values()].filter((one) => one.parentId === step.id && one.state === 'active');
      expect(open).toEqual([]);
      tree.set(step.id, { parentId: tree.get(step.id)?.parentId ?? null, state: 'closed' });
    }
  }
}

const isTree = (result: StandingEnvelope[] | string[]): result is StandingEnvelope[] =>
  result.every((one) => typeof one === 'object');

describe('applying any two files after each other', () => {
  test('leaves a tree that stands, in steps that stand, and nothing to do for the same file', () => {
    let applied = 0;
    fc.assert(
      fc.property(wishes, wishes, (first, second) => {
        const made = apply([], fileOf(first, false));
        expect(isTree(made)).toBe(true);
        const next = fileOf(second, true);
        const changed = apply(made as StandingEnvelope[], next);
        // What may not be is a fault of the plan, such as an envelope that is closed over others.
        if (!isTree(changed)) return;
        applied++;
        expect(checkTree(treeOf(changed.map(({ envelope }) => envelope)))).toEqual([]);
        const again = planPolicy({ envelopes: changed, people }, next);
        expect(again.faults).toEqual([]);
        expect(again.steps).toEqual([]);
        expect(again.changes.every(({ action }) => action === 'same')).toBe(true);
      }),
      { numRuns: 150 },
    );
    expect(applied).toBeGreaterThan(20);
  });
});
