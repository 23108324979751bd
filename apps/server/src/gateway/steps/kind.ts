import { type CallKind, callKind } from '@exchequer/core/gate';
import type { GateCall } from '../call.ts';

/** By what a call is like others. */
export function kindOf(call: GateCall): CallKind {
  call.kind ??= callKind(call.workspace, call.asked.model, call.asked.match.endpoint);
  return call.kind;
}
