import { type AlertNews, parseUsd } from '@exchequer/model';
import type { BoardPack, Reading, SpendForecastView, WeeklyDigest } from '@exchequer/model/contract';
import type { AdviceFact } from './board-advice.ts';
import { adviceOfMonth } from './board-advice.ts';
import type { MoverFact } from './facts.ts';
import { exploreOf, pageOver } from './page.ts';
import { dollars, percent } from './words.ts';

/** What a digest of a week is made of. */
export interface DigestFacts extends Pick<AdviceFact, 'inbox'> {
  readonly workspace: BoardPack['workspace'];
  readonly range: BoardPack['range'];
  /** Spend of the week beside that of the week before. */
  readonly spend: Reading;
  readonly forecast: Pick<SpendForecastView, 'estimate' | 'needs' | 'period'>;
  readonly movers: readonly MoverFact[];
}

type Line = WeeklyDigest['lines'][number];

/** The week in a few lines: spend, forecast, what moved most, what to do. Nobody is named. */
export function weeklyDigest(facts: DigestFacts): WeeklyDigest {
  const { workspace, range, spend } = facts;
  const { from, to, time_zone } = range;
  return {
    ...{ workspace, from, to, time_zone },
    title: titleOf(spend, from),
    spend: spend.value,
    lines: [
      spendLine(spend, facts),
      forecastLine(facts.forecast),
      ...moverLines(facts),
      ...adviceLines(facts),
    ],
  };
}

function titleOf({ value }: Reading, from: string): string {
  const monday = new Date(`${from}T12:00:00Z`);
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return `The week of ${day.format(monday)}${value === null ? '' : `: ${dollars(value)}`}`;
}

function spendLine({ value, compare_value: before, needs }: Reading, { range }: DigestFacts): Line {
  const to = pageOver('today', range);
  if (value === null) return { text: `Spend needs ${needs ?? 'usage'}.`, to };
  if (before === null || parseUsd(before) === 0n) return { text: `${dollars(value)} was spent.`, to };
  const change = parseUsd(value) - parseUsd(before);
  if (change === 0n) return { text: `${dollars(value)} was spent, as in the week before.`, to };
  const size = change < 0n ? -change : change;
  const share = percent(String(Number(size) / Number(parseUsd(before))));
  const more = change > 0n ? 'more' : 'less';
  return { text: `${dollars(value)} was spent, ${share} ${more} than in the week before.`, to };
}

function forecastLine({ estimate, needs, period }: DigestFacts['forecast']): Line {
  const to = pageOver('today', period);
  if (estimate === null) return { text: `A forecast of the ${period.kind} needs ${needs ?? 'usage'}.`, to };
  const { median, low80, high80, budget, over_budget: over } = estimate;
  const band = `${dollars(low80)} to ${dollars(high80)} in 80 of 100 courses`;
  const held =
    budget === null || over === null
      ? ''
      : ` The budget is ${dollars(budget)}; the chance of passing it is ${percent(String(over))}.`;
  return { text: `The ${period.kind} heads for ${dollars(median)} (${band}).${held}`, to };
}

const shown = 3;

function moverLines({ movers, range }: DigestFacts): Line[] {
  return movers
    .map((mover) => ({ ...mover, change: parseUsd(mover.after) - parseUsd(mover.before) }))
    .filter(({ change }) => change !== 0n)
    .sort((a, b) => (size(b.change) > size(a.change) ? 1 : -1))
    .slice(0, shown)
    .map(({ label, dimension, value, change, after }) => ({
      text: `${label}: ${change > 0n ? '+' : '−'}${dollars(plain(size(change)))}, now ${dollars(after)}.`,
      to: exploreOf(range, dimension, value),
    }));
}

const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount);
/** Whole dollars are enough for a sentence. */
const plain = (amount: bigint): string => (amount / 1_000_000_000_000n).toString();

function adviceLines({ inbox, range }: DigestFacts): Line[] {
  const { recommendations } = adviceOfMonth({ inbox, applied: [], judged: true, range });
  return recommendations.map(({ claim, gain, to }) => ({
    text: `${claim} Likely ${dollars(gain.low)} to ${dollars(gain.high)} ${gain.per === 'month' ? 'a month' : 'once'}.`,
    to,
  }));
}

/** A digest as an alert, once for each week. */
export function digestNews(digest: WeeklyDigest, appUrl: string): AlertNews {
  const { workspace, from, to, title, lines, spend } = digest;
  return {
    topic: 'digest.weekly',
    key: `digest.weekly:${from}`,
    level: 'info',
    title,
    says: lines
      .map(({ text, to: page }) =>
        page.startsWith('/today?advice=') ? `${text} ${appUrl}/w/${workspace}${page}` : text,
      )
      .join('\n'),
    path: pageOver('today', { from, to }),
    data: { from, to, spend },
  };
}
