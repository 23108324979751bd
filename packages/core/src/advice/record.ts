import { partialPooling } from '../statistics/index.ts';
import type { Confidence, Finding } from './finding.ts';
import { gainOf, permilleOf, type Span } from './gain.ts';
import { gainWords } from './words.ts';

/** What an action of a rule promised a month, and what it brought. */
export interface RealisedRecord {
  readonly rule: number;
  readonly promised: bigint;
  readonly realised: Span;
}

/** How far the promises of a rule have held: what is realised for each dollar promised, at 80 %. */
export interface RuleRecord {
  readonly rule: number;
  readonly measured: number;
  /** Promises of the rule are multiplied by this. 1 without any record. */
  readonly factor: number;
  readonly low: number;
  readonly high: number;
}

/** Half the width of an 80 % interval in standard deviations. */
const reach80 = 1.2815515655446004;
/**
 * Before anything is measured: a promise is believed, and wrong by about half. One measurement that is
 * itself unsure therefore moves it little, and a few sure ones move it all the way.
 */
const priorError = 0.5;
/** Rules differ at least by so much, and actions of one rule too, whatever few measurements show. */
const leastSpread = 0.25;
const most = 1.5;

interface Believed {
  mean: number;
  error: number;
}

/**
 * The record of every rule that was measured, drawn to the record of all rules, and that to 1: partial
 * pooling on two levels, so that a rule with one lucky or unlucky action is not judged by it.
 */
export function ruleRecords(records: readonly RealisedRecord[]): Map<number, RuleRecord> {
  const usable = records.filter(({ promised }) => promised > 0n);
  const rules = [...new Set(usable.map(({ rule }) => rule))].sort((a, b) => a - b);
  const estimates = rules.map((rule) => estimateOf(usable.filter((record) => record.rule === rule)));
  const all = partialPooling(estimates.map(({ mean, error }) => ({ estimate: mean, error })));
  const spread = Math.max(Math.sqrt(all?.tau2 ?? 0), leastSpread);
  const together = all
    ? believed({ mean: 1, error: priorError }, { mean: all.mean, error: Math.hypot(all.error, spread) })
    : { mean: 1, error: priorError };
  return new Map(
    rules.map((rule, at) => {
      const own = estimates[at] ?? { mean: 1, error: priorError };
      const prior = { mean: together.mean, error: Math.hypot(together.error, spread) };
      const { mean, error } = believed(prior, own);
      const count = usable.filter((record) => record.rule === rule).length;
      return [
        rule,
        {
          rule,
          measured: count,
          factor: clamp(mean),
          low: mean - reach80 * error,
          high: mean + reach80 * error,
        },
      ];
    }),
  );
}

/** Realised for each dollar promised, over the actions of one rule, the surer ones counting more. */
function estimateOf(records: readonly RealisedRecord[]): Believed {
  const ratios = records.map(({ promised, realised }) => {
    const over = Number(promised);
    const error = Number(realised.high - realised.low) / (2 * reach80 * over);
    return { estimate: Number(realised.likely) / over, error: Math.hypot(error, leastSpread) };
  });
  const pooled = partialPooling(ratios);
  return pooled ? { mean: pooled.mean, error: pooled.error } : { mean: 1, error: priorError };
}

/** Normal prior and normal measurement. */
function believed(prior: Believed, seen: Believed): Believed {
  const [a, b] = [prior.error ** -2, seen.error ** -2];
  return { mean: (a * prior.mean + b * seen.mean) / (a + b), error: Math.sqrt(1 / (a + b)) };
}

const clamp = (factor: number): number => Math.min(most, Math.max(0, factor));

/** Measurements from which a record speaks about confidence. */
const enoughMeasured = 3;

/** Confidence in the light of the record: a rule that keeps falling short loses it, one that delivers gains it. */
export function confidenceAfter(confidence: Confidence, record: RuleRecord | undefined): Confidence {
  if (!record || record.measured < enoughMeasured) return confidence;
  if (record.high < 0.5) return 'low';
  if (record.high < 1) return confidence === 'high' ? 'medium' : 'low';
  return confidence === 'low' && record.low > 0.5 ? 'medium' : confidence;
}

/** A finding as it is shown: its promise scaled by the record of its rule. */
export function scaledByRecord<T extends Finding>(finding: T, record: RuleRecord | undefined): T {
  if (!record) return finding;
  const permille = record.factor * 1_000;
  const scale = (amount: bigint) => permilleOf(amount, permille);
  const { low, likely, high, per } = finding.gain;
  const gain = gainOf({ low: scale(low), likely: scale(likely), high: scale(high) }, per);
  return {
    ...finding,
    gain,
    says: `${finding.claim} ${gainWords(gain, finding.brings)}`,
    basis: `${finding.basis} Times ${record.factor.toFixed(2)}: what rule ${record.rule} brought for each dollar promised, ${record.measured} measured.`,
    confidence: confidenceAfter(finding.confidence, record),
  };
}
