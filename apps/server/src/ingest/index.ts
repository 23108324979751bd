import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '@exchequer/core/access';
import type { Workspace } from '@exchequer/model/contract';
import type { OtlpEncoding, OtlpSignal } from '@exchequer/vendors/otlp';
import { type Answer, sendAnswer } from './answer.ts';
import { readBody } from './body.ts';
import { admit, type IngestDeps, quarantine, refusalOf } from './deps.ts';
import { usualLimits } from './limits.ts';
import { otlpEncoding, takeOtlp } from './otlp.ts';
import { statusAnswer } from './otlp-answer.ts';
import { takeOutcomes } from './outcome.ts';
import { ClientGone, IngestRefusal } from './refusal.ts';
import { originOf, spoolPath, takeSpool } from './spool.ts';
import { refuseUsage, takeEvents, takeUsage } from './usage.ts';

export { type IngestLimits, usualLimits } from './limits.ts';

type Options = Omit<IngestDeps, 'budget' | 'limits'> & {
  limits?: Partial<IngestDeps['limits']>;
};

/** Takes usage in from the wire. False when the path is not one of its own. */
export type Ingest = (
  req: IncomingMessage,
  res: ServerResponse,
  actor: Actor,
  path: string,
) => Promise<boolean>;

/** One endpoint: how it takes a body in, and the form of its refusals. */
interface Endpoint {
  place: string;
  /** Refuses what is wrong before the body is read. */
  check(req: IncomingMessage): void;
  take(deps: IngestDeps, req: IncomingMessage, body: Buffer, actor: Actor): Promise<Answer>;
  refuse(req: IncomingMessage, res: ServerResponse, refused: IngestRefusal): Answer;
}

const otlpEndpoint = (signal: OtlpSignal): Endpoint => ({
  place: `/otlp/v1/${signal}`,
  check: (req) => void otlpEncoding(req),
  take: (deps, req, body, { workspace }) => takeOtlp(deps, signal, otlpEncoding(req), body, workspace),
  refuse: (req, _res, refused) => statusAnswer(knownEncoding(req), refused),
});

function knownEncoding(req: IncomingMessage): OtlpEncoding {
  try {
    return otlpEncoding(req);
  } catch {
    return 'json';
  }
}

const asProblem: Endpoint['refuse'] = (_req, res, refused) =>
  refuseUsage(refused, String(res.getHeader('request-id') ?? ''));

const usageEndpoint = (place: string, take: typeof takeUsage): Endpoint => ({
  place,
  check: () => undefined,
  take: (deps, req, body, { workspace }) => take(deps, req, body, workspace),
  refuse: asProblem,
});

const spoolEndpoint: Endpoint = {
  place: spoolPath,
  check: (req) => void originOf(req),
  take: takeSpool,
  refuse: asProblem,
};

const endpoints = new Map<string, Endpoint>([
  ...(['logs', 'metrics', 'traces'] as const).flatMap((signal): [string, Endpoint][] => [
    [`/otlp/v1/${signal}`, otlpEndpoint(signal)],
    [`/v1/${signal}`, otlpEndpoint(signal)],
  ]),
  ['/v1/usage', usageEndpoint('/v1/usage', takeUsage)],
  ['/v1/events', usageEndpoint('/v1/events', takeEvents)],
  ['/v1/outcomes', usageEndpoint('/v1/outcomes', takeOutcomes)],
  [spoolPath, spoolEndpoint],
]);

/**
 * The endpoints that take usage and outcomes in: OTLP/HTTP, POST /v1/usage, /v1/outcomes and /v1/events,
 * and the spools of gateways. The caller has been authenticated before. An answer of 200 means that the usage is durable.
 */
export function createIngest(options: Options): Ingest {
  const deps: IngestDeps = { ...options, limits: { ...usualLimits, ...options.limits }, budget: { used: 0 } };
  return async (req, res, actor, path) => {
    const endpoint = endpoints.get(path);
    if (!endpoint) return false;
    const { workspace } = actor;
    try {
      await sendAnswer(req, res, await take(deps, endpoint, req, actor), deps.limits.lingerMs);
    } catch (error) {
      await refuse(deps, endpoint, req, res, workspace, error);
    }
    return true;
  };
}

async function take(
  deps: IngestDeps,
  endpoint: Endpoint,
  req: IncomingMessage,
  actor: Actor,
): Promise<Answer> {
  if (req.method !== 'POST') {
    throw new IngestRefusal(
      405,
      'method-not-allowed',
      `${endpoint.place} takes POST only`,
      'Send a POST request.',
    );
  }
  endpoint.check(req);
  admit(deps);
  const { bytes, release } = await readBody(req, deps.limits, deps.budget);
  try {
    return await endpoint.take(deps, req, bytes, actor);
  } finally {
    release();
  }
}

async function refuse(
  deps: IngestDeps,
  endpoint: Endpoint,
  req: IncomingMessage,
  res: ServerResponse,
  workspace: Workspace,
  error: unknown,
): Promise<void> {
  if (error instanceof ClientGone) {
    res.destroy();
    return;
  }
  const refused = refusalOf(error, deps);
  const answer = endpoint.refuse(req, res, refused);
  if (refused.status === 405) answer.headers = { ...answer.headers, allow: 'POST' };
  await sendAnswer(req, res, answer, deps.limits.lingerMs);
  if (refused.code === 'malformed-body')
    await quarantine(deps, workspace, [wholeBody(endpoint.place, refused)]);
}

/** Logs come from three tools, and a body that cannot be read does not say which. */
const sourceOf: Record<string, string> = {
  '/otlp/v1/logs': 'otlp',
  '/otlp/v1/metrics': 'otlp.metrics',
  '/otlp/v1/traces': 'otlp.genai',
  '/v1/events': 'cloudevents',
  '/v1/outcomes': 'outcome.api',
  [spoolPath]: 'gateway',
};

/** A body that could not be read at all, as an entry of the quarantine. */
const wholeBody = (place: string, { message, fix }: IngestRefusal) => ({
  source: sourceOf[place] ?? 'api',
  place,
  line: null,
  error: message,
  fix,
  excerpt: '',
});
