import type { GateEndpoint } from '@exchequer/model';
import type { EndpointMatch, WireHeaders } from '../dialect.ts';
import { keyOfAuthorization } from './signature.ts';

interface Operation {
  endpoint: GateEndpoint;
  stream: boolean;
}

/** Operations of Bedrock's runtime that have a model in their path. The rest cannot be metered and is not served. */
const operations: Readonly<Record<string, Operation>> = {
  converse: { endpoint: 'converse', stream: false },
  'converse-stream': { endpoint: 'converse', stream: true },
  invoke: { endpoint: 'invoke', stream: false },
  'invoke-with-response-stream': { endpoint: 'invoke', stream: true },
  'count-tokens': { endpoint: 'count_tokens', stream: false },
};

/** A model id, inference profile or ARN: no character of it can leave the path segment once encoded. */
const modelId = /^[\w.:/-]{1,2048}$/;

function decoded(segment: string): string | null {
  try {
    const model = decodeURIComponent(segment);
    return modelId.test(model) && !model.includes('..') ? model : null;
  } catch {
    return null;
  }
}

export function matchBedrock(method: string, url: string): EndpointMatch | null {
  if (method !== 'POST' || !url.startsWith('/model/')) return null;
  const [, path = '', segment = '', name = '', query = ''] =
    /^(\/model\/([^/?#]+)\/([a-z-]+))(\?[^#]*)?$/.exec(url) ?? [];
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  const pathModel = decoded(segment);
  if (!operation || pathModel === null) return null;
  return { dialect: 'bedrock', endpoint: operation.endpoint, path, query, pathModel };
}

/** Whether the answer of a matched path comes as an event stream. */
export const isStreamed = (path: string): boolean => path.endsWith('-stream');

export const operationOf = ({ endpoint }: EndpointMatch): 'converse' | 'invoke' =>
  endpoint === 'converse' ? 'converse' : 'invoke';

/** The same operation on another model. */
export function pathFor(path: string, model: string): string {
  return `/model/${encodeURIComponent(model)}${path.slice(path.lastIndexOf('/'))}`;
}

/**
 * The name under which a model is priced: of ARNs that name a foundation model or a system-defined inference
 * profile, the name; others are known to their owner alone.
 */
export function modelOf(pathModel: string): string {
  return /^arn:[^/]+:(?:foundation-model|inference-profile)\/([^/]+)$/.exec(pathModel)?.[1] ?? pathModel;
}

export function keyOfBedrock(headers: WireHeaders): string | null {
  const { authorization } = headers;
  return typeof authorization === 'string' ? keyOfAuthorization(authorization) : null;
}
