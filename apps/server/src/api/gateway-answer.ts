import type { GateRefusal } from '@exchequer/store/gate';
import { resultsOf } from './problem.ts';

/** The result, or what the gate refused as the API's problem. */
export const gated = resultsOf<GateRefusal>({
  'key-unknown': 404,
  'upstream-unknown': 404,
  'route-unknown': 404,
  'lease-unknown': 404,
  // Another state of the gate would not have refused these.
  'key-over': 409,
  'upstream-in-use': 409,
  'lease-not-in-doubt': 409,
});
