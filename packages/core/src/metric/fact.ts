import { outcomeKinds } from '@exchequer/model';
import type { DimensionKey } from '@exchequer/model/contract';
import { companyMeasures } from './fact-company.ts';
import { factoryFactMeasures } from './fact-factory.ts';
import { logMeasures } from './fact-log.ts';
import { accepted, kindsLike, nameOf, needsOf, outcomeAmounts, sources } from './fact-outcome.ts';
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

/** A column that has one of some values, or with `not` none of them. */
export interface FactCondition {
  readonly column: string;
  readonly in: readonly string[];
  readonly not?: boolean;
}

/** A named sum over one fact. */
export interface FactMeasure {
  readonly name: Measure;
  readonly fact: FactKey;
  /** `decimal` is kept in 10⁻¹² as money is. */
  readonly unit: 'usd' | 'decimal' | 'count' | 'seconds' | 'minutes' | 'millijoules';
  readonly column: string;
  /** Rows that enter the sum; every condition has to hold. */
  readonly where: readonly FactCondition[];
  /** Rows that show that somebody tells of it at all; the rows of the sum where left out. */
  readonly known?: readonly FactCondition[];
  /** For stocks such as headcount: the sum on the first or last day of the range, not over it. */
  readonly at?: 'first' | 'last';
  readonly meaning: string;
  /** What a metric reads as needing while the fact holds nothing of it, and the button beside it. */
  readonly needs: string;
  readonly remedy: { readonly label: string; readonly to: string };
}

/** Sums of one kind of outcome: how many happened, and of results how many stand and how many do not. */
function outcomeMeasures(kind: keyof typeof outcomeKinds): FactMeasure[] {
  const { name, role } = outcomeKinds[kind];
  const ofKind = { column: 'kind', in: [kind] };
  const known = [{ column: 'kind', in: kindsLike(kind) }];
  const base = { fact: 'outcome', needs: needsOf(kind), remedy: sources, known } as const;
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
export const factMeasures: readonly FactMeasure[] = [
  ...(Object.keys(outcomeKinds) as (keyof typeof outcomeKinds)[]).flatMap(outcomeMeasures),
  ...outcomeAmounts,
  ...companyMeasures,
  ...logMeasures,
  ...factoryFactMeasures,
];

const byName = new Map(factMeasures.map((measure) => [measure.name, measure]));

/** The fact measure of a name; undefined where the name is a measure of usage. */
export const factMeasureOf = (name: Measure): FactMeasure | undefined => byName.get(name);

/** The fact of a measure; names that no other fact has are sums of usage. */
export const factOf = (name: Measure): FactKey => byName.get(name)?.fact ?? 'usage';

const ofTeams: readonly DimensionKey[] = ['team'];

/** Dimensions that a fact knows; null knows all of usage. A calendar is the same for every group. */
const factDimensions: Readonly<Record<FactKey, readonly DimensionKey[] | null>> = {
  usage: null,
  calendar: null,
  linked: ['team', 'tool', 'repo', 'workflow', 'provider', 'model'],
  outcome: ['team', 'repo', 'workflow', 'service'],
  staff: ofTeams,
  pay: ofTeams,
  decision: ofTeams,
  stated: ofTeams,
  factory: [],
  gate: [],
};

export const dimensionsOfFact = (fact: FactKey): readonly DimensionKey[] | null => factDimensions[fact];
