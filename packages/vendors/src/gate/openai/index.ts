import type { Dialect } from '../dialect.ts';
import { keyAmong } from '../headers.ts';
import { matchOpenAi } from './endpoint.ts';
import { meterOpenAi } from './meter.ts';
import { readOpenAi } from './read.ts';
import { refuseOpenAi } from './refuse.ts';
import { requestOpenAi } from './request.ts';

/** OpenAI's API, and that of every server that speaks it. */
export const openai: Dialect = {
  name: 'openai',
  match: matchOpenAi,
  keyOf: (headers) => keyAmong(headers, ['authorization', 'api-key', 'x-api-key']),
  read: readOpenAi,
  request: requestOpenAi,
  meter: meterOpenAi,
  refuse: refuseOpenAi,
};
