import type { UncoveredDay } from '@exchequer/model/contract';
import { addDecimals } from '../../components/stack.ts';

/** What of a team’s usage no envelope covers. */
interface TeamSum {
  key: string;
  name: string;
  currency: string;
  amount: string;
  days: number;
}

/** Sums per team, in the order of their names. */
export function teamSums(days: readonly UncoveredDay[]): readonly TeamSum[] {
  const groups = new Map<string, UncoveredDay[]>();
  for (const day of days) {
    const key = `${day.team_id ?? ''}/${day.currency}`;
    groups.set(key, [...(groups.get(key) ?? []), day]);
  }
  return [...groups]
    .map(([key, all]) => ({
      key,
      name: all[0]?.team_id ? all[0].team_name : 'No team',
      currency: all[0]?.currency ?? 'USD',
      amount: addDecimals(all.map((day) => day.amount)) ?? '0',
      days: new Set(all.map((day) => day.date)).size,
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
