/**
 * The ClickHouse engine, embedded (chDB in this process) or a server by URL, behind one small
 * surface. The embedded hook is young, so it is touched in this folder alone.
 */
export { type AnalyticsEngine, type EngineOptions, openEngine, type QueryParams } from './engine.ts';
export { quoteText } from './literal.ts';
export { readingOnce } from './share.ts';
