import { outcomeKinds } from '@exchequer/model';
import type { Measure } from './measure.ts';

/**
 * What figures are made of besides usage. A fact is a table of sums by company day; a metric may
 * combine sums of several facts, and stays a ratio of sums.
 */
export type FactKey =
  | 'usage'
  | 'linked'
  | 'outcome'
  | 'staff'
  | 'pay'
  | 'decision'
  | 'stated'
  | 'factory'
  | 'gate'
  | 'calendar';

/** A named sum over one fact. */
export interface FactMeasure {
  readonly name: Measure;
  readonly fact: FactKey;
  readonly unit: 'usd' | 'count' | 'seconds' | 'minutes' | 'millijoules';
  readonly column: string;
  /** Rows that enter the sum; every condition has to hold. */
  readonly where: readonly { column: string; in: readonly string[] }[];
  /** For stocks such as headcount: the sum on the first or last day of the range, not over it. */
  readonly at?: 'first' | 'last';
  readonly meaning: string;
  /** What a metric reads as needing while the fact holds nothing of it, and the button beside it. */
  readonly needs: string;
  readonly remedy: { readonly label: string; readonly to: string };
}

const sources = { label: 'Connect a source', to: '/w/$ws/sources' };
const needsOf = (kind: string): string => `a source of ${kind.split('.')[0]?.replaceAll('_', ' ')} outcomes`;

/** Measure names of a kind: `accepted_pull_request_merged` is what `reversed_…` took back. */
const nameOf = (kind: string): string => kind.replace('.', '_');

const accepted = [
  { column: 'counted', in: ['1'] },
  { column: 'reversed', in: ['0'] },
] as const;

/** Sums of one kind of outcome: how many happened, and of results how many stand and how many do not. */
function outcomeMeasures(kind: keyof typeof outcomeKinds): FactMeasure[] {
  const { name, role } = outcomeKinds[kind];
  const ofKind = { column: 'kind', in: [kind] };
  const base = { fact: 'outcome', needs: needsOf(kind), remedy: sources } as const;
  const count = (prefix: string, where: FactMeasure['where'], meaning: string): FactMeasure => ({
    ...base,
    name: `${prefix}_${nameOf(kind)}`,
    unit: 'count',
    column: 'outcomes',
    where: [ofKind, ...where],
    meaning,
  });
  const all = count('counted', [{ column: 'counted', in: ['1'] }], `${name}, each once`);
  if (role !== 'result') return [all];
  return [
    all,
    count('accepted', accepted, `${name}, not taken back within their window`),
    count(
      'reversed',
      [
        { column: 'counted', in: ['1'] },
        { column: 'reversed', in: ['1'] },
      ],
      `${name} that were taken back within their window`,
    ),
  ];
}

/** Every sum that a metric may be made of besides those of usage. */
export const factMeasures: readonly FactMeasure[] = (
  Object.keys(outcomeKinds) as (keyof typeof outcomeKinds)[]
).flatMap(outcomeMeasures);

const byName = new Map(factMeasures.map((measure) => [measure.name, measure]));

/** The fact measure of a name; undefined where the name is a measure of usage. */
export const factMeasureOf = (name: Measure): FactMeasure | undefined => byName.get(name);
