import { outcomeKinds } from '@exchequer/model';
import type { DimensionKey } from '@exchequer/model/contract';
import { companyMeasures } from './fact-company.ts';
import { factoryFactMeasures } from './fact-factory.ts';
import { logMeasures } from './fact-log.ts';
import type { FactKey, FactMeasure, Measure } from './fact-measure.ts';
import { accepted, kindsLike, nameOf, needsOf, outcomeAmounts, sources } from './fact-outcome.ts';

export type { FactKey, FactMeasure } from './fact-measure.ts';

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
