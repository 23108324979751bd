import type { PermilleSpan } from './gain.ts';

/**
 * Thresholds and assumptions, as data. Thresholds say when a rule speaks; assumptions are what a gain of
 * low confidence rests on, each as an 80 % interval, and are printed in its basis.
 */
export interface AdvicePolicy {
  /** Below this a month a finding is not worth reading, in pico-dollars. Findings that cost nothing are exempt. */
  readonly smallest: bigint;
  /** 1: a cache hit rate below this. */
  readonly cacheHitPermille: number;
  /** 2: what batches cost less where the price book has no row for them; calls that may wait so long. */
  readonly batchDiscount: PermilleSpan;
  readonly batchHours: number;
  /** 3: the cheaper model may fail so much more often and still count as no worse. */
  readonly marginPermille: number;
  readonly fewestPairs: number;
  /** 4: equal requests that make a loop, and the limit that is proposed. */
  readonly loopRequests: number;
  /** 5 */
  readonly spikeZ: number;
  readonly spikeTimes: number;
  /** Part of the company's growth that one of them explains, where it at least doubled. */
  readonly explainedPermille: number;
  readonly daysToFix: { readonly low: number; readonly likely: number; readonly high: number };
  /** 6 */
  readonly overrunPermille: number;
  /** 7, 8 and 11 */
  readonly fewestPeople: number;
  readonly nearZero: number;
  readonly growthPermille: number;
  /** Part of the spend in question that a holdout is expected to show to be without effect. */
  readonly holdoutShare: PermilleSpan;
  /** 9: excess over what the other days led to expect, as a part of the spend. */
  readonly bunchingPermille: number;
  readonly rolloverPermille: number;
  /** 10 */
  readonly unlinkedPermille: number;
  readonly precision: PermilleSpan;
  readonly recoverable: PermilleSpan;
  /** 12 and 13 */
  readonly utilisationPermille: number;
  readonly variationPermille: number;
  /** 14 */
  readonly creditDays: number;
  /** 16 */
  readonly idlePermille: number;
  /** 17: how recent a price must be to be news, in days. */
  readonly priceDays: number;
  /** 18: Σ share², in thousandths; how likely a shock is in a year, and which part of the spend it costs. */
  readonly concentrationPermille: number;
  readonly shockPerYear: PermilleSpan;
  readonly shockLoss: PermilleSpan;
  /** 19 and 20 */
  readonly idleDays: number;
  /** 21: a rate that grew by so much, in thousandths of what it was. */
  readonly worsePermille: number;
  /** 22: a wait that grew by so much. */
  readonly waitPermille: number;
  /** 23 */
  readonly incidentsPermille: number;
  /** 24 */
  readonly spread: number;
  /** 25: tax and penalty on what is taxed late, where nobody stated a rate. */
  readonly taxPermille: PermilleSpan;
  /** 26 */
  readonly untaggedPermille: number;
  /** 27 */
  readonly mismatchPermille: number;
  /** 28: input per output that grew by so much. */
  readonly contextPermille: number;
  /** Which part of the added context compacting takes back. */
  readonly compactable: PermilleSpan;
  /** 29: how likely each price of the grid is within a year. */
  readonly priceShock: PermilleSpan;
  /** 30: part of the inputs that are stale. */
  readonly stalePermille: number;
  /** Part of the decisions that are late by what the ninth decile exceeds the agreement by. */
  readonly lateShare: PermilleSpan;
}

const dollar = 1_000_000_000_000n;
const between = (low: number, likely: number, high: number) => ({ low, likely, high });

export const usualAdvicePolicy: AdvicePolicy = {
  smallest: 10n * dollar,
  cacheHitPermille: 500,
  batchDiscount: between(400, 500, 500),
  batchHours: 24,
  marginPermille: 20,
  fewestPairs: 30,
  loopRequests: 10,
  spikeZ: 3.5,
  spikeTimes: 10,
  explainedPermille: 670,
  daysToFix: between(2, 5, 10),
  overrunPermille: 500,
  fewestPeople: 100,
  nearZero: 0,
  growthPermille: 100,
  holdoutShare: between(50, 150, 300),
  bunchingPermille: 50,
  rolloverPermille: 250,
  unlinkedPermille: 300,
  precision: between(500, 700, 900),
  recoverable: between(100, 250, 400),
  utilisationPermille: 900,
  variationPermille: 250,
  creditDays: 60,
  idlePermille: 200,
  priceDays: 120,
  concentrationPermille: 500,
  shockPerYear: between(50, 100, 200),
  shockLoss: between(100, 250, 500),
  idleDays: 30,
  worsePermille: 100,
  waitPermille: 200,
  incidentsPermille: 250,
  spread: 10,
  taxPermille: between(200, 300, 450),
  untaggedPermille: 50,
  mismatchPermille: 10,
  contextPermille: 200,
  compactable: between(300, 500, 700),
  priceShock: between(100, 200, 350),
  stalePermille: 100,
  lateShare: between(100, 150, 250),
};
