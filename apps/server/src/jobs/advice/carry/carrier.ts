import type { Action } from '@exchequer/core/advice';
import type { Workspace } from '@exchequer/model/contract';
import type { AuditActor } from '@exchequer/store/access';
import {
  type ActionPlan,
  type AdviceRefusal,
  type Recommendation,
  refuseAdvice,
  type Setting,
} from '@exchequer/store/advice';

/** What whoever applies a recommendation adds to it. */
export interface Choice {
  /** Amount or price where the action asks for one; pico-dollars. */
  amount: bigint | null;
}

/** A plan, and what it takes to judge who may carry it out. */
export interface Planned extends ActionPlan {
  ownerId: string | null;
  raises: boolean;
}

/**
 * Carries out one kind of action through the same desks as people do by hand. A setting is all that the
 * action changes and nothing else, so that what stands can be compared with what was left.
 */
export interface Carrier<K extends Action['kind'] = Action['kind']> {
  plan(
    workspace: Workspace,
    of: { recommendation: Recommendation; action: Extract<Action, { kind: K }>; choice: Choice },
  ): Promise<Planned | AdviceRefusal>;
  /** The setting as it is now; null where what it was of is gone. */
  read(workspace: Workspace, like: Setting): Promise<Setting | null>;
  /** Sets it, and answers what then stands. */
  write(workspace: Workspace, to: Setting, by: AuditActor): Promise<Setting | AdviceRefusal>;
}

export const isRefused = (answer: object): answer is AdviceRefusal => 'refused' in answer;

/** A refusal of another desk, in that desk's words. */
export const refusedBy = ({ detail, fix }: { detail: string; fix: string }): AdviceRefusal =>
  refuseAdvice('target-refused', detail, fix);

export const targetGone = (what: string): AdviceRefusal =>
  refuseAdvice(
    'target-unknown',
    `${what} is no longer there`,
    'Run the round again: what is gone is not advised on.',
  );

/** Whether two settings are the same, whatever the order of their names. */
export const sameSetting = (a: Setting | null, b: Setting | null): boolean =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
