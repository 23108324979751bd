import { isAzures, matchAzure, readUnderDeployment, requestAzure, requestElsewhere } from '../azure.ts';
import type { Dialect } from '../dialect.ts';
import { keyAmong } from '../headers.ts';
import { matchOpenAi } from './endpoint.ts';
import { meterOpenAi } from './meter.ts';
import { readOpenAi } from './read.ts';
import { refuseOpenAi } from './refuse.ts';
import { requestOpenAi } from './request.ts';

/** OpenAI's API, and that of every server that speaks it; Azure's paths are another way to the same calls. */
export const openai: Dialect = {
  name: 'openai',
  match: (method, path, headers) => matchAzure(method, path) ?? matchOpenAi(method, path, headers),
  keyOf: (headers) => keyAmong(headers, ['authorization', 'api-key', 'x-api-key']),
  read: (match, headers, body) => readUnderDeployment(readOpenAi(match, headers, body)),
  request: (call, incoming, to) => {
    if (to.upstream.kind === 'azure') return requestAzure(call, incoming, to);
    return isAzures(call) ? requestElsewhere(call, incoming, to) : requestOpenAi(call, incoming, to);
  },
  meter: meterOpenAi,
  refuse: refuseOpenAi,
};
