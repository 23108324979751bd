import { exactly, type GrowthSpike } from '@exchequer/core/advice';
import { isCannotTell, spikesInSteps } from '@exchequer/core/analysis';
import { addDays } from '@exchequer/core/envelope';
import { readSeries, type SubjectSeries } from '@exchequer/store/analytics/advice';
import { unhurried } from '@exchequer/store/pace';
import { agentIds, daysFrom, type Gathering, toDollars, toPico } from './asked.ts';

/** History that a day is judged by, and the quarter that growth is told over. */
const historyDays = 125;
const quarterDays = 91;
const meanDays = 14;
/** Dollars a day that matter. */
const floor = 5;
const kinds = ['agent', 'workflow', 'team', 'model', 'company'] as const;

/** Spend by subject and day over the history, read once for spikes, growth and ends of periods. */
export async function seriesOf(gathering: Gathering): Promise<SubjectSeries[]> {
  const { usage, window } = gathering;
  const asked = { ...usage, from: addDays(window.to, -historyDays) };
  const read = await Promise.all(kinds.map((kind) => readSeries(asked, kind, agentIds(gathering))));
  return read.flat();
}

/** Spikes and growth; null where there is less than two weeks of spend. */
export async function spikeFacts(
  gathering: Gathering,
  series: readonly SubjectSeries[],
): Promise<GrowthSpike[] | null> {
  const { window } = gathering;
  const company = series.find(({ kind }) => kind === 'company');
  const [first] = [...(company?.spend.keys() ?? [])].sort();
  if (!company || first === undefined || daysFrom(first, window.to).length < 14) return null;
  const spikes: GrowthSpike[] = [];
  for (const one of series) spikes.push(...(await spikesOf(gathering, one, first)));
  return [...finest(spikes), ...series.flatMap((one) => growthOf(gathering, one, company, first))];
}

/** What agents and workflows show is not told again of the team, the model or the company that they are in. */
function finest(spikes: readonly GrowthSpike[]): GrowthSpike[] {
  const own = spikes.filter(({ subject }) => subject.kind === 'agent' || subject.kind === 'workflow');
  if (own.some(({ goesOn }) => goesOn)) return own;
  const [largest] = spikes
    .filter(({ goesOn }) => goesOn)
    .sort((a, b) => (a.excessPerDay.likely > b.excessPerDay.likely ? -1 : 1));
  return largest ? [...own, largest] : own;
}

async function spikesOf(gathering: Gathering, series: SubjectSeries, first: string): Promise<GrowthSpike[]> {
  const { window, week } = gathering;
  const values = daysFrom(first, window.to).map((day) => toDollars(series.spend.get(day) ?? 0n));
  const found = await unhurried(spikesInSteps({ from: first, values }, { floor }, week));
  if (isCannotTell(found)) return [];
  return found
    .filter(({ mayBeMonthEnd }) => !mayBeMonthEnd)
    .map((spike) => {
      const days = spike.days.length;
      const sum = (of: 'actual' | 'expected') => spike.days.reduce((all, day) => all + day[of], 0);
      const perDay = (dollars: number) => toPico(Math.max(0, dollars / days));
      const [low = 0, high = 0] = [spike.excessLow, spike.excessHigh].sort((a, b) => a - b);
      return {
        ...subjectOf(gathering, series),
        ...{
          shape: 'spike' as const,
          from: spike.from,
          to: addDays(spike.to, 1),
          z: spike.z,
          changePermille: null,
        },
        times: sum('actual') / Math.max(sum('expected'), 0.01),
        actualPerDay: perDay(sum('actual')),
        excessPerDay: { low: perDay(low), likely: perDay(spike.excess), high: perDay(high) },
        ...{ goesOn: spike.to >= addDays(window.to, -1), change: null },
      };
    });
}

/** Mean of two weeks now and of two weeks a quarter ago, where both are there. */
function growthOf(
  gathering: Gathering,
  series: SubjectSeries,
  company: SubjectSeries,
  first: string,
): GrowthSpike[] {
  const { window } = gathering;
  const from = addDays(window.to, -meanDays);
  const then = addDays(from, -quarterDays + meanDays);
  if (first > then || series.kind === 'company' || series.kind === 'model' || series.kind === 'team')
    return [];
  const mean = (of: SubjectSeries, begin: string) =>
    daysFrom(begin, addDays(begin, meanDays)).reduce((sum, day) => sum + (of.spend.get(day) ?? 0n), 0n) /
    BigInt(meanDays);
  const [now, before] = [mean(series, from), mean(series, then)];
  const whole = mean(company, from) - mean(company, then);
  if (before <= 0n || now <= before * 2n) return [];
  return [
    {
      ...subjectOf(gathering, series),
      ...{ shape: 'growth' as const, from: then, to: window.to, z: null },
      times: Number((now * 1000n) / before) / 1000,
      changePermille: whole > 0n ? Number(((now - before) * 1000n) / whole) : null,
      actualPerDay: now,
      excessPerDay: exactly(now - before),
      ...{ goesOn: true, change: null },
    },
  ];
}

function subjectOf({ agents, teams }: Gathering, { kind, id, label }: SubjectSeries) {
  const agent = kind === 'agent' ? agents.find((one) => one.id === id) : undefined;
  const filter = kind === 'agent' ? (label ? (['agent', label] as const) : null) : ([kind, id] as const);
  return {
    subject: { kind, id, name: agent?.name ?? (kind === 'team' ? (teams.get(id) ?? id) : id) },
    workerId: agent ? id : null,
    filter: kind === 'company' ? null : filter,
  };
}
