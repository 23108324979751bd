import type { Gain } from './gain.ts';

const dollar = 1_000_000_000_000n;

/** Digits in threes. */
const threes = (whole: bigint): string => whole.toString().replace(/\B(?=(\d{3})+$)/g, ',');

/** Rounded half away from zero to whole dollars, or to cents below ten dollars. */
export function dollars(amount: bigint): string {
  const sign = amount < 0n ? '−' : '';
  const size = amount < 0n ? -amount : amount;
  const cents = (size * 100n + dollar / 2n) / dollar;
  if (cents < 1_000n) return `${sign}$${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;
  return `${sign}$${threes((size + dollar / 2n) / dollar)}`;
}

const often = { month: ' a month', once: '' } as const;

/** What a gain is: less spent, more earned than spent, or an amount that is open until it is settled. */
export type Brings = 'saving' | 'gain' | 'stake';

const exactWords: Readonly<Record<Brings, string>> = { saving: 'Saving', gain: 'Gain', stake: 'At stake:' };
const likelyWords: Readonly<Record<Brings, string>> = {
  saving: 'Likely saving',
  gain: 'Likely gain',
  stake: 'At stake: likely',
};

/** What a gain reads like. */
export function gainWords({ low, likely, high, per }: Gain, brings: Brings): string {
  if (high === 0n) return 'No saving is claimed.';
  if (low === high) return `${exactWords[brings]} ${dollars(likely)}${often[per]}.`;
  return `${likelyWords[brings]} ${dollars(low)}–${dollars(high).replace('$', '')}${often[per]}.`;
}

/** So many of something; the second form where it is not one. */
export const counted = (count: number | bigint, one: string, more = `${one}s`): string =>
  `${threes(BigInt(count))} ${BigInt(count) === 1n ? one : more}`;

/** Thousandths as percent, with one decimal below ten. */
export const percent = (permille: number): string => {
  const value = permille / 10;
  return `${Math.abs(value) < 10 ? Number(value.toFixed(1)) : Math.round(value)} %`;
};
