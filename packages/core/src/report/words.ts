import { parseUsd } from '@exchequer/model';
import type { BoardPack } from '@exchequer/model/contract';

/** An amount for a sentence: whole dollars, thousands parted. */
export function dollars(amount: string): string {
  const value = parseUsd(amount);
  const size = value < 0n ? -value : value;
  const whole = ((size + 500_000_000_000n) / 1_000_000_000_000n).toString();
  return `${value < 0n ? '−' : ''}$${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`;
}

/** A share for a sentence. */
export const percent = (share: string): string => {
  const value = Number(share) * 100;
  return `${value !== 0 && Math.abs(value) < 10 ? value.toFixed(1) : Math.round(value)} %`;
};

/** The month in a sentence or two: what changed and why, and whether the budget holds. */
export function headlineOf(spend: BoardPack['spend'], bridge: BoardPack['bridge']): string {
  const changed = bridge.needs === null ? bridge.says : spentAlone(spend);
  return [changed, outlook(spend)].filter(Boolean).join(' ');
}

const spentAlone = ({ month }: BoardPack['spend']): string =>
  month.value === null ? '' : `Spend of the month is ${dollars(month.value)}.`;

function outlook({ estimate, budget, over_budget: over, period }: BoardPack['spend']): string {
  if (estimate.value === null) return '';
  if (budget.value === null) return period.over ? '' : `${period.name}: likely ${dollars(estimate.value)}.`;
  const held = `${dollars(estimate.value)} of ${dollars(budget.value)}`;
  if (period.over) {
    const passed = parseUsd(estimate.value) > parseUsd(budget.value);
    return `${period.name} ended ${passed ? 'over' : 'within'} budget: ${held}.`;
  }
  const chance = over.value === null ? '' : `, with a chance of ${percent(over.value)} to pass it`;
  return `${period.name}: likely ${held}${chance}.`;
}
