import type { MetricResult } from '@exchequer/model/contract';
import { metric, totalOf } from '../../api/metric-keys.ts';
import { delta } from '../../format/delta.ts';
import { groupDigits, inline } from '../../format/number.ts';
import { rangeWords } from '../../state/calendar.ts';
import { valueLabel } from '../../state/labels.ts';
import type { CostKind } from '../../state/search.ts';

/** The page’s answer in a sentence, and the lines behind it. */
export interface Headline {
  title: string;
  sub: string;
}

const costWords: Record<CostKind, string> = {
  list: 'AI spend',
  contracted: 'AI spend on our terms',
  marginal: 'Added AI spend',
};

/** Says what was spent and where most of it went, from the figures themselves. */
export function headline(heroes: MetricResult, byModel: MetricResult | undefined, cost: CostKind): Headline {
  const spend = totalOf(heroes, metric.spend[cost]);
  const { from, to } = heroes.query.range;
  const days = rangeWords(from, to).replace(/ \d{4}$/, '');
  const amount =
    spend.value === null ? null : `${lowerBound(heroes) ? 'at least ' : ''}${inline(spend.value, 'usd')}`;
  const share = amount ? leadingShare(byModel) : null;
  const title = amount
    ? `${costWords[cost]} was ${amount} over ${days}${share ? `, ${share}` : ''}`
    : `${inline(totalOf(heroes, metric.tokens).value ?? '0', 'tokens')} tokens over ${days}, none of them priced yet`;
  return { title, sub: [moved(heroes, cost), cached(heroes), unpriced(heroes)].filter(Boolean).join(' ') };
}

/** Output that a source proves and does not count makes every amount a lower bound. */
export const lowerBound = (result: MetricResult) => result.provenance.lower_bound;

export function lowerBoundReason(result: MetricResult): string {
  const missing = result.provenance.missing_output_tokens;
  const proven =
    missing === '0' ? '' : ` At least ${groupDigits(missing)} output tokens are proven to be missing.`;
  return `A lower bound: some sources record less output than was produced.${proven}`;
}

function leadingShare(byModel: MetricResult | undefined): string | null {
  const total = Number(byModel?.totals[0]?.value ?? 0);
  const lead = byModel?.groups.find((g) => !g.other);
  if (!lead || total <= 0) return null;
  const part = Number(lead.values[0] ?? 0) / total;
  const name = valueLabel('model', lead.key[0] ?? '', lead.label[0]);
  if (byModel?.groups.length === 1) return `all of it in ${name}`;
  return part >= 0.5
    ? `${inline(String(part), 'share')} in ${name}`
    : `the largest part, ${inline(String(part), 'share')}, in ${name}`;
}

function moved(heroes: MetricResult, cost: CostKind): string {
  const { value, compare_value: before } = totalOf(heroes, metric.spend[cost]);
  if (!heroes.compare_range) return '';
  const change = delta(value, before, 'usd', 'neither');
  const range = rangeWords(heroes.compare_range.from, heroes.compare_range.to);
  if (!change) return `Nothing to compare with in ${range}.`;
  if (change.arrow === '→') return `Unchanged from ${range}.`;
  return `${change.arrow === '↑' ? 'Up' : 'Down'} ${change.text.slice(1)} from ${inline(before ?? '0', 'usd')} over ${range}.`;
}

function cached(heroes: MetricResult): string {
  const share = totalOf(heroes, metric.cacheReadShare).value;
  return share ? `${inline(share, 'share')} of input came from cache.` : '';
}

function unpriced(heroes: MetricResult): string {
  const share = totalOf(heroes, metric.unpricedShare).value;
  return share && Number(share) > 0
    ? `${inline(share, 'share')} of tokens have no price yet and are in no amount here.`
    : '';
}
