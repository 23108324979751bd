import { modelAllowed } from '@exchequer/core/gate';
import type { DialectName } from '@exchequer/model';
import type { GateCall } from '../call.ts';
import type { Gate } from '../gate.ts';
import { finish } from './finish.ts';

/**
 * Lists the models that a key may use, from the routes. Only where every route of the dialect names its
 * models: behind a pattern the upstream knows what there is, and is asked.
 */
export function answerModels(gate: Gate, call: GateCall): boolean {
  const { match, dialect } = { match: call.wire.match, dialect: call.wire.match.dialect };
  const { res, req } = call;
  if (!res || match.endpoint !== 'models' || req.method !== 'GET') return false;
  const names = namedModels(call, dialect);
  if (!names) return false;
  const asked = /^\/v1(?:beta)?\/models\/(.+)$/.exec(match.path)?.[1];
  if (asked !== undefined) return false;
  const body = JSON.stringify(listed(dialect, names, gate.clock.now()));
  res.writeHead(200, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'x-exchequer-request-id': call.id,
  });
  res.end(body);
  finish(gate, call, { status: 200, leftMs: gate.clock.nowMs() });
  return true;
}

function namedModels(call: GateCall, dialect: DialectName): string[] | null {
  const { here, holder } = call.by;
  const names = new Set<string>();
  for (const route of here.routes) {
    if (route.dialect !== null && route.dialect !== dialect) continue;
    const speaks = route.targets.some(
      ({ upstreamId }) => here.upstreams.get(upstreamId)?.dialect === dialect,
    );
    if (!speaks) continue;
    for (const model of route.models) {
      if (model.includes('*')) return null;
      if (modelAllowed(holder.key.models, model)) names.add(model);
    }
  }
  return names.size > 0 ? [...names] : null;
}

function listed(dialect: DialectName, names: readonly string[], now: Date): object {
  if (dialect === 'anthropic') {
    const data = names.map((id) => ({ type: 'model', id, display_name: id, created_at: now.toISOString() }));
    return { data, has_more: false, first_id: names[0] ?? null, last_id: names.at(-1) ?? null };
  }
  if (dialect === 'gemini') return { models: names.map((id) => ({ name: `models/${id}`, displayName: id })) };
  const created = Math.floor(now.getTime() / 1_000);
  return {
    object: 'list',
    data: names.map((id) => ({ id, object: 'model', created, owned_by: 'exchequer' })),
  };
}
