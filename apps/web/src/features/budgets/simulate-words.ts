import type { SimulatedEnvelope, Simulation } from '@exchequer/model/contract';
import { moneyWords } from '../../format/money.ts';
import { counted, groupDigits } from '../../format/number.ts';
import { rangeWords } from '../../state/calendar.ts';

type Workers = SimulatedEnvelope['refused_workers'];

/** How many workers; a number under five is not told, since it would point at persons. */
export function workersWords({ workers, fewer_than }: Workers): string {
  if (workers === 0) return 'nobody known';
  if (workers !== null) return counted(String(workers), 'worker');
  return fewer_than === null ? 'workers' : `fewer than ${fewer_than} workers`;
}

/** What one cap would have done, such as `This cap would have refused 312 calls of 4 workers, worth $1,204`. */
export function capWords(result: SimulatedEnvelope): string {
  const { refused_calls: refused, currency } = result;
  if (refused > 0)
    return `This cap would have refused ${counted(String(refused), 'call')} of ${workersWords(result.refused_workers)}, worth ${moneyWords(result.refused_cost, currency)}`;
  if (result.calls === 0) return 'This cap would have refused nothing: no call of those days falls under it';
  if (result.over_calls > 0)
    return `This cap would have refused nothing and warned: ${counted(String(result.over_calls), 'call')} went past it, worth ${moneyWords(result.over_cost, currency)}`;
  return `This cap would have refused nothing${result.peak_percent === null ? '' : `: spend came to ${peakWords(result.peak_percent)} of it at most`}`;
}

/** What a whole policy would have done. */
export function policyWords(result: Simulation): string {
  if (result.refused_calls === 0)
    return `This policy would have refused none of ${counted(String(result.calls), 'call')}`;
  return `This policy would have refused ${groupDigits(String(result.refused_calls))} of ${counted(String(result.calls), 'call')}, of ${workersWords(result.refused_workers)}, worth ${moneyWords(result.refused_cost, 'USD')}`;
}

export const peakWords = (percent: string) => {
  const value = Number(percent);
  return `${value < 10 ? value.toFixed(1) : Math.floor(value).toLocaleString('en-US')}\u202f%`;
};

/** Over which days, how finely, and what was left out. */
export function groundWords(result: Simulation): string {
  return [
    `Played over the real usage of ${rangeWords(result.from, result.to)}, days of ${result.time_zone}: ${counted(String(result.calls), 'call')}, ${moneyWords(result.cost, 'USD')}.`,
    result.granularity === 'minute'
      ? 'There were too many calls to decide each: those of one minute and place were decided together.'
      : '',
    result.uncovered_calls > 0
      ? `${counted(String(result.uncovered_calls), 'call')} worth ${moneyWords(result.uncovered_cost, 'USD')} fall under no envelope.`
      : '',
    result.unpriced_calls > 0
      ? `${counted(String(result.unpriced_calls), 'call')} without a price count as nothing here.`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}
