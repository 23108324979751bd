import { gateFault, refuseKey } from '@exchequer/core/gate';
import type { GateFault } from '@exchequer/model';
import type { GateCall } from '../call.ts';
import type { Gate } from '../gate.ts';

/** Finds out what is asked for and who asks, before a byte of the body is read. Null when it may go on. */
export function identify(gate: Gate, call: GateCall): GateFault | null {
  const { method = 'GET', url = '/', headers } = call.req;
  for (const dialect of gate.dialects) {
    const match = dialect.match(method, url, headers);
    if (!match) continue;
    call.understood = { dialect, match };
    break;
  }
  if (!call.understood) {
    return gateFault('unknown-endpoint', { method, path: url.split('?')[0]?.slice(0, 200) ?? '' });
  }
  const { dialect, match } = call.understood;
  // The query as it came: a key in it is taken out of the match, so that it is neither logged nor sent on.
  const mark = url.indexOf('?');
  const secret = dialect.keyOf(headers, mark < 0 ? '' : url.slice(mark));
  if (!secret) return gateFault('key-missing', {});
  const fault = admitCaller(gate, call, secret);
  if (fault) return fault;
  const asked = { endpoint: match.endpoint, model: match.pathModel };
  return refuseKey(call.by.holder.key, asked, gate.clock.epochMs());
}

/** The holder of a secret, with everything by which its call is judged. */
export function admitCaller(gate: Gate, call: GateCall, secret: string): GateFault | null {
  const snapshot = gate.view.snapshot();
  if (!snapshot) return gateFault('books-unreachable', {});
  const holder = gate.view.holderOf(snapshot, secret);
  const here = holder && snapshot.workspaces.get(holder.key.workspace);
  if (!here) return gateFault('key-unknown', {});
  call.caller = { holder, snapshot, here };
  return null;
}
