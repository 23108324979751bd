import {
  formatUsd,
  type NormalisedUsage,
  type PriceQuestion,
  type Upstream,
  type UsageReading,
} from '@exchequer/model';
import { usageEventsOf } from '@exchequer/vendors/gate';
import type { GateCall } from '../call.ts';
import type { Gate } from '../gate.ts';
import { contractedAt, costAt } from '../money/cost.ts';
import type { Ending } from '../upstream/forwarded.ts';
import { gatedOf } from './gated.ts';
import { guessOf, learnSizes } from './guess.ts';
import { kindOf } from './kind.ts';

/** What a call came to, as far as it was seen. */
export interface Seen {
  upstream: Upstream;
  /** The upstream's name for the model. */
  model: string;
  status: number;
  reading: UsageReading | null;
  ending: Ending;
  /** Bytes of the answer, and milliseconds that the provider worked on it. */
  bytes: number;
  ms: number;
}

/**
 * What was settled: the cost, in 10⁻¹² USD. `unpriced`: nothing prices the model, as the journal says too.
 * `unknown`: the book has to be asked first, and the answer does not wait for it. Null where there is
 * nothing to settle.
 */
export type Settled = { cost: bigint | 'unpriced' | 'unknown' } | null;

/** The call used nothing: all that was set aside for it is free again. */
export function voidCall(gate: Gate, call: GateCall): void {
  if (!call.admitted) return;
  call.admitted = false;
  call.ticket?.lease.void(call.ticket);
  gate.spool.nothing(call.id);
  correctRates(gate, call, 0);
}

/**
 * Books what a call has used: in memory at once, in the books once the spool has been taken in. What
 * the provider did not report is judged by what passed by, and marked as estimated.
 */
export function settle(gate: Gate, call: GateCall, seen: Seen): Settled {
  if (!call.admitted) return null;
  // Its requests run later: what they use is in no answer that passes here.
  if (call.wire.match.endpoint === 'batches') {
    voidCall(gate, call);
    return null;
  }
  if (usedNothing(seen)) {
    voidCall(gate, call);
    return { cost: 0n };
  }
  call.admitted = false;
  const estimated = !(seen.reading?.final ?? false);
  if (seen.ending !== 'complete') call.flags.push('interrupted');
  const events = usageEventsOf(
    gatedOf(call, {
      upstream: seen.upstream,
      reading: seen.reading,
      modelSent: seen.model,
      estimated,
      guess: estimated ? guessOf(gate, call, seen) : undefined,
      durationMs: gate.clock.nowMs() - call.startedMs,
    }),
  );
  learn(gate, call, seen, events[0]);
  if (events[0]) learnSizes(gate, call, seen, events[0]);
  const known = costKnown(gate, call, events);
  if (known) {
    book(gate, call, events, known.cost);
    return { cost: known.priced ? known.cost : 'unpriced' };
  }
  // A model that was never priced here, such as a dated name in an answer, costs one question.
  askCost(gate, call, events).then(
    (asked) => book(gate, call, events, asked),
    () => book(gate, call, events, call.ticket?.held ?? 0n),
  );
  return { cost: 'unknown' };
}

/** An answer that says that the call failed, and reports no usage. */
function usedNothing({ status, reading, ending }: Seen): boolean {
  if (status < 400) return false;
  if (ending === 'complete' && reading !== null && reading.seenOutput > 0 && !reading.final) return true;
  return !Object.values(reading?.counts ?? {}).some((count) => (count ?? 0) > 0);
}

function book(gate: Gate, call: GateCall, events: readonly NormalisedUsage[], cost: bigint): void {
  const [main, ...parts] = events;
  if (!main) return;
  const { ticket } = call;
  const over = ticket ? ticket.lease.settle(ticket, cost, gate.clock.epochMs()) : 0n;
  if (over > 0n) main.flags = [main.flags, 'over-hold'].filter(Boolean).join(' ');
  gate.spool.usage(call.id, main);
  for (const part of parts) gate.spool.usage(part.source_event_id, part);
}

const questionOf = ({ provider, model, service_tier, speed, region }: NormalisedUsage): PriceQuestion => ({
  provider,
  model,
  service_tier: service_tier ?? '',
  speed: speed ?? '',
  region: region ?? '',
});

/** What a call cost, and whether a price holds for all of it: the ceiling that is taken where none does is no cost. */
function costKnown(
  gate: Gate,
  call: GateCall,
  events: readonly NormalisedUsage[],
): { cost: bigint; priced: boolean } | null {
  const atMs = call.startedAt.getTime();
  let cost = 0n;
  let priced = true;
  for (const event of events) {
    const answer = gate.prices.known(questionOf(event));
    if (!answer) return null;
    const prices = contractedAt(event, answer, atMs);
    cost += costAt(event, prices ?? answer.ceiling);
    priced &&= prices !== undefined;
  }
  return { cost, priced };
}

async function askCost(gate: Gate, call: GateCall, events: readonly NormalisedUsage[]): Promise<bigint> {
  const answers = await Promise.all(events.map((event) => gate.prices.ask(questionOf(event))));
  return events.reduce((sum, event, at) => {
    const answer = answers[at];
    if (!answer) return sum;
    return sum + costAt(event, contractedAt(event, answer, call.startedAt.getTime()) ?? answer.ceiling);
  }, 0n);
}

/** Only calls that ran to their end say how much such calls put out. */
function learn(
  gate: Gate,
  call: GateCall,
  { reading, ending }: Seen,
  main: NormalisedUsage | undefined,
): void {
  const output = main?.output ?? 0;
  if (ending === 'complete' && reading?.final) gate.learned.observe(kindOf(call), output);
  const cached = main?.cache_read ?? 0;
  correctRates(gate, call, (main?.uncached_input ?? 0) + cached + output);
}

function correctRates(gate: Gate, call: GateCall, used: number): void {
  const { key } = call.by.holder;
  gate.rates.correct(key, call.expectedTokens, used, gate.clock.epochMs());
}

/** What an answer says of its cost, and of what its payer has left. */
export function costHeaders(gate: Gate, call: GateCall, settled: Settled): Record<string, string> | null {
  if (!settled) return null;
  const headers: Record<string, string> = {
    'x-exchequer-cost': typeof settled.cost === 'bigint' ? formatUsd(settled.cost) : settled.cost,
  };
  const left = call.ticket && gate.admissions.pool.of(call.leaf ?? '').remaining(gate.clock.epochMs());
  if (left !== null) headers['x-exchequer-remaining'] = formatUsd(left);
  return headers;
}
