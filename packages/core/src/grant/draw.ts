import { smaller } from './accrual.ts';
import type { Lot } from './grant.ts';

/** What a holder's envelope spent on a day beyond what was drawn for it before; minus where it shrank. */
export interface DaySpend {
  day: string;
  amount: bigint;
}

/** Spend of a day laid on a lot; minus gives back. */
export interface Draw {
  day: string;
  lotId: string;
  amount: bigint;
}

type Drawable = Pick<Lot, 'id' | 'startsOn' | 'expiresOn' | 'available'>;

/** Order in which lots are drawn: what is gone first goes first, then what came first. */
export const drawOrder = (a: Drawable, b: Drawable): number =>
  compare(a.expiresOn, b.expiresOn) || compare(a.startsOn, b.startsOn) || compare(a.id, b.id);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * Lays spend on lots, day by day: each day's on the lots valid that day, the earliest expiry first.
 * Says what no lot covers; the lots given are left as they are.
 */
export function drawLots(
  lots: readonly Drawable[],
  spend: readonly DaySpend[],
): { draws: Draw[]; uncovered: DaySpend[] } {
  const left = new Map(lots.map((lot) => [lot.id, lot.available]));
  const ordered = [...lots].sort(drawOrder);
  const draws: Draw[] = [];
  const uncovered: DaySpend[] = [];
  for (const { day, amount } of [...spend].sort((a, b) => compare(a.day, b.day))) {
    let rest = amount;
    for (const lot of ordered) {
      if (rest <= 0n) break;
      if (day < lot.startsOn || lot.expiresOn <= day) continue;
      const available = left.get(lot.id) ?? 0n;
      const drawn = smaller(available, rest);
      if (drawn <= 0n) continue;
      left.set(lot.id, available - drawn);
      draws.push({ day, lotId: lot.id, amount: drawn });
      rest -= drawn;
    }
    if (rest > 0n) uncovered.push({ day, amount: rest });
  }
  return { draws, uncovered };
}

/**
 * Takes draws of a day back, where its spend shrank by `amount`: the latest expiry first, the mirror
 * of drawing. What was never drawn needs no giving back.
 */
export function giveBack(
  lots: readonly Drawable[],
  drawn: readonly Draw[],
  { day, amount }: DaySpend,
): Draw[] {
  const order = new Map([...lots].sort(drawOrder).map((lot, at) => [lot.id, at]));
  const ofDay = drawn
    .filter((draw) => draw.day === day && order.has(draw.lotId))
    .sort((a, b) => (order.get(b.lotId) ?? 0) - (order.get(a.lotId) ?? 0));
  const back: Draw[] = [];
  let rest = amount;
  for (const draw of ofDay) {
    const given = smaller(draw.amount, rest);
    if (given > 0n) back.push({ day, lotId: draw.lotId, amount: -given });
    rest -= given;
  }
  return back;
}
