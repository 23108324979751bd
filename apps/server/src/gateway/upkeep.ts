import { nextTopUp } from '@exchequer/core/gate';
import type { GateCall } from './call.ts';
import type { Gate } from './gate.ts';

/** How often running calls are looked at. */
const lookMs = 250;

/** Looks at running calls: tells the spool how far they are, and holds more for those that need it. */
export function startUpkeep(gate: Gate): { stop(): void } {
  const timer = setInterval(() => {
    for (const call of gate.running) look(gate, call);
  }, lookMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function look(gate: Gate, call: GateCall): void {
  if (!call.admitted) return;
  const seen = call.forward?.reading()?.seenOutput ?? 0;
  if (seen <= call.toldOutput) return;
  call.toldOutput = seen;
  gate.spool.progress(call.id, seen);
  topUp(call, seen);
}

/** A lease that has nothing left changes nothing: the call goes on within the published bound. */
function topUp(call: GateCall, seen: number): void {
  const { ticket, worst } = call;
  const next = worst && nextTopUp(worst, call.coveredOutput);
  if (!ticket?.open || !next || seen < next.atOutput) return;
  if (ticket.lease.topUp(ticket, next.amount) === 0n) call.coveredOutput += next.tokens;
}
