import type { Dialect } from '../dialect.ts';
import { meterBedrock } from './meter.ts';
import { keyOfBedrock, matchBedrock } from './paths.ts';
import { readBedrock } from './read.ts';
import { refuseAsAws } from './refusal.ts';
import { requestBedrock } from './request.ts';

/** The runtime API of Amazon Bedrock: Converse and InvokeModel, at once or as event streams. */
export const bedrock: Dialect = {
  name: 'bedrock',
  match: (method, path) => matchBedrock(method, path),
  keyOf: (headers) => keyOfBedrock(headers),
  read: readBedrock,
  request: requestBedrock,
  meter: meterBedrock,
  refuse: (fault) => refuseAsAws(fault),
};
