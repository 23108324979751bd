/** A table of two groups by result within one stratum, such as a kind of work. */
export interface Stratum {
  readonly name: string;
  readonly firstYes: number;
  readonly firstNo: number;
  readonly secondYes: number;
  readonly secondNo: number;
}

export interface OddsRatios {
  /** Null where nobody of one cell exists, so that nothing can be divided by it. */
  readonly crude: number | null;
  /** Mantel–Haenszel over the strata. */
  readonly stratified: number | null;
  readonly byStratum: ReadonlyMap<string, number | null>;
  /** The two point different ways: no headline may be made of either. */
  readonly flips: boolean;
}

/** Odds of the first group against the second, crude and with strata held fixed (Simpson’s check). */
export function oddsRatios(strata: readonly Stratum[]): OddsRatios {
  const sum = (of: (stratum: Stratum) => number) => strata.reduce((total, s) => total + of(s), 0);
  const crude = ratio(
    sum((s) => s.firstYes) * sum((s) => s.secondNo),
    sum((s) => s.firstNo) * sum((s) => s.secondYes),
  );
  const size = (s: Stratum) => s.firstYes + s.firstNo + s.secondYes + s.secondNo || 1;
  const stratified = ratio(
    sum((s) => (s.firstYes * s.secondNo) / size(s)),
    sum((s) => (s.firstNo * s.secondYes) / size(s)),
  );
  return {
    crude,
    stratified,
    byStratum: new Map(
      strata.map((s) => [s.name, ratio(s.firstYes * s.secondNo, s.firstNo * s.secondYes)] as const),
    ),
    flips: crude !== null && stratified !== null && (crude - 1) * (stratified - 1) < 0,
  };
}

const ratio = (of: number, over: number): number | null => (over > 0 ? of / over : null);
