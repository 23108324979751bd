import { addDays, refuseEnvelope } from '@exchequer/core/envelope';
import type { LedgerRefusal } from '@exchequer/core/ledger';
import { formatUsd } from '@exchequer/model';
import type { BurnDay, EnvelopeBalance } from '@exchequer/model/contract';
import { balanceView, limitOf } from './balance.ts';
import { dailySpendOf, moneyOfPeriods, type PeriodMoney, placeOf, spendOfPeriod } from './money.ts';
import { type BudgetOptions, todayOf } from './options.ts';
import { type OpenedPeriod, periodsOf } from './period-rows.ts';
import type { KeptEnvelope } from './rows.ts';

const allPeriods = 10_000;

/** Periods of an envelope with their money, newest first. */
export async function listPeriods(
  options: BudgetOptions,
  workspace: string,
  envelope: KeptEnvelope,
  limit: number,
): Promise<EnvelopeBalance[]> {
  const periods = await periodsOf(options.sql, workspace, envelope.id, limit);
  return (await viewsOf(options, workspace, envelope, periods)).map(({ view }) => view);
}

async function viewsOf(
  options: BudgetOptions,
  workspace: string,
  envelope: KeptEnvelope,
  periods: readonly OpenedPeriod[],
): Promise<{ view: EnvelopeBalance; money: PeriodMoney }[]> {
  const { sql, timeZone } = options;
  const today = todayOf(options);
  const [money, daily] = await Promise.all([
    moneyOfPeriods(sql, workspace, periods),
    dailySpendOf(sql, workspace, periods, today),
  ]);
  const spend = daily.get(envelope.id) ?? new Map<string, bigint>();
  return periods.flatMap((period) => {
    const found = money.get(placeOf(period));
    if (!found) return [];
    const facts = { envelope, period, money: found, daily: spend, today, timeZone: timeZone() };
    return [{ view: balanceView(facts), money: found }];
  });
}

/** Spend of one period day by day, through today or its last day. */
export async function burnDown(
  options: BudgetOptions,
  workspace: string,
  envelope: KeptEnvelope,
  periodKey: string | undefined,
): Promise<{ period: EnvelopeBalance; days: BurnDay[] } | LedgerRefusal> {
  const periods = await periodsOf(options.sql, workspace, envelope.id, allPeriods);
  const period = periodKey === undefined ? periods[0] : periods.find(({ key }) => key === periodKey);
  if (!period) {
    const detail = `${envelope.name} has no period ${periodKey ?? 'yet'}`;
    return refuseEnvelope('not-in-force', detail, 'See its periods, or choose another envelope.');
  }
  const [[shown], spend] = await Promise.all([
    viewsOf(options, workspace, envelope, [period]),
    spendOfPeriod(options.sql, workspace, period),
  ]);
  if (!shown) throw new Error('a period that was opened has money');
  return { period: shown.view, days: daysOf(period, spend, limitOf(shown.money), todayOf(options)) };
}

/** Usage of another day was booked in the period late: it stands on its last day. */
function daysOf(
  { startsOn, endsOn }: OpenedPeriod,
  spend: ReadonlyMap<string, bigint>,
  limit: bigint,
  today: string,
): BurnDay[] {
  const tomorrow = addDays(today, 1);
  const end = tomorrow < endsOn ? tomorrow : endsOn;
  const last = addDays(end, -1);
  const placed = new Map<string, bigint>();
  for (const [day, amount] of spend) {
    const isLate = day < startsOn || day > last;
    const place = isLate ? last : day;
    placed.set(place, (placed.get(place) ?? 0n) + amount);
  }
  const days: BurnDay[] = [];
  let cumulative = 0n;
  for (let date = startsOn; date < end; date = addDays(date, 1)) {
    const spent = placed.get(date) ?? 0n;
    cumulative += spent;
    days.push({
      date,
      spent: formatUsd(spent),
      cumulative: formatUsd(cumulative),
      remaining: formatUsd(limit - cumulative),
    });
  }
  return days;
}
