/**
 * The ClickHouse engine, embedded (chDB in this process) or a server by URL, behind one small
 * surface. The embedded hook is young, so it is touched in this folder alone.
 */
export { type AnalyticsEngine, type EngineOptions, openEngine } from './engine.ts';
export { quoteText } from './literal.ts';
export type { QueryParams } from './question.ts';
export { readingOnce } from './share.ts';
