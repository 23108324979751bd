import { formatUsd, parseUsd } from '@exchequer/model';
import type { Evidence, PaperFigure } from '@exchequer/model/contract';
import { metricOf, ratioText } from '../metric/index.ts';
import type { BoardFacts } from './facts.ts';

type Told = Partial<PaperFigure> & Pick<PaperFigure, 'key' | 'name' | 'unit' | 'to'>;

/** A figure of a paper with nothing but what is told of it. */
export const figure = (told: Told): PaperFigure => ({
  ...{ value: null, needs: null, before: null, low: null, high: null, level: null },
  ...{ grade: null, n: null, target: null, note: '' },
  ...told,
});

/** A figure that cannot be told, with what it needs. */
export const missing = (told: Told, needs: string): PaperFigure => ({ ...figure(told), value: null, needs });

/** A share of two amounts of dollars, to six places. */
export const shareOf = (of: bigint, over: bigint): string => ratioText(of, over, 6);

export const sumUsd = (amounts: readonly string[]): bigint =>
  amounts.reduce((sum, amount) => sum + parseUsd(amount), 0n);

export const usd = (amount: bigint): string => formatUsd(amount);

/** One minus a share. */
export function rest(share: string): string {
  const left = parseUsd('1') - parseUsd(rounded(share));
  return formatUsd(left);
}

/** A share with at most twelve decimals. */
const rounded = (share: string): string => {
  const [whole = '0', fraction = ''] = share.split('.');
  return fraction ? `${whole}.${fraction.slice(0, 12)}` : whole;
};

/** A metric of the catalogue as the month has it, with what it rests on. */
export function metricFigure(
  { readings, evidence, targets }: Pick<BoardFacts, 'readings' | 'evidence' | 'targets'>,
  key: string,
  told: { to: string; name?: string; note?: string },
): PaperFigure {
  const metric = metricOf(key);
  const head = { key, name: told.name ?? metric?.name ?? key, unit: metric?.unit ?? 'count', to: told.to };
  const reading = readings.get(key);
  if (!reading) return missing(head, 'a reading that could not be made');
  const rests = evidence.get(key);
  const shown = rests ? shownOf(reading.value, rests) : { value: reading.value, needs: reading.needs };
  return figure({
    ...head,
    ...shown,
    needs: shown.value === null && !rests?.interval ? (reading.needs ?? shown.needs) : null,
    before: reading.compare_value,
    low: rests?.interval?.low ?? null,
    high: rests?.interval?.high ?? null,
    level: rests?.interval?.level ?? null,
    grade: rests?.grade ?? metric?.grade ?? null,
    n: rests?.n ?? null,
    target: targets.get(key) ?? null,
    note: told.note ?? (shown.value === null && rests?.interval ? (rests.reason ?? '') : ''),
  });
}

function shownOf(value: string | null, rests: Evidence): { value: string | null; needs: string | null } {
  if (rests.shows === 'value') return { value, needs: null };
  return { value: null, needs: rests.shows === 'nothing' ? rests.reason : null };
}
