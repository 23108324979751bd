import {
  dailyRate,
  instantsOfPeriod,
  paceOf,
  percentSpent,
  runwayDays,
  thresholdsCrossed,
  weekdayWeights,
} from '@exchequer/core/envelope';
import { type Envelope, formatUsd } from '@exchequer/model';
import type { EnvelopeBalance } from '@exchequer/model/contract';
import type { PeriodMoney } from './money.ts';
import type { OpenedPeriod } from './period-rows.ts';

/** What a balance is computed from. */
export interface BalanceFacts {
  envelope: Pick<Envelope, 'thresholds' | 'since'>;
  period: OpenedPeriod;
  money: PeriodMoney;
  /** Spend per company day of the last two months. */
  daily: ReadonlyMap<string, bigint>;
  today: string;
  timeZone: string;
}

/** Everything that was given to a period, what it passed on to the next one included. */
export const limitOf = ({ pockets, given }: PeriodMoney): bigint => given.rolledOut - pockets.appropriation;

/** Smoothed spend per day of an envelope. */
export const rateOf = ({
  envelope,
  daily,
  today,
}: Pick<BalanceFacts, 'envelope' | 'daily' | 'today'>): bigint => dailyRate(daily, envelope.since, today);

/** The balance of a period as the API shows it. */
export function balanceView(facts: BalanceFacts): EnvelopeBalance {
  const { envelope, period, money, daily, today, timeZone } = facts;
  const { pockets, given } = money;
  const limit = limitOf(money);
  const isOpen = period.endedAt === null;
  const rate = isOpen ? rateOf(facts) : 0n;
  return {
    period_key: period.key,
    starts_on: period.startsOn,
    ends_on: period.endsOn,
    resets_at: instantsOfPeriod(period, timeZone).to.toISOString(),
    state: isOpen ? 'open' : 'ended',
    limit: formatUsd(limit),
    base_limit: formatUsd(period.baseLimit),
    increases: formatUsd(given.increases),
    moved: formatUsd(given.moved),
    granted: formatUsd(given.granted),
    rolled_in: formatUsd(given.rolledIn),
    rolled_out: formatUsd(given.rolledOut),
    spent: formatUsd(pockets.spent),
    reserved: formatUsd(pockets.reserved),
    leased: formatUsd(pockets.leased),
    free: formatUsd(pockets.available),
    expired: formatUsd(pockets.expired),
    overdrawn: formatUsd(-pockets.overdraft),
    percent: percentSpent(pockets.spent, limit),
    crossed: thresholdsCrossed(envelope.thresholds, pockets.spent, limit),
    pace: paceOf(period, today, pockets.spent, limit, weekdayWeights(daily, today)),
    daily_spend: formatUsd(rate),
    runway_days: isOpen ? runwayDays(pockets.available, rate) : null,
  };
}
