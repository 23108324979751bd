import type { GatewayStatus } from '@exchequer/model/contract';

const narrow = '\u202f';

/** Milliseconds for reading, such as `0.4 ms`, `840 ms`, `2.1 s`. */
export function milliseconds(value: number | null): string {
  if (value === null) return '–';
  if (value >= 10_000) return `${(value / 1_000).toFixed(0)}${narrow}s`;
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)}${narrow}s`;
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(1)}${narrow}ms`;
}

/** A part of a whole in percent; a dash without a whole. */
export function percentOf(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  return `${percent > 0 && percent < 0.1 ? '<0.1' : percent.toFixed(percent >= 10 ? 0 : 1)}${narrow}%`;
}

/** Why the gate refused, as a person says it. */
const reasons: Readonly<Record<string, string>> = {
  'budget-exhausted': 'no budget left',
  'rate-limited': 'too many at once',
  'loop-detected': 'the same call again and again',
  'key-missing': 'no key',
  'key-unknown': 'an unknown key',
  'key-expired': 'an expired key',
  'key-revoked': 'a revoked key',
  'agent-held': 'an agent that is held',
  'model-not-allowed': 'a model that the key may not use',
  'endpoint-not-allowed': 'an endpoint that the key may not use',
  'depth-exceeded': 'agents started too deep',
  'fan-out-exceeded': 'too many agents started',
  'malformed-body': 'a body that cannot be read',
  'body-too-large': 'a body that is too large',
  'no-route': 'no route for the model',
  'unknown-endpoint': 'an unknown endpoint',
  'books-unreachable': 'the books out of reach',
  'spool-full': 'a full spool',
};
export const reasonOf = (kind: string): string => reasons[kind] ?? kind.replaceAll('-', ' ');

export const refusedIn = ({ refused }: GatewayStatus): number =>
  Object.values(refused).reduce((sum, count) => sum + count, 0);

/** The state of the gate in one sentence. */
export function headlineOf(status: GatewayStatus): string {
  const { gateways, upstreams, leases } = status;
  if (gateways.length === 0) return 'Gateway';
  const silent = gateways.filter(({ state }) => state === 'silent').length;
  const down = upstreams.filter(({ state }) => state === 'open' || state === 'failing');
  const doubt = leases.filter(({ state }) => state === 'in_doubt').length;
  const serving = gateways.filter(({ state }) => state === 'serving').length;
  if (serving === 0) return 'No gateway is serving';
  if (silent > 0) return silent === 1 ? 'One gateway is silent' : `${silent} gateways are silent`;
  if (down.length > 0)
    return `${down.map(({ name }) => name).join(' and ')} ${down.length === 1 ? 'is' : 'are'} failing`;
  if (doubt > 0) return doubt === 1 ? 'One lease is in doubt' : `${doubt} leases are in doubt`;
  return serving === 1 ? 'The gateway is serving' : `${serving} gateways are serving`;
}
