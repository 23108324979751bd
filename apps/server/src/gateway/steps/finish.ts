import type { GateCall } from '../call.ts';
import type { Gate } from '../gate.ts';

/** How a call came out, for the figures. */
export interface Outcome {
  status: number;
  upstreamId?: string;
  refused?: string;
  cacheHit?: boolean;
  firstByteMs?: number | null;
  /** When it was sent upstream, or answered by the gate itself. */
  leftMs: number;
  error?: string | null;
}

/** The person whose key the call came with; empty for agents and strangers. */
function personOf({ caller }: GateCall): string {
  const worker = caller?.holder.worker;
  return worker?.kind === 'person' ? worker.id : '';
}

/** The last step of every call: gives back what it took and counts it. Does nothing the second time. */
export function finish(gate: Gate, call: GateCall, outcome: Outcome): void {
  if (call.over) return;
  call.over = true;
  gate.running.delete(call);
  gate.bodies.give(call.bodyTaken);
  call.bodyTaken = 0;
  gate.figures.record(
    {
      workspace: call.caller?.holder.key.workspace ?? '',
      keyId: call.caller?.holder.key.id ?? '',
      upstreamId: outcome.upstreamId ?? '',
      endpoint: call.understood?.match.endpoint ?? 'unknown',
      status: outcome.status,
      refused: outcome.refused ?? '',
      stopped: outcome.refused ? personOf(call) : '',
      cacheHit: outcome.cacheHit ?? false,
      firstByteMs: outcome.firstByteMs ?? null,
      overheadMs: Math.max(0, outcome.leftMs - call.startedMs - call.waitedMs),
      error: outcome.error ?? null,
    },
    call.startedAt,
  );
}
