import type { Upstream, UsageReading } from '@exchequer/model';
import { clientOf, type GatedCall, type UsageGuess } from '@exchequer/vendors/gate';
import type { GateCall } from '../call.ts';

/** What is known of an answer when a usage event is made of its call. */
export interface Known {
  upstream?: Upstream;
  reading?: UsageReading | null;
  durationMs?: number;
  modelSent?: string;
  estimated?: boolean;
  /** What stands in for what was not reported. */
  guess?: UsageGuess | undefined;
}

/** A call as a usage event is made of it. */
export function gatedOf(call: GateCall, known: Known): GatedCall {
  const { key } = call.by.holder;
  const first = call.plan?.targets[0];
  return {
    callId: call.id,
    workspace: key.workspace,
    startedAt: call.startedAt,
    durationMs: known.durationMs ?? 0,
    call: call.asked,
    // Before it is sent, the upstream that it will be sent to first.
    upstream: known.upstream ?? first?.upstream ?? null,
    modelSent: known.modelSent ?? first?.model ?? '',
    tool: clientOf(call.req.headers),
    key,
    labels: call.claims,
    reading: known.reading ?? null,
    lease: call.ticket?.lease.id ?? '',
    estimated: known.estimated ?? false,
    guess: known.guess ?? null,
    flags: call.flags.join(' '),
  };
}
