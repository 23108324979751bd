import { metricOf, toDefinition } from '@exchequer/core/metric';
import type {
  Access,
  Curve,
  DateRange,
  DimensionKey,
  Evidence,
  Explanation,
  Growth,
  MetricQuery,
  MetricResult,
  SourceHealth,
  UsageEventDetail,
} from '@exchequer/model/contract';
import type { AnalyticsEngine } from '../engine/index.ts';
import { readAccess } from './access.ts';
import { type CurveAsked, readCurve } from './curve.ts';
import { readEvent } from './event.ts';
import type { EventsAsked } from './event-list.ts';
import { eventsNamed } from './event-name.ts';
import { readEvidence } from './evidence.ts';
import { explainMetric } from './explain.ts';
import type { DecisionFigures, Directory, Labels, PersonsKnown, ReadingFacts } from './facts.ts';
import { readGrowth } from './growth.ts';
import { guardReading, isInForce } from './guard.ts';
import { type EventPage, readGuardedEvents } from './guard-event.ts';
import { type PersonUsage, readPerson } from './person.ts';
import type { IntakeRecords, PriceRows, SourceLines } from './ports.ts';
import { readMetrics } from './read.ts';
import { readSourceHealth } from './source-health.ts';
import { readTeamWeeks, type TeamWeekSums, type TeamWeeksAsked } from './team-week.ts';
import { readUnpriced, type UnpricedModel } from './unpriced.ts';
import { type DimensionValue, readDimensionValues } from './value.ts';

/** What reports read besides the engine. */
export interface ReportPorts {
  engine: AnalyticsEngine;
  /** The zone whose days the rollups hold. */
  companyTimeZone: () => Promise<string>;
  labels: Labels;
  directory: Directory;
  /** The decision log of a workspace; absent where none is kept. */
  decisions?: (workspace: string) => DecisionFigures;
  /** Who is a person, and what an asker was shown; absent where nobody is known. */
  people?: (asker: string | null) => PersonsKnown;
  prices: PriceRows;
  lines: SourceLines;
  intake: IntakeRecords;
  now: () => Date;
}

/**
 * Every reading of usage, each within one workspace. `asker` is who is shown it: what earlier readings
 * told them counts for what the next may tell.
 */
export interface UsageReports {
  /** @param query must have passed `checkQuery` */
  metrics(workspace: string, query: MetricQuery, asker?: string): Promise<MetricResult>;
  /** What figures rest on, in the order of the keys; keys that no metric has are left out. */
  evidence(workspace: string, range: DateRange, keys: readonly string[], asker?: string): Promise<Evidence[]>;
  /** A figure opened; null where there is no such metric. */
  explain(workspace: string, range: DateRange, key: string, asker?: string): Promise<Explanation | null>;
  growth(workspace: string, range: DateRange, asker?: string): Promise<Growth>;
  access(workspace: string, range: DateRange): Promise<Access[]>;
  /** What teams spent and brought by week. Nobody is shown it: it is for what is made of it. */
  teamWeeks(workspace: string, asked: TeamWeeksAsked): Promise<TeamWeekSums[]>;
  /** Spend against outcomes by team and week, and what more of it brings. */
  curve(workspace: string, asked: CurveAsked): Promise<Curve>;
  values(
    workspace: string,
    asked: { dimension: DimensionKey; range: DateRange; search: string },
    asker?: string,
  ): Promise<DimensionValue[]>;
  events(workspace: string, asked: EventsAsked, asker?: string): Promise<EventPage>;
  event(workspace: string, id: string): Promise<UsageEventDetail | null>;
  /** Ids of the events that report a call, by the id of its request, of its answer or of a gateway. */
  eventsNamed(workspace: string, name: string): Promise<string[]>;
  /** Why nothing may be told of a range, a phrase that follows “needs”; null where its total may be. */
  withheld(workspace: string, range: DateRange, asker?: string): Promise<string | null>;
  /** Whether the rule of aggregates over persons is in force: five persons are known. */
  protects(workspace: string): Promise<boolean>;
  /** What one worker has used; for that worker alone. */
  person(workspace: string, workerId: string): Promise<PersonUsage>;
  sources(workspace: string): Promise<SourceHealth[]>;
  unpriced(workspace: string): Promise<UnpricedModel[]>;
}

/** The reports over an engine. */
export function createUsageReports(ports: ReportPorts): UsageReports {
  const factsOf = async (workspace: string, asker?: string): Promise<ReadingFacts> => ({
    engine: ports.engine,
    workspace,
    companyTimeZone: await ports.companyTimeZone(),
    now: ports.now(),
    labels: ports.labels,
    directory: ports.directory,
    ...(ports.decisions && { decisions: ports.decisions(workspace) }),
    ...(ports.people && { people: ports.people(asker ?? null) }),
  });
  return {
    metrics: async (workspace, query, asker) => readMetrics(await factsOf(workspace, asker), query),
    evidence: async (workspace, range, keys, asker) =>
      readEvidence(await factsOf(workspace, asker), range, keys),
    explain: async (workspace, range, key, asker) => {
      const metric = metricOf(key);
      if (!metric) return null;
      const definition = toDefinition(metric);
      return explainMetric(await factsOf(workspace, asker), { metric, definition, range });
    },
    growth: async (workspace, range, asker) => readGrowth(await factsOf(workspace, asker), range),
    access: async (workspace, range) => readAccess(await factsOf(workspace), range),
    teamWeeks: async (workspace, asked) => readTeamWeeks(await factsOf(workspace), asked),
    curve: async (workspace, asked) => readCurve(await factsOf(workspace), asked),
    values: async (workspace, asked, asker) => readDimensionValues(await factsOf(workspace, asker), asked),
    events: async (workspace, asked, asker) => readGuardedEvents(await factsOf(workspace, asker), asked),
    event: async (workspace, id) => readEvent(await factsOf(workspace), ports, id),
    eventsNamed: async (workspace, name) => eventsNamed(await factsOf(workspace), name),
    withheld: async (workspace, range, asker) => {
      const guard = await guardReading(
        await factsOf(workspace, asker),
        { range, filters: [], group_by: [] },
        'total',
      );
      return guard.refused;
    },
    protects: async (workspace) => isInForce(await factsOf(workspace)),
    person: async (workspace, workerId) => readPerson(await factsOf(workspace), workerId),
    sources: async (workspace) => readSourceHealth(await factsOf(workspace), ports.intake),
    unpriced: async (workspace) => readUnpriced(await factsOf(workspace)),
  };
}
