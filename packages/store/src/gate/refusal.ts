/** Why a change of the gate is turned away. Nothing of it was written. */
export interface GateRefusal {
  refused: GateRefusalCode;
  detail: string;
  fix: string;
}

export type GateRefusalCode =
  | 'worker-unknown'
  | 'not-an-agent'
  | 'key-unknown'
  | 'key-over'
  | 'expiry-invalid'
  | 'upstream-unknown'
  | 'upstream-in-use'
  | 'address-invalid'
  | 'route-unknown'
  | 'target-unknown'
  | 'lease-unknown'
  | 'lease-not-in-doubt';

export function refuseGate(refused: GateRefusalCode, detail: string, fix: string): GateRefusal {
  return { refused, detail, fix };
}
