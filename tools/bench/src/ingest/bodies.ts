import { protobufOf } from '@exchequer/vendors/acceptance';

/** The ways in that are measured. */
export const ways = ['usage', 'otlp-json', 'otlp-protobuf'] as const;
export type Way = (typeof ways)[number];

export interface RequestBodies {
  path: string;
  contentType: string;
  bodies: Buffer[];
}

/** Records per request: what OpenTelemetry's batch processor sends at most by default. */
export const recordsPerRequest = 512;

/** Requests to a model that never happened; `salt` keeps the ids of runs apart. */
interface Call {
  id: string;
  at: number;
  session: string;
  model: string;
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}

const models = ['claude-opus-4-6', 'claude-sonnet-4-5', 'claude-haiku-4-5'];

function callsOf(salt: string, count: number, now: number): Call[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `req_${salt}_${at}`,
    at: now - 86_400_000 + Math.floor((at / count) * 80_000_000),
    session: `session-${salt}-${at % 400}`,
    model: models[at % models.length] ?? '',
    input: 3 + (at % 700),
    cacheRead: 12_000 + (at % 90_000),
    cacheWrite: at % 5_000,
    output: 20 + (at % 1_900),
  }));
}

/** Request bodies for one run, built before the clock starts. */
export function buildBodies(way: Way, salt: string, count: number, now: number): RequestBodies {
  const calls = callsOf(salt, count, now);
  const batches: Call[][] = [];
  for (let from = 0; from < calls.length; from += recordsPerRequest) {
    batches.push(calls.slice(from, from + recordsPerRequest));
  }
  if (way === 'usage') {
    const bodies = batches.map((batch) => Buffer.from(JSON.stringify(batch.map(nativeRecord))));
    return { path: '/v1/usage', contentType: 'application/json', bodies };
  }
  const json = batches.map(logsRequest);
  return way === 'otlp-json'
    ? {
        path: '/otlp/v1/logs',
        contentType: 'application/json',
        bodies: json.map((body) => Buffer.from(JSON.stringify(body))),
      }
    : {
        path: '/otlp/v1/logs',
        contentType: 'application/x-protobuf',
        bodies: json.map((body) => Buffer.from(protobufOf('logs', body))),
      };
}

const nativeRecord = (call: Call) => ({
  id: call.id,
  occurred_at: new Date(call.at).toISOString(),
  tool: 'bench',
  provider: 'anthropic',
  model: call.model,
  session_id: call.session,
  actor: { kind: 'email', id: `dev${call.input % 60}@example.com` },
  tokens: {
    uncached_input: call.input,
    cache_read: call.cacheRead,
    cache_write_5m: call.cacheWrite,
    output: call.output,
  },
});

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const whole = (key: string, value: number) => ({ key, value: { intValue: String(value) } });

/** One export of Claude Code's api_request events, with the attributes that it sends. */
function logsRequest(batch: readonly Call[]) {
  return {
    resourceLogs: [
      {
        resource: { attributes: [text('service.name', 'claude-code'), text('service.version', '2.1.38')] },
        scopeLogs: [
          { scope: { name: 'com.anthropic.claude_code.events' }, logRecords: batch.map(logRecord) },
        ],
      },
    ],
  };
}

const logRecord = (call: Call) => ({
  timeUnixNano: `${call.at}000000`,
  body: { stringValue: 'claude_code.api_request' },
  attributes: [
    text('event.name', 'api_request'),
    text('event.timestamp', new Date(call.at).toISOString()),
    text('session.id', call.session),
    text('user.email', `dev${call.input % 60}@example.com`),
    text('organization.id', '00000000-0000-4000-8000-000000000000'),
    text('terminal.type', 'vscode'),
    text('model', call.model),
    text('request_id', call.id),
    text('query_source', 'main'),
    text('speed', 'normal'),
    whole('input_tokens', call.input),
    whole('output_tokens', call.output),
    whole('cache_read_tokens', call.cacheRead),
    whole('cache_creation_tokens', call.cacheWrite),
    whole('duration_ms', 900 + (call.output % 20_000)),
    { key: 'cost_usd', value: { doubleValue: 0.0125 } },
  ],
});
