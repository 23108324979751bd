import type { Bridge, BridgeItem } from '@exchequer/core/analysis';
import { isCannotTell } from '@exchequer/core/analysis';
import { formatUsd } from '@exchequer/model';
import {
  type BridgePartKey,
  type BridgeResult,
  bridgePartKeys,
  type DimensionKey,
  type ExplainedBy,
  type NamedValue,
  otherKey,
} from '@exchequer/model/contract';
import { type BridgeRead, type ExplainFacts, labelsOf } from '@exchequer/store/analytics/explain';
import { bridgeWords } from './explain-words.ts';

/** Items told one by one; the rest is one. */
const mostItems = 10;

type Asked = Pick<BridgeResult, 'range' | 'by' | 'cost'>;

/** A bridge as the wire has it. Parts sum to the change, and items to their part, exactly. */
export async function bridgeView(
  facts: ExplainFacts,
  asked: Asked,
  { told, compareRange, unpriced }: BridgeRead,
): Promise<BridgeResult> {
  const { range, by, cost } = asked;
  const head = { range, by, cost, compare_range: compareRange };
  const unpricedLine = {
    tokens_before: String(unpriced.tokensBefore),
    tokens_after: String(unpriced.tokensAfter),
    at_most_before: formatUsd(unpriced.suspenseBefore),
    at_most_after: formatUsd(unpriced.suspenseAfter),
  };
  if (isCannotTell(told)) {
    const says = `It cannot be told what changed. Needs ${told.needs}.`;
    return { ...head, needs: told.needs, before: '0', after: '0', parts: [], unpriced: unpricedLine, says };
  }
  const parts = partsOf(told);
  const name = await namesFor(
    facts,
    by,
    parts.flatMap(({ items }) => items),
  );
  return {
    ...head,
    needs: null,
    before: formatUsd(told.before),
    after: formatUsd(told.after),
    parts: parts.map(({ key, amount, items }) => ({
      key,
      amount: formatUsd(amount),
      items: shown(items, amount).map((item) => ({
        at: item.path.map((value, level) => name(level, value)),
        amount: formatUsd(item.amount),
        before: formatUsd(item.before),
        after: formatUsd(item.after),
      })),
    })),
    unpriced: unpricedLine,
    says: bridgeWords(told, parts),
  };
}

interface Part {
  key: BridgePartKey;
  amount: bigint;
  items: readonly BridgeItem[];
}

const sum = (items: readonly BridgeItem[]): bigint => items.reduce((total, { amount }) => total + amount, 0n);

/** Mix is told apart by whether its items were kept, are new, or are no more. */
function partsOf(told: Bridge): Part[] {
  const moved = told.mix.flatMap(({ items }) => items);
  const by = (presence: BridgeItem['presence']) => moved.filter((item) => item.presence === presence);
  const items: Record<BridgePartKey, readonly BridgeItem[]> = {
    ...{ volume: [], beside: [], price: told.price.items },
    ...{ mix: by('kept'), new: by('new'), retired: by('retired') },
  };
  const amounts: Partial<Record<BridgePartKey, bigint>> = {
    ...{ volume: told.volume, beside: told.beside, price: told.price.amount },
  };
  return bridgePartKeys.map((key) => ({ key, items: items[key], amount: amounts[key] ?? sum(items[key]) }));
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

function shown(items: readonly BridgeItem[], amount: bigint): readonly BridgeItem[] {
  const moved = items
    .filter((item) => item.amount !== 0n)
    .sort((a, b) =>
      absolute(b.amount) > absolute(a.amount) ? 1 : absolute(b.amount) < absolute(a.amount) ? -1 : 0,
    );
  const told = moved.slice(0, mostItems);
  const rest = amount - sum(told);
  if (moved.length <= mostItems || rest === 0n) return told;
  return [...told, { path: [], amount: rest, presence: 'kept', before: 0n, after: 0n }];
}

async function namesFor(facts: ExplainFacts, by: ExplainedBy, items: readonly BridgeItem[]) {
  const dimensions: readonly DimensionKey[] = [by, 'model', 'token_class'];
  const labels = await Promise.all(
    dimensions.map((dimension, level) =>
      labelsOf(facts, dimension, [...new Set(items.flatMap(({ path }) => path[level] ?? []))]),
    ),
  );
  return (level: number, value: string): NamedValue => ({
    dimension: dimensions[level] ?? by,
    value,
    label: value === otherKey ? 'Others' : (labels[level]?.(value) ?? value),
  });
}
