import { dollars } from '@exchequer/core/advice';
import { type Bridge, type CauseKind, causeWords } from '@exchequer/core/analysis';
import type { BridgePartKey } from '@exchequer/model/contract';

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

const partWords: Record<BridgePartKey, readonly [more: string, less: string]> = {
  volume: ['more use', 'less use'],
  mix: ['a dearer mix', 'a cheaper mix'],
  new: ['new items dearer than the average', 'new items cheaper than the average'],
  retired: ['cheap items retired', 'dear items retired'],
  price: ['higher prices', 'lower prices'],
  beside: ['charges beside tokens', 'fewer charges beside tokens'],
};

/** A bridge in a sentence: how much, against what, and the two or three parts that made it. */
export function bridgeWords(
  { before, after }: Pick<Bridge, 'before' | 'after'>,
  parts: readonly { key: BridgePartKey; amount: bigint }[],
): string {
  const change = after - before;
  if (change === 0n) return `Spend is unchanged at ${dollars(after)}.`;
  const largest = [...parts]
    .filter(({ amount }) => absolute(amount) * 20n >= absolute(change))
    .sort((a, b) => (absolute(b.amount) > absolute(a.amount) ? 1 : -1))
    .slice(0, 3)
    .map(
      ({ key, amount }) =>
        `${amount > 0n ? '+' : '−'}${dollars(absolute(amount))} ${partWords[key][amount > 0n ? 0 : 1]}`,
    );
  const percent = before > 0n ? ` (${percentText(change, before)})` : '';
  const rose = change > 0n ? 'rose' : 'fell';
  return `Spend ${rose} by ${dollars(absolute(change))}${percent}: ${largest.join(', ')}.`;
}

const percentText = (change: bigint, before: bigint): string =>
  `${Number((absolute(change) * 1000n) / before) / 10} %`;

/** A cause in a sentence. */
export function causeSentence(
  cause: { kind: CauseKind; amount: bigint; share: number },
  where: readonly string[],
  change: { name: string; days: number } | null,
): string {
  const of = where.length > 0 ? ` in ${where.join(' on ')}` : '';
  const share = cause.share > 0 && cause.share <= 1.5 ? `, ${Math.round(cause.share * 100)} % of it` : '';
  const near = change ? ` ${change.name}: ${whenWords(change.days)}.` : '';
  return `${causeWords[cause.kind]}${of}: ${dollars(cause.amount)}${share}.${near}`;
}

function whenWords(days: number): string {
  if (days === 0) return 'on the same day';
  if (days < 0) return 'a day later';
  return days === 1 ? 'the day before' : `${days} days before`;
}
