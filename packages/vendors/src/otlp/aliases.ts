import { type SourceKind, sourceKinds, type UsageAlias } from '@exchequer/model';

/**
 * Names under which one call may be known to several sources. Events that share a name are metered
 * by the source of the highest rank alone.
 */
export const rankOf = (source: SourceKind): number => sourceKinds[source].rank;

/** The provider’s request id: proves identity between telemetry, transcripts and the gateway. */
export const requestAlias = (source: SourceKind, id: string): UsageAlias => ({
  alias: `request:${id}`,
  rank: rankOf(source),
});

/** The provider’s response id. */
export const messageAlias = (source: SourceKind, id: string): UsageAlias => ({
  alias: `message:${id}`,
  rank: rankOf(source),
});

/** For tools whose logs carry no request id: one source meters the whole session. */
export const sessionAlias = (source: SourceKind, tool: string, session: string): UsageAlias => ({
  alias: `session:${tool}:${session}`,
  rank: rankOf(source),
});

/**
 * Metrics give way to events of the same session, without events of two sources shadowing one
 * another: events stand just above metrics here, spans of the same tool just below.
 */
export const coverRanks = { event: 11, metric: 10, legacyMetric: 9, span: 9, coarseMetric: 8 } as const;

/** The session’s metrics, as {@link coverRanks} orders them. */
export const metricsOfSession = (tool: string, session: string, rank: number): UsageAlias => ({
  alias: `metrics-of:${tool}:${session}`,
  rank,
});

/** The metrics of an emitter and one hour of UTC, where metrics carry no session. */
export const metricsOfHour = (tool: string, emitter: string, instant: string, rank: number): UsageAlias => ({
  alias: `metrics-of:${tool}:${emitter}:${instant.slice(0, 13)}`,
  rank,
});
