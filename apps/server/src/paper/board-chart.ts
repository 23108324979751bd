import type { BoardPack } from '@exchequer/model/contract';
import { changeText, usdText } from './board-words.ts';
import { inks, type Sheet } from './sheet.ts';

interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** More is amber and less is green here: both are cost. */
const bars = { more: '#b8822c', less: inks.green, total: '#4a4843' } as const;

/** A filled bar; hatched where figures are those of a simulated company. */
function bar(sheet: Sheet, place: Place, color: string, hatched: boolean): void {
  const { x, y, width, height } = place;
  if (height <= 0 || width <= 0) return;
  sheet.draw((doc) => {
    if (!hatched) {
      doc.rect(x, y, width, height).fill(color);
      return;
    }
    doc.rect(x, y, width, height).clip();
    doc.rect(x, y, width, height).fillOpacity(0.28).fill(color);
    doc.lineWidth(0.9).strokeColor(color);
    for (let at = x - height; at < x + width; at += 3) doc.moveTo(at, y + height).lineTo(at + height, y);
    doc.stroke();
  });
}

const line = (sheet: Sheet, from: [number, number], to: [number, number], color: string, dashed = false) =>
  sheet.draw((doc) => {
    doc.moveTo(...from).lineTo(...to);
    if (dashed) doc.dash(2, { space: 2 });
    doc.lineWidth(0.6).strokeColor(color).stroke();
  });

interface Step {
  name: string;
  shown: string;
  from: number;
  to: number;
  color: string;
}

/** From the month before to this one: the whole, what it changed by, step by step, the whole again. */
function stepsOf({ before, after, parts }: BoardPack['bridge'], names: [string, string]): Step[] {
  let reached = Number(before);
  const whole = Math.max(Number(before), Number(after)) >= 1000;
  const steps = parts.map(({ name, amount }): Step => {
    const from = reached;
    reached += Number(amount);
    const color = Number(amount) < 0 ? bars.less : bars.more;
    return { name, shown: changeText(amount, whole), from, to: reached, color };
  });
  const end = (name: string, amount: string): Step => ({
    ...{ name, shown: usdText(Number(amount)), from: 0, to: Number(amount), color: bars.total },
  });
  return [end(names[0], before), ...steps, end(names[1], after)];
}

/** Label and figure take so much above and below the bars. */
const head = 14;
const foot = 14;

/** A bridge of standing bars on a line of nothing; each step begins where the one before ended. */
export function bridgeChart(
  sheet: Sheet,
  place: Place,
  bridge: BoardPack['bridge'],
  { names, hatched }: { names: [string, string]; hatched: boolean },
): void {
  const steps = stepsOf(bridge, names);
  const levels = steps.flatMap(({ from, to }) => [from, to]);
  const [lowest, highest] = [Math.min(0, ...levels), Math.max(0, ...levels)];
  const room = place.height - head - foot;
  const y = (level: number) => place.y + head + room * (1 - (level - lowest) / (highest - lowest || 1));
  const slot = place.width / steps.length;
  const width = Math.min(44, slot * 0.62);
  steps.forEach((step, at) => {
    const x = place.x + at * slot + (slot - width) / 2;
    const top = Math.min(y(step.from), y(step.to));
    const height = Math.max(0.8, Math.abs(y(step.from) - y(step.to)));
    bar(sheet, { x, y: top, width, height }, step.color, hatched);
    const label = { size: 7.5, width: slot, align: 'center' as const, most: 1 };
    sheet.text(step.shown, place.x + at * slot, top - 11, { ...label, face: 'medium', tabular: true });
    const under = place.y + place.height - foot + 4;
    sheet.text(step.name, place.x + at * slot, under, { ...label, size: 7, color: inks.grey });
    if (at < steps.length - 1) line(sheet, [x + width, y(step.to)], [x + slot, y(step.to)], inks.grey, true);
  });
  line(sheet, [place.x, y(0)], [place.x + place.width, y(0)], inks.grey);
}

/**
 * Spend of the period day upon day: what is known as an area, what is to come as a band with its level
 * written on it, the budget as a thin line.
 */
export function courseChart(sheet: Sheet, place: Place, spend: BoardPack['spend']): void {
  const { days } = spend;
  if (days.length < 2) return;
  const known = days.filter(({ actual }) => actual !== null);
  const sums = cumulated(known.map(({ actual }) => Number(actual)));
  const reached = sums.at(-1) ?? 0;
  const { low, high, value } = spend.estimate;
  const budget = spend.budget.value === null ? null : Number(spend.budget.value);
  const top = Math.max(reached, Number(high ?? 0), Number(value ?? 0), budget ?? 0) * 1.06 || 1;
  const bottom = place.y + place.height - foot;
  const x = (at: number) => place.x + (at / (days.length - 1)) * place.width;
  const y = (level: number) => bottom - (level / top) * (place.height - foot - 4);
  sheet.draw((doc) => {
    doc.moveTo(x(0), bottom);
    for (const [at, sum] of sums.entries()) doc.lineTo(x(at), y(sum));
    doc
      .lineTo(x(Math.max(0, sums.length - 1)), bottom)
      .fillOpacity(0.85)
      .fill(inks.green);
  });
  if (known.length < days.length && value !== null)
    bandAhead(sheet, { x, y, known: known.length, reached }, spend, { low, high, value });
  if (budget !== null) {
    line(sheet, [place.x, y(budget)], [place.x + place.width, y(budget)], inks.ink);
    const over = { size: 6.8, color: inks.ink, width: place.width - 4 };
    sheet.text(`Budget ${usdText(budget)}`, place.x + 2, y(budget) - 10, over);
  }
  line(sheet, [place.x, bottom], [place.x + place.width, bottom], inks.grey);
  const ends = { size: 7, color: inks.grey, width: place.width };
  sheet.text(shortDay(days[0]?.day ?? ''), place.x, bottom + 4, ends);
  sheet.text(shortDay(days.at(-1)?.day ?? ''), place.x, bottom + 4, { ...ends, align: 'right' });
}

interface Ahead {
  x: (at: number) => number;
  y: (level: number) => number;
  known: number;
  reached: number;
}

/** The band widens from what is known to the estimate’s own interval at the end, as the days ahead share it. */
function bandAhead(
  sheet: Sheet,
  { x, y, known, reached }: Ahead,
  { days, estimate }: BoardPack['spend'],
  end: { low: string | null; high: string | null; value: string },
): void {
  const medians = cumulated(days.slice(known).map(({ median }) => Number(median ?? 0)));
  const whole = medians.at(-1) || 1;
  const from = Math.max(0, known - 1);
  const course = (level: string | null) =>
    medians.map((sum, at) => [
      x(known + at),
      y(reached + (Number(level ?? end.value) - reached) * (sum / whole)),
    ]);
  const [lows, highs, middle] = [course(end.low), course(end.high), course(end.value)];
  sheet.draw((doc) => {
    doc.moveTo(x(from), y(reached));
    for (const [at = 0, level = 0] of highs) doc.lineTo(at, level);
    for (const [at = 0, level = 0] of [...lows].reverse()) doc.lineTo(at, level);
    doc.closePath().fillOpacity(0.22).fill(inks.green);
    doc.fillOpacity(1).moveTo(x(from), y(reached));
    for (const [at = 0, level = 0] of middle) doc.lineTo(at, level);
    doc.dash(2.4, { space: 1.8 }).lineWidth(0.9).strokeColor(inks.green).stroke();
  });
  const [right = 0, height = 0] = middle.at(-1) ?? [];
  const label = { size: 6.8, color: inks.green, width: 70, align: 'right' as const };
  sheet.text(`${Math.round((estimate.level ?? 0.8) * 100)} % band`, right - 74, height - 11, label);
}

function cumulated(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

const shortDay = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  );
