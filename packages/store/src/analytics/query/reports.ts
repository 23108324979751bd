import type {
  DateRange,
  DimensionKey,
  MetricQuery,
  MetricResult,
  SourceHealth,
  UsageEvent,
  UsageEventDetail,
} from '@exchequer/model/contract';
import type { AnalyticsEngine } from '../engine/index.ts';
import { readEvent } from './event.ts';
import { type EventsAsked, readEvents } from './event-list.ts';
import type { Directory, Labels, ReadingFacts } from './facts.ts';
import { type PersonUsage, readPerson } from './person.ts';
import type { IntakeRecords, PriceRows, SourceLines } from './ports.ts';
import { readMetrics } from './read.ts';
import { readSourceHealth } from './source-health.ts';
import { readUnpriced, type UnpricedModel } from './unpriced.ts';
import { type DimensionValue, readDimensionValues } from './value.ts';

/** What reports read besides the engine. */
export interface ReportPorts {
  engine: AnalyticsEngine;
  /** The zone whose days the rollups hold. */
  companyTimeZone: () => Promise<string>;
  labels: Labels;
  directory: Directory;
  prices: PriceRows;
  lines: SourceLines;
  intake: IntakeRecords;
  now: () => Date;
}

/** Every reading of usage, each within one workspace. */
export interface UsageReports {
  /** @param query must have passed `checkQuery` */
  metrics(workspace: string, query: MetricQuery): Promise<MetricResult>;
  values(
    workspace: string,
    asked: { dimension: DimensionKey; range: DateRange; search: string },
  ): Promise<DimensionValue[]>;
  events(
    workspace: string,
    asked: EventsAsked,
  ): Promise<{ events: UsageEvent[]; next_cursor: string | null }>;
  event(workspace: string, id: string): Promise<UsageEventDetail | null>;
  /** What one worker has used; for that worker alone. */
  person(workspace: string, workerId: string): Promise<PersonUsage>;
  sources(workspace: string): Promise<SourceHealth[]>;
  unpriced(workspace: string): Promise<UnpricedModel[]>;
}

/** The reports over an engine. */
export function createUsageReports(ports: ReportPorts): UsageReports {
  const factsOf = async (workspace: string): Promise<ReadingFacts> => ({
    engine: ports.engine,
    workspace,
    companyTimeZone: await ports.companyTimeZone(),
    now: ports.now(),
    labels: ports.labels,
    directory: ports.directory,
  });
  return {
    metrics: async (workspace, query) => readMetrics(await factsOf(workspace), query),
    values: async (workspace, asked) => readDimensionValues(await factsOf(workspace), asked),
    events: async (workspace, asked) => readEvents(await factsOf(workspace), asked),
    event: async (workspace, id) => readEvent(await factsOf(workspace), ports, id),
    person: async (workspace, workerId) => readPerson(await factsOf(workspace), workerId),
    sources: async (workspace) => readSourceHealth(await factsOf(workspace), ports.intake),
    unpriced: async (workspace) => readUnpriced(await factsOf(workspace)),
  };
}
