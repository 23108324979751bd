import type { GateRefusal } from '@exchequer/store/gate';
import { refusal } from './problem.ts';

const statuses: Readonly<Record<string, number>> = {
  'key-unknown': 404,
  'upstream-unknown': 404,
  'route-unknown': 404,
  'lease-unknown': 404,
  // Another state of the gate would not have refused these.
  'key-over': 409,
  'upstream-in-use': 409,
  'lease-not-in-doubt': 409,
};

/** The result, or what the gate refused as the API's problem; 422 where nothing else fits. */
export function gated<T extends object>(result: T | GateRefusal): Exclude<T, GateRefusal> {
  if ('refused' in result) {
    const { refused, detail, fix } = result as GateRefusal;
    throw refusal(statuses[refused] ?? 422, refused, detail, fix);
  }
  return result as Exclude<T, GateRefusal>;
}
