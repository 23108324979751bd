import { outcomeKinds } from '@exchequer/model';
import type { DimensionKey } from '@exchequer/model/contract';
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
  /** `decimal` is kept in 10⁻¹² as money is. */
  readonly unit: 'usd' | 'decimal' | 'count' | 'seconds' | 'minutes' | 'millijoules';
  readonly column: string;
  /** Rows that enter the sum; every condition has to hold. */
  readonly where: readonly { column: string; in: readonly string[] }[];
  /** Rows that show that somebody tells of it at all; the rows of the sum where left out. */
  readonly known?: readonly { column: string; in: readonly string[] }[];
  /** For stocks such as headcount: the sum on the first or last day of the range, not over it. */
  readonly at?: 'first' | 'last';
  readonly meaning: string;
  /** What a metric reads as needing while the fact holds nothing of it, and the button beside it. */
  readonly needs: string;
  readonly remedy: { readonly label: string; readonly to: string };
}

const sources = { label: 'Connect a source', to: '/w/$ws/sources' };
const familyOf = (kind: string): string => kind.split('.')[0] ?? kind;
const needsOf = (kind: string): string => `a source of ${familyOf(kind).replaceAll('_', ' ')} outcomes`;

/** A source that tells of one kind of a family would tell of the others: none seen is then none, not unknown. */
const kindsLike = (kind: string): string[] =>
  kind === 'ticket.rated'
    ? [kind]
    : Object.keys(outcomeKinds).filter((one) => familyOf(one) === familyOf(kind) && one !== 'ticket.rated');

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

/** A further column of accepted or counted outcomes of one kind, such as their lead time. */
function outcomeColumn(told: {
  name: string;
  kind: keyof typeof outcomeKinds;
  column: string;
  unit: FactMeasure['unit'];
  meaning: string;
  where?: FactMeasure['where'];
  needs?: string;
}): FactMeasure {
  const { kind, where, ...rest } = told;
  const ofKind = { column: 'kind', in: [kind] };
  return {
    fact: 'outcome',
    needs: needsOf(kind),
    remedy: sources,
    known: [{ column: 'kind', in: kindsLike(kind) }],
    ...rest,
    where: [ofKind, ...(where ?? [{ column: 'counted', in: ['1'] }])],
  };
}

const outcomeAmounts: readonly FactMeasure[] = [
  outcomeColumn({
    name: 'lead_seconds',
    kind: 'pull_request.merged',
    column: 'lead_seconds',
    unit: 'seconds',
    meaning: 'seconds from first work to merge',
    where: accepted,
  }),
  outcomeColumn({
    name: 'lead_count',
    kind: 'pull_request.merged',
    column: 'lead_count',
    unit: 'count',
    meaning: 'accepted pull requests whose lead time is known',
    where: accepted,
  }),
  outcomeColumn({
    name: 'restore_seconds',
    kind: 'incident.resolved',
    column: 'restore_seconds',
    unit: 'seconds',
    meaning: 'seconds from incident to restored service',
  }),
  outcomeColumn({
    name: 'restore_count',
    kind: 'incident.resolved',
    column: 'restore_count',
    unit: 'count',
    meaning: 'incidents whose time to restore is known',
  }),
];

const workspacePage = (page: string, label: string) => ({ label, to: `/w/$ws/${page}` });

const calendarMeasures: readonly FactMeasure[] = [
  {
    name: 'days',
    fact: 'calendar',
    unit: 'count',
    column: 'day',
    where: [],
    meaning: 'days of the range until today',
    needs: 'a range that has begun',
    remedy: workspacePage('value', 'Change the range'),
  },
];

/** Every sum that a metric may be made of besides those of usage. */
export const factMeasures: readonly FactMeasure[] = [
  ...(Object.keys(outcomeKinds) as (keyof typeof outcomeKinds)[]).flatMap(outcomeMeasures),
  ...outcomeAmounts,
  ...calendarMeasures,
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
