import type { GateFault, GateFaultKind } from '@exchequer/model';

/** What has to be known to word a fault; those that are not listed need nothing. */
export interface FaultFacts {
  'key-missing': object;
  'key-unknown': object;
  'key-expired': { key: string; at: Date };
  'key-revoked': { key: string };
  'agent-held': { key: string; by: string; at: Date; reason: string };
  'model-not-allowed': { key: string; model: string; allowed: readonly string[] };
  'endpoint-not-allowed': { key: string; endpoint: string; allowed: readonly string[] };
  'depth-exceeded': { depth: number; limit: number };
  'fan-out-exceeded': { parent: string; limit: number };
  'malformed-body': { why: string };
  'body-too-large': { limitBytes: number };
  'unknown-endpoint': { method: string; path: string };
  'no-route': { model: string };
  'rate-limited': { what: 'requests' | 'tokens'; limit: number; retryAfterSeconds: number };
  'loop-detected': { times: number; minutes: number };
  'books-unreachable': object;
  'spool-full': object;
  'upstream-unreachable': { upstream: string };
  'upstream-broken': { upstream: string };
  'upstream-timeout': { upstream: string };
}

type WordedKind = keyof FaultFacts & GateFaultKind;

interface Rule<F> {
  status: number;
  /** Whether repeating the call may help. */
  retry: boolean;
  says: (facts: F) => string;
}

const rules: { [K in WordedKind]: Rule<FaultFacts[K]> } = {
  'key-missing': {
    status: 401,
    retry: false,
    says: () => 'No key was sent. Send a gateway key (exq_…) where your client puts its API key.',
  },
  'key-unknown': {
    status: 401,
    retry: false,
    says: () => 'This gateway key is not known. Make one on the page Me, or ask who runs the gateway.',
  },
  'key-expired': {
    status: 401,
    retry: false,
    says: ({ key, at }) =>
      `The key ${key} expired on ${at.toISOString().slice(0, 10)}. Rotate it or make a new one.`,
  },
  'key-revoked': {
    status: 401,
    retry: false,
    says: ({ key }) => `The key ${key} was revoked. Make a new one, or ask who revoked it.`,
  },
  'agent-held': {
    status: 403,
    retry: false,
    says: ({ key, by, at, reason }) =>
      `Calls with the key ${key} are held since ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC: ${reason} ` +
      `${by} did this and can release it; nothing is lost meanwhile.`,
  },
  'model-not-allowed': {
    status: 403,
    retry: false,
    says: ({ key, model, allowed }) =>
      `The key ${key} may not use the model ${model}. Allowed: ${listed(allowed)}.`,
  },
  'endpoint-not-allowed': {
    status: 403,
    retry: false,
    says: ({ key, endpoint, allowed }) =>
      `The key ${key} may not call ${endpoint}. Allowed: ${listed(allowed)}.`,
  },
  'depth-exceeded': {
    status: 403,
    retry: false,
    says: ({ depth, limit }) =>
      `This agent is ${depth} levels below its root run; ${limit} are allowed. Let an agent further up do the work.`,
  },
  'fan-out-exceeded': {
    status: 403,
    retry: false,
    says: ({ parent, limit }) =>
      `The agent ${parent} has already started ${limit} agents, which is as many as it may. Reuse one of them.`,
  },
  'malformed-body': { status: 400, retry: false, says: ({ why }) => `The request cannot be read: ${why}.` },
  'body-too-large': {
    status: 413,
    retry: false,
    says: ({ limitBytes }) =>
      `The request is larger than ${Math.floor(limitBytes / 1_048_576)} MiB, the most that the gateway takes. Send less.`,
  },
  'unknown-endpoint': {
    status: 404,
    retry: false,
    says: ({ method, path }) =>
      path.includes('/publishers/')
        ? 'The gateway does not serve Vertex AI’s paths. Point the client at the same model’s own API: ' +
          'Gemini’s (GOOGLE_GEMINI_BASE_URL) or Anthropic’s (ANTHROPIC_BASE_URL).'
        : `The gateway serves nothing at ${method} ${path}. Check the base URL of your client.`,
  },
  'no-route': {
    status: 404,
    retry: false,
    says: ({ model }) =>
      `No route takes the model ${model}. Check its name, or ask who runs the gateway for a route.`,
  },
  'rate-limited': {
    status: 429,
    retry: true,
    says: ({ what, limit, retryAfterSeconds }) =>
      `Limit of ${limit.toLocaleString('en-US')} ${what} per minute reached. Try again in ${retryAfterSeconds} s.`,
  },
  'loop-detected': {
    status: 429,
    retry: false,
    says: ({ times, minutes }) =>
      `The same request was sent ${times} times within ${minutes} minutes: this looks like a loop. ` +
      'Change the request, or wait until the earlier ones are older.',
  },
  'books-unreachable': {
    status: 503,
    retry: true,
    says: () => 'The budget cannot be checked now, since the books cannot be reached. Try again shortly.',
  },
  'spool-full': {
    status: 503,
    retry: true,
    says: () => 'The gateway has no room to record what calls use. Try again shortly, and tell who runs it.',
  },
  'upstream-unreachable': {
    status: 502,
    retry: true,
    says: ({ upstream }) => `The upstream ${upstream} cannot be reached. Try again shortly.`,
  },
  'upstream-broken': {
    status: 502,
    retry: true,
    says: ({ upstream }) => `The upstream ${upstream} sent an answer that cannot be read. Try again.`,
  },
  'upstream-timeout': {
    status: 504,
    retry: true,
    says: ({ upstream }) => `The upstream ${upstream} did not answer in time. Try again.`,
  },
};

/** A fault in words for the person behind the client. `budget-exhausted` has words of its own: `budgetFault`. */
export function gateFault<K extends WordedKind>(kind: K, facts: FaultFacts[K]): GateFault {
  const { status, retry, says } = rules[kind];
  const plain = plainFacts(facts);
  const after = plain.retryAfterSeconds;
  return {
    kind,
    status,
    message: says(facts),
    retry,
    ...(typeof after === 'number' && { retryAfterSeconds: after }),
    facts: plain,
  };
}

/** A batch is sent where the rules do not allow any. */
export const batchFault = (): GateFault => ({
  kind: 'endpoint-not-allowed',
  status: 403,
  message:
    'Batches are not allowed here: their requests run later, and what they cost passes no gateway. ' +
    'Send the requests one by one, or ask who runs the gateway to admit batches (exchequer gateway rules --batches admit).',
  retry: false,
  facts: { endpoint: 'batches', rule: 'batches' },
});

function plainFacts(facts: object): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      value instanceof Date ? value.toISOString() : Array.isArray(value) ? value.join(' ') : value,
    ]),
  );
}

const mostListed = 8;

function listed(names: readonly string[]): string {
  const more = names.length - mostListed;
  return `${names.slice(0, mostListed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
