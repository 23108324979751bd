import type { Action, Finding, Touch } from '@exchequer/core/advice';
import type { JSONValue } from 'postgres';

/* JSON has no bigint: amounts stand as decimal text of pico-dollars. */

type Texts<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Texts<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Texts<T[K]> }
      : T;

export type FindingJson = Texts<Finding>;

/** A finding as it is stored. */
export const toFindingJson = (finding: Finding): JSONValue =>
  JSON.parse(JSON.stringify(finding, (_, value) => (typeof value === 'bigint' ? `${value}` : value)));

/** A finding as the rules gave it. */
export function fromFindingJson(json: FindingJson): Finding {
  const { gain, touches, action, ...all } = json;
  const { gross: _gross, after: _after, ...rest } = all as typeof all & { gross?: unknown; after?: unknown };
  return {
    ...(rest as Omit<Finding, 'gain' | 'touches' | 'action'>),
    gain: {
      ...gain,
      low: BigInt(gain.low),
      likely: BigInt(gain.likely),
      high: BigInt(gain.high),
      level: 0.8,
    },
    touches: touches.map(
      (touch): Touch => ({ scope: touch.scope, cost: BigInt(touch.cost), part: BigInt(touch.part) }),
    ),
    action: actionOf(action as Texts<Action>),
  };
}

const amountOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

function actionOf(action: Texts<Action>): Action {
  if (action.kind === 'envelope-limit') return { ...action, amount: amountOf(action.amount) };
  if (action.kind === 'price-row') return { ...action, price: amountOf(action.price) };
  return action as Action;
}
