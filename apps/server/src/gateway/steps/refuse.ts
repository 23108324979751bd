import type { GateFault } from '@exchequer/model';
import { statusToClient } from '@exchequer/vendors/gate';
import type { GateCall } from '../call.ts';
import type { Gate } from '../gate.ts';
import { finish } from './finish.ts';

/** A client that is refused may still be sending: so much of it is let pass before it is cut off. */
const lingerMs = 2_000;

/** Answers a call with a fault, in the format that its client speaks. */
export function refuse(gate: Gate, call: GateCall, fault: GateFault): void {
  const { res, req } = call;
  if (res && !res.headersSent && !res.destroyed) {
    const { status, headers, body } = print(gate, call, fault);
    res.writeHead(statusToClient(status, fault, req.headers), {
      ...headers,
      'content-length': String(Buffer.byteLength(body)),
      'x-exchequer-request-id': call.id,
    });
    res.end(req.method === 'HEAD' ? undefined : body);
    if (!req.complete) endLater(call);
  }
  finish(gate, call, { status: fault.status, refused: fault.kind, leftMs: gate.clock.nowMs() });
}

function print(gate: Gate, call: GateCall, fault: GateFault) {
  const { understood, read } = call;
  if (understood) {
    const { endpoint } = understood.match;
    return understood.dialect.refuse(fault, { endpoint, stream: read?.stream ?? false });
  }
  // Where even the path says nothing, the headers may: Anthropic's clients always state a version.
  const name = call.req.headers['anthropic-version'] === undefined ? 'openai' : 'anthropic';
  const dialect = gate.dialects.find((one) => one.name === name) ?? gate.dialects[0];
  if (dialect) return dialect.refuse(fault, null);
  return { status: fault.status, headers: { 'content-type': 'text/plain' }, body: fault.message };
}

/** An answer that came before the body was read reaches its client only while the connection lives. */
function endLater({ req }: GateCall): void {
  req.resume();
  const timer = setTimeout(() => req.socket.destroy(), lingerMs);
  timer.unref();
  req.once('close', () => clearTimeout(timer));
}
