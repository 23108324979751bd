import { outcomeKinds } from '@exchequer/model';
import type { FactMeasure } from './fact-measure.ts';

export const sources = { label: 'Connect a source', to: '/w/$ws/sources' };
const familyOf = (kind: string): string => kind.split('.')[0] ?? kind;
export const needsOf = (kind: string): string =>
  `a source of ${familyOf(kind).replaceAll('_', ' ')} outcomes`;

/** A source that tells of one kind of a family would tell of the others: none seen is then none, not unknown. */
export const kindsLike = (kind: string): string[] =>
  kind === 'ticket.rated'
    ? [kind]
    : Object.keys(outcomeKinds).filter((one) => familyOf(one) === familyOf(kind) && one !== 'ticket.rated');

/** Measure names of a kind: `accepted_pull_request_merged` is what `reversed_…` took back. */
export const nameOf = (kind: string): string => kind.replace('.', '_');

export const accepted = [
  { column: 'counted', in: ['1'] },
  { column: 'reversed', in: ['0'] },
] as const;

const counted = [{ column: 'counted', in: ['1'] }] as const;
const byAi = { column: 'handled_by', in: ['ai'] } as const;
const revenueRows = [{ column: 'kind', in: ['revenue.booked', 'revenue.refunded'] }, ...counted];

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

export const outcomeAmounts: readonly FactMeasure[] = [
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
  {
    name: 'ai_resolved',
    fact: 'outcome',
    unit: 'count',
    column: 'outcomes',
    where: [{ column: 'kind', in: ['ticket.resolved'] }, ...accepted, byAi],
    known: [{ column: 'kind', in: ['ticket.resolved'] }, byAi],
    meaning: 'tickets that AI resolved, not reopened within their window',
    needs: 'a source of tickets that says which of them AI handled',
    remedy: sources,
  },
  {
    name: 'ai_handled',
    fact: 'outcome',
    unit: 'count',
    column: 'outcomes',
    where: [{ column: 'kind', in: ['ticket.resolved', 'ticket.escalated'] }, ...counted, byAi],
    known: [{ column: 'kind', in: ['ticket.resolved', 'ticket.escalated'] }, byAi],
    meaning: 'tickets that AI resolved or handed over',
    needs: 'a source of tickets that says which of them AI handled',
    remedy: sources,
  },
  {
    name: 'ai_escalated',
    fact: 'outcome',
    unit: 'count',
    column: 'outcomes',
    where: [{ column: 'kind', in: ['ticket.escalated'] }, ...counted, byAi],
    known: [{ column: 'kind', in: ['ticket.resolved', 'ticket.escalated'] }, byAi],
    meaning: 'tickets that AI handed over to people',
    needs: 'a source of tickets that says which of them AI handled',
    remedy: sources,
  },
  ...(['points', 'count'] as const).flatMap((part) => [
    rating(`satisfaction_${part}`, part, []),
    rating(`ai_satisfaction_${part}`, part, [byAi]),
  ]),
  {
    name: 'accepted_results',
    fact: 'outcome',
    unit: 'count',
    column: 'outcomes',
    where: [
      { column: 'kind', in: ['feature.shipped', 'pull_request.merged', 'ticket.resolved'] },
      ...accepted,
    ],
    known: [{ column: 'kind', in: ['feature.shipped', 'pull_request.merged', 'ticket.resolved'] }],
    meaning: 'features, pull requests and tickets accepted and not taken back',
    needs: 'a source of outcomes: features, pull requests or tickets',
    remedy: sources,
  },
  {
    name: 'revenue_usd',
    fact: 'outcome',
    unit: 'usd',
    column: 'value_usd',
    where: revenueRows,
    meaning: 'revenue in dollars, refunds taken off',
    needs: 'a revenue source',
    remedy: sources,
  },
  {
    name: 'unconverted_revenue',
    fact: 'outcome',
    unit: 'count',
    column: 'unconverted',
    where: revenueRows,
    meaning: 'revenue whose currency has no rate on its day',
    needs: 'a revenue source',
    remedy: sources,
  },
  {
    name: 'human_minutes',
    fact: 'outcome',
    unit: 'minutes',
    column: 'human_minutes',
    where: [...accepted, { column: 'handled_by', in: ['ai', 'both'] }],
    known: [{ column: 'human_minutes', in: ['0'], not: true }],
    meaning: 'minutes that accepted work of AI took people before AI',
    needs: 'the minutes that a kind of outcome took people before AI',
    remedy: sources,
  },
];

/** Satisfaction of tickets, in points from 0 to 100 or as a count of ratings. */
function rating(name: string, part: 'points' | 'count', where: FactMeasure['where']): FactMeasure {
  const rated = { column: 'quality_count', in: ['0'], not: true };
  return {
    name,
    fact: 'outcome',
    unit: 'count',
    column: `quality_${part}`,
    where: [{ column: 'kind', in: ['ticket.rated', 'ticket.resolved'] }, ...counted, ...where],
    known: [rated, ...where],
    meaning: part === 'points' ? 'satisfaction, in points from 0 to 100' : 'tickets that were rated',
    needs:
      where.length > 0
        ? 'a source of satisfaction that says which tickets AI handled'
        : 'a source of satisfaction, such as ratings of tickets',
    remedy: sources,
  };
}
