import { batchFault, gateFault, planRoute, refuseKey } from '@exchequer/core/gate';
import { type GateFault, heldEndpoints } from '@exchequer/model';
import type { GateCall } from '../call.ts';
import { labelsOf } from '../edge/labels.ts';
import type { Gate } from '../gate.ts';
import { kindOf } from './kind.ts';

/** Reads the body and decides, in memory, whether and where the call may go. Null when it may. */
export function decide(gate: Gate, call: GateCall): GateFault | null {
  const { dialect, match } = call.wire;
  const { headers } = call.req;
  const read = dialect.read(match, headers, call.body);
  if ('kind' in read) return read;
  call.read = read;
  const { key } = call.by.holder;
  const epochMs = gate.clock.epochMs();
  const forbidden = refuseKey(key, { endpoint: match.endpoint, model: read.model }, epochMs);
  if (forbidden) return forbidden;
  if (match.endpoint === 'batches' && call.rules.batches === 'refuse') return batchFault();
  const labels = labelsOf(headers, read.labels, key);
  call.labels = labels;
  if (isHeld(call)) {
    const descent = gate.lineage.place(key, labels);
    if ('kind' in descent) return descent;
    labels.depth = descent.depth;
    labels.rootRun = descent.rootRun;
    const limited = takeLimits(gate, call, epochMs);
    if (limited) return limited;
  }
  return plan(gate, call);
}

/** Whether money is set aside for a call before it starts. */
export const isHeld = ({ wire, req, read }: GateCall): boolean =>
  heldEndpoints.has(wire.match.endpoint) && req.method === 'POST' && (read?.model ?? '') !== '';

function takeLimits(gate: Gate, call: GateCall, epochMs: number): GateFault | null {
  const { key } = call.by.holder;
  const { asked } = call;
  if (key.loopLimit !== null) {
    const loop = gate.loops.count(key, asked.fingerprint(), epochMs);
    if (loop) return loop;
  }
  const expected = asked.inputTokens + (gate.learned.usualOutput(kindOf(call)) ?? 0);
  const limited = gate.rates.take(key, expected, epochMs);
  if (!limited) call.expectedTokens = expected;
  return limited;
}

function plan(gate: Gate, call: GateCall): GateFault | null {
  const { here } = call.by;
  const { dialect, model } = { dialect: call.wire.match.dialect, model: call.asked.model };
  call.plan = planRoute(here.routes, here.upstreams, { dialect, model }, gate.random());
  return call.plan ? null : gateFault('no-route', { model: model || `of the ${dialect} API` });
}
