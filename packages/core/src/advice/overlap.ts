import type { Finding, Touch } from './finding.ts';
import { type Gain, least, type Span } from './gain.ts';
import { gainWords } from './words.ts';

/** Savings on the same spend are applied in this order, each on what the former left. Others stand alone. */
export const overlapOrder: readonly number[] = [17, 3, 1, 2, 28];

/** A finding with what is left of its gain once others on the same spend were followed. */
export interface NetFinding extends Finding {
  /** What it would bring by itself. */
  readonly gross: Gain;
  /** Keys of the findings that took from the same spend before it. */
  readonly after: readonly string[];
}

/** What is left of a scope's spend, were all former savings at their high, likely or low. */
type Left = Record<keyof Span, bigint>;

/**
 * Findings with their gains net of each other. A saving is a part of the spend that it works on, and is
 * taken of what the former ones left: low of what is left if they bring much, high if they bring little.
 * So no scope is saved more than once over, and the order in which findings come does not matter.
 */
export function netted(findings: readonly Finding[]): NetFinding[] {
  const whole = wholeOf(findings);
  const left = new Map<string, Left>(
    [...whole].map(([scope, cost]) => [scope, { low: cost, likely: cost, high: cost }]),
  );
  const before = new Map<string, string[]>();
  const net = new Map<Finding, NetFinding>();
  for (const finding of inOrder(findings)) {
    if (!overlapOrder.includes(finding.rule) || finding.touches.length === 0) {
      net.set(finding, { ...finding, gross: finding.gain, after: [] });
      continue;
    }
    const after = [...new Set(finding.touches.flatMap(({ scope }) => before.get(scope) ?? []))];
    const gain = taken(finding, whole, left);
    for (const { scope } of finding.touches) before.set(scope, [...(before.get(scope) ?? []), finding.key]);
    const says = after.length > 0 ? `${finding.claim} ${gainWords(gain, finding.brings)}` : finding.says;
    net.set(finding, { ...finding, says, gain, gross: finding.gain, after });
  }
  return findings.flatMap((finding) => net.get(finding) ?? []);
}

/** The spend of each scope, as the finding says that knows most of it. */
function wholeOf(findings: readonly Finding[]): Map<string, bigint> {
  const whole = new Map<string, bigint>();
  for (const { scope, cost } of findings.flatMap(({ touches }) => touches)) {
    const known = whole.get(scope) ?? 0n;
    whole.set(scope, cost > known ? cost : known);
  }
  return whole;
}

const rankOf = ({ rule }: Finding): number => {
  const at = overlapOrder.indexOf(rule);
  return at < 0 ? overlapOrder.length : at;
};
const byKey = (a: Finding, b: Finding): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
const inOrder = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => rankOf(a) - rankOf(b) || byKey(a, b));

const bounds = ['low', 'likely', 'high'] as const;

/** Takes a finding's saving from what is left of its scopes, and says what it comes to. */
function taken(finding: Finding, whole: ReadonlyMap<string, bigint>, left: Map<string, Left>): Gain {
  const { gain, touches } = finding;
  const parts = touches.reduce((sum, { part }) => sum + part, 0n);
  const sum: Record<keyof Span, bigint> = { low: 0n, likely: 0n, high: 0n };
  for (const touch of touches) {
    const all = whole.get(touch.scope) ?? 0n;
    const rest = left.get(touch.scope);
    if (!rest || all === 0n) continue;
    const own = shareOf(gain, touch, parts, all);
    // What is left under their likely savings takes the likely one, and so on: each chain stays within the spend.
    const former = { low: rest.high, likely: rest.likely, high: rest.low };
    for (const bound of bounds) sum[bound] += (own[bound] * former[bound]) / all;
    left.set(touch.scope, {
      low: rest.low - (own.low * rest.low) / all,
      likely: rest.likely - (own.likely * rest.likely) / all,
      high: rest.high - (own.high * rest.high) / all,
    });
  }
  return { ...gain, ...sum };
}

/** The part of a gain that falls on one scope, never more than its spend. */
function shareOf(gain: Span, { part }: Touch, parts: bigint, all: bigint): Span {
  const of = (amount: bigint) => least(parts === 0n ? 0n : (amount * part) / parts, all);
  return { low: of(gain.low), likely: of(gain.likely), high: of(gain.high) };
}

/** Sum of gains by how often they come. The lows and highs are sums as well, so they are wider than 80 %. */
export function totalGain(findings: readonly Pick<Finding, 'gain'>[]): Record<Gain['per'], Span> {
  const none = { low: 0n, likely: 0n, high: 0n };
  const total: Record<Gain['per'], Span> = { month: none, once: none };
  for (const { gain } of findings) {
    const { low, likely, high } = total[gain.per];
    total[gain.per] = { low: low + gain.low, likely: likely + gain.likely, high: high + gain.high };
  }
  return total;
}
