/** What agents may ask, as MCP tools: over HTTP as part of the tower, and over stdio by the CLI. */
export { createMcpEndpoint, type McpEndpoint } from './endpoint.ts';
export { serveOverStdio } from './stdio.ts';
