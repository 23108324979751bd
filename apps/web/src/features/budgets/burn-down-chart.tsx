import type { BudgetEnvelope, BurnDay, EnvelopeBalance } from '@exchequer/model/contract';
import { burnDown, cssColour } from '../../charts/index.ts';
import { ChartFrame } from '../../components/chart-frame.tsx';
import { ChartStage } from '../../components/chart-stage.tsx';
import { Drawn } from '../../components/drawn.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { useWidth } from '../../components/width.ts';
import { currencySign, moneyExact, moneyWords } from '../../format/money.ts';
import { tick } from '../../format/number.ts';
import { bucketsOf } from '../../state/buckets.ts';
import { bucketWords, shortDay } from '../../state/calendar.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useBurnDown } from './reads.ts';
import { heldOf } from './tree.ts';
import { daysToReset, daysWords, periodDays } from './words.ts';

const ink = {
  axis: cssColour('mute'),
  grid: cssColour('line'),
  plan: cssColour('ink'),
  fill: cssColour('accent'),
  over: cssColour('stop'),
  ground: cssColour('paper'),
};

/** What is left of an envelope’s period, day by day, against even spending. */
export function BurnDownChart({
  envelope,
  period,
  title = 'Burn-down',
  height = 250,
}: {
  envelope: BudgetEnvelope;
  period?: string;
  title?: string;
  height?: number;
}) {
  const { data, error, refetch } = useBurnDown(envelope.id, period);
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton height={height + 60} />;
  return (
    <Chart
      title={title}
      currency={envelope.currency}
      balance={data.period}
      days={data.days}
      height={height}
    />
  );
}

interface ChartProps {
  title: string;
  currency: string;
  balance: EnvelopeBalance;
  days: readonly BurnDay[];
  height: number;
}

function Chart({ title, currency, balance, days, height }: ChartProps) {
  const { now } = useSurroundings();
  const { ref, width } = useWidth<HTMLDivElement>();
  const all = bucketsOf({ from: balance.starts_on, to: balance.ends_on, time_zone: '' }, 'day', []);
  const last = days.at(-1);
  const chart =
    width > 0
      ? burnDown({
          width,
          height,
          buckets: all.map(shortDay),
          start: startOf(balance, days),
          left: days.map((day) => Number(day.remaining)),
          limit: Number(balance.limit),
          held: Number(heldOf(balance)),
          today: balance.state === 'open' && days.length > 0 ? days.length - 1 : null,
          label: last ? endWords(balance, last, currency) : '',
          tick: (value) => tick(value, 'usd').replace('$', currencySign(currency)),
          ink,
        })
      : null;
  const words = (i: number) => dayWords(days[i], all[i] ?? '', currency);
  const reading = burnReading(balance, currency, now());
  return (
    <ChartFrame
      title={title}
      reading={reading}
      table={<DayTable days={days} currency={currency} title={title} />}
    >
      <div ref={ref} style={{ minHeight: height }}>
        {chart ? (
          <ChartStage
            title={title}
            reading={reading}
            layout={chart.layout}
            buckets={all.length}
            spoken={words}
            readout={(i) => <DayReadout words={words(i)} at={chart.layout.centre(i)} width={width} />}
          >
            <Drawn drawing={chart.drawing} />
          </ChartStage>
        ) : null}
      </div>
    </ChartFrame>
  );
}

/** Today what is free; of a past period what was left, below zero what went past the limit. */
function endWords(balance: EnvelopeBalance, last: BurnDay, currency: string): string {
  if (balance.state === 'open' && Number(last.remaining) >= 0)
    return `${moneyWords(balance.free, currency)} free`;
  const over = last.remaining.startsWith('-');
  return `${moneyWords(last.remaining.replace('-', ''), currency)} ${over ? 'over' : 'left'}`;
}

/** What the first day began with: increases of later days are no part of it. */
function startOf(balance: EnvelopeBalance, days: readonly BurnDay[]): number {
  const [first] = days;
  return first ? Number(first.remaining) + Number(first.spent) : Number(balance.limit);
}

export function burnReading(balance: EnvelopeBalance, currency: string, now: Date): string {
  const free = moneyWords(balance.free, currency);
  const limit = moneyWords(balance.limit, currency);
  if (balance.state === 'ended')
    return `${periodDays(balance)}: ${moneyWords(balance.spent, currency)} of ${limit} was spent.`;
  const togo = daysWords(daysToReset(balance, now));
  const perDay = moneyWords(balance.daily_spend, currency);
  const runway =
    balance.runway_days === null
      ? 'Nothing is being spent.'
      : `At ${perDay} a day it lasts ${daysWords(Number(balance.runway_days))}; the period ends in ${togo}.`;
  return `${free} of ${limit} is free. ${runway}`;
}

function dayWords(day: BurnDay | undefined, bucket: string, currency: string): string {
  const date = bucketWords(bucket, 'day');
  if (!day) return `${date}: still to come`;
  return `${date}: ${moneyExact(day.spent, currency)} spent, ${moneyExact(day.remaining, currency)} left`;
}

function DayReadout({ words, at, width }: { words: string; at: number; width: number }) {
  const [date = '', ...rest] = words.split(': ');
  const side = at > width / 2 ? { right: width - at + 14 } : { left: at + 14 };
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-2 z-20 rounded-md border border-edge bg-sheet px-3 py-2 text-[12.5px] whitespace-nowrap shadow-[0_4px_16px_rgb(0_0_0/0.1)]"
      style={side}
    >
      <div className="font-[560]">{date}</div>
      {rest
        .join(': ')
        .split(', ')
        .map((line) => (
          <div key={line}>{line}</div>
        ))}
    </div>
  );
}

function DayTable({ days, currency, title }: { days: readonly BurnDay[]; currency: string; title: string }) {
  return (
    <section className="max-h-80 overflow-auto" aria-label={`${title}, as a table`}>
      <table className="table dense">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" className="n">
              Spent
            </th>
            <th scope="col" className="n">
              Since the start
            </th>
            <th scope="col" className="n">
              Left
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.date}>
              <td className="whitespace-nowrap">{bucketWords(day.date, 'day')}</td>
              {[day.spent, day.cumulative, day.remaining].map((value, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: three fixed columns
                <td key={i} className="n">
                  <Money value={value} currency={currency} opened />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
