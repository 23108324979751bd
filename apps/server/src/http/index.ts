/** The HTTP server: order of routes, credentials, limits, static files. */

export { readBody, readJson } from './body.ts';
export type { Call } from './call.ts';
export type { IngestHandler, RawRoute } from './routes.ts';
export { createHttpServer, type HttpDeps, type HttpLogLine, type HttpServer } from './server.ts';
