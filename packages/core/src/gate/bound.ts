import { formatUsd, type GateRules, parseUsd } from '@exchequer/model';
import { exposureDivisor } from './lease.ts';

/**
 * The most by which calls through gateways may cost more than an envelope's limit: nothing where the worst
 * case is held, a twentieth of the limit where what is usual is held, whatever the number of calls and
 * gateways, and though gateways are killed. Why stands at `LearnedHolds`. Outside of it is what a
 * provider charges beyond its own limits, and what gateways use that are away for longer than their leases.
 */
export const overshootBound = (holds: GateRules['holds'], limit: bigint): bigint =>
  holds === 'strict' ? 0n : limit / exposureDivisor;

/** The same as a part of the limit, a decimal number. */
export const overshootShare = (holds: GateRules['holds']): string =>
  formatUsd(overshootBound(holds, parseUsd('1')));
