import type { GateEndpoint, GateFault, GatewayKey } from '@exchequer/model';
import { gateFault } from './fault.ts';
import { fitsAny } from './pattern.ts';

/** Why a key may not be used for a call now, or null. An empty model, as for lists of models, is no matter. */
export function refuseKey(
  key: Pick<GatewayKey, 'name' | 'models' | 'endpoints' | 'expiresAt' | 'revokedAt' | 'held'>,
  call: { endpoint: GateEndpoint; model: string },
  nowMs: number,
): GateFault | null {
  const { name, models, endpoints, expiresAt, revokedAt, held } = key;
  if (revokedAt && revokedAt.getTime() <= nowMs) return gateFault('key-revoked', { key: name });
  if (expiresAt && expiresAt.getTime() <= nowMs)
    return gateFault('key-expired', { key: name, at: expiresAt });
  if (held) return gateFault('agent-held', { key: name, ...held });
  if (endpoints.length > 0 && !endpoints.includes(call.endpoint)) {
    return gateFault('endpoint-not-allowed', { key: name, endpoint: call.endpoint, allowed: endpoints });
  }
  return modelAllowed(models, call.model)
    ? null
    : gateFault('model-not-allowed', { key: name, model: call.model, allowed: models });
}

/** Whether a key's names and patterns allow a model; none of them allows every model. */
export const modelAllowed = (models: readonly string[], model: string): boolean =>
  model === '' || models.length === 0 || fitsAny(models, model);
