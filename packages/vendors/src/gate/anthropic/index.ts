import type { Dialect } from '../dialect.ts';
import { keyAmong } from '../headers.ts';
import { matchAnthropic } from './endpoint.ts';
import { meterAnthropic } from './meter.ts';
import { readAnthropic } from './read.ts';
import { refuseAnthropic } from './refuse.ts';
import { requestAnthropic } from './request.ts';

/** Anthropic's API, as its libraries and Claude Code speak it. */
export const anthropic: Dialect = {
  name: 'anthropic',
  match: matchAnthropic,
  keyOf: (headers) => keyAmong(headers, ['authorization', 'x-api-key']),
  read: readAnthropic,
  request: requestAnthropic,
  meter: meterAnthropic,
  refuse: refuseAnthropic,
};
