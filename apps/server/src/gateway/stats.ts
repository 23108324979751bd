import type { GatewayStats } from '@exchequer/store/gate';
import type { Gate } from './gate.ts';

/** What a gateway tells of itself with every sign of life. */
export function statsOf(gate: Gate): GatewayStats {
  const { records, bytes, oldestAt } = gate.spool.figures();
  const upstreams: GatewayStats['upstreams'] = {};
  const nowMs = gate.clock.epochMs();
  for (const [workspace, here] of gate.view.snapshot()?.workspaces ?? []) {
    for (const upstream of here.upstreams.values()) {
      const state = gate.breakerOf(workspace, upstream).state(nowMs);
      if (state !== 'unused') upstreams[`${workspace}/${upstream.id}`] = state;
    }
  }
  return {
    inFlight: gate.running.size,
    spool: { records, bytes, oldestAt: oldestAt?.toISOString() ?? null },
    memoryMb: Math.round(process.memoryUsage.rss() / 1_048_576),
    upstreams,
  };
}
