import { formatUsd, parseUsd } from '@exchequer/model';
import type { BoardPack, BridgePartKey } from '@exchequer/model/contract';
import type { BoardFacts } from './facts.ts';
import { exploreOf, pageOver } from './page.ts';

/** Plain words of the parts of a bridge. */
const partNames: Readonly<Record<BridgePartKey, string>> = {
  volume: 'Volume',
  mix: 'Mix',
  new: 'New',
  retired: 'Retired',
  price: 'Price',
  beside: 'Beside tokens',
};

const always: readonly BridgePartKey[] = ['volume', 'mix', 'price'];

/** Why spend changed since the month before. Parts that added nothing are left out, but for the three of the name. */
export function bridgeOf({ bridge, range }: BoardFacts): BoardPack['bridge'] {
  const { needs, before, after, compare_range, says, parts } = bridge;
  return {
    ...{ needs, before, after, compare_range, says },
    parts: parts
      .filter(({ key, amount }) => always.includes(key) || parseUsd(amount) !== 0n)
      .map(({ key, amount }) => ({ key, name: partNames[key], amount })),
    to: pageOver('today', range, '&compare=previous&cost=contracted'),
  };
}

const shown = 3;

/** The three largest changes by name; none where there is nothing to compare with. */
export const moversOf = ({ bridge, movers, range }: BoardFacts): BoardPack['movers'] =>
  (bridge.needs === null ? movers : [])
    .map(({ dimension, value, label, before, after }) => ({
      ...{ dimension, name: label, before, after },
      change: parseUsd(after) - parseUsd(before),
      to: exploreOf(range, dimension, value),
    }))
    .filter(({ change }) => change !== 0n)
    .sort((a, b) => (size(b.change) > size(a.change) ? 1 : -1))
    .slice(0, shown)
    .map((mover) => ({ ...mover, change: formatUsd(mover.change) }));

const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount);
