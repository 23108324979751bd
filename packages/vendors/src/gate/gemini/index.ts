import type { Dialect } from '../dialect.ts';
import { keyOfGemini, matchGemini } from './endpoint.ts';
import { meterGemini } from './meter.ts';
import { readGemini } from './read.ts';
import { refuseGemini } from './refuse.ts';
import { requestGemini } from './request.ts';

/** Google's Gemini API, as its libraries speak it with a key. */
export const gemini: Dialect = {
  name: 'gemini',
  match: matchGemini,
  keyOf: keyOfGemini,
  read: readGemini,
  request: requestGemini,
  meter: meterGemini,
  refuse: refuseGemini,
};
