import type { CallKind } from '@exchequer/core/gate';
import type { GateCall } from '../call.ts';

/** By what calls are alike, so that those that are over tell of those that run. */
export const kindOf = (call: GateCall): CallKind => ({
  workspace: call.workspace,
  model: call.asked.model,
  endpoint: call.asked.match.endpoint,
});
