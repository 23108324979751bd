import { nextTopUp } from '@exchequer/core/gate';
import type { UsageReading } from '@exchequer/model';
import type { GateCall } from './call.ts';
import type { Gate } from './gate.ts';
import { outputSoFar } from './steps/guess.ts';
import { kindOf } from './steps/kind.ts';

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
  if (!call.admitted || !call.forward) return;
  const reading = call.forward.reading();
  tell(gate, call, reading);
  topUp(call, reading?.seenOutput ?? 0);
}

/** What the spool is told counts only if this is the last look: half the time to the next is in it. */
function tell(gate: Gate, call: GateCall, reading: UsageReading | null): void {
  const ms = gate.clock.nowMs() - call.startedMs - call.waitedMs;
  const output = outputSoFar(gate, call, { reading, bytes: 0, ms: ms + lookMs / 2 });
  const begun = call.asked.stream && (reading?.seenOutput ?? 0) > 0;
  const ahead = begun ? (gate.sizes.pace(kindOf(call), true) * lookMs) / 2 : 0;
  const told = Math.round(output + ahead);
  if (output <= call.toldOutput) return;
  call.toldOutput = output;
  gate.spool.progress(call.id, told);
}

/** A lease that has nothing left changes nothing: the call goes on within the published bound. */
function topUp(call: GateCall, seen: number): void {
  const { ticket, worst } = call;
  const next = worst && nextTopUp(worst, call.coveredOutput);
  if (!ticket?.open || !next || seen < next.atOutput) return;
  if (ticket.lease.topUp(ticket, next.amount) === 0n) call.coveredOutput += next.tokens;
}
