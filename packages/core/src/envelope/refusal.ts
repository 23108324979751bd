import type { LedgerRefusal } from '../ledger/index.ts';

export type EnvelopeRefusalCode =
  | 'envelope-unknown'
  | 'envelope-closed'
  | 'envelope-taken'
  | 'envelope-cycle'
  | 'envelope-kind'
  | 'ref-missing'
  | 'ref-unknown'
  | 'owner-unknown'
  | 'parent-unknown'
  | 'parent-closed'
  | 'currency-mismatch'
  | 'currency-fixed'
  | 'amount-negative'
  | 'limit-above-parent'
  | 'limit-below-spent'
  | 'thresholds-invalid'
  | 'period-invalid'
  | 'managed-by-file'
  | 'version-changed'
  | 'open-holds'
  | 'open-children'
  | 'not-in-force'
  | 'nothing-covers'
  | 'same-branch'
  | 'request-unknown'
  | 'request-decided'
  | 'own-request'
  | 'not-own-request'
  | 'expiry-invalid'
  | 'amount-above-request'
  | 'key-reused'
  | 'person-private';

/** Why a change of envelopes is turned away. Nothing of it was written. */
export type EnvelopeRefusal = LedgerRefusal;

export function refuseEnvelope(
  refused: EnvelopeRefusalCode,
  detail: string,
  fix: string,
  facts?: LedgerRefusal['facts'],
): EnvelopeRefusal {
  return { refused, detail, fix, ...(facts && { facts }) };
}

/** Says which envelope a fault is about. */
export const aboutEnvelope = (envelopeId: string, fault: EnvelopeRefusal): EnvelopeRefusal => ({
  ...fault,
  facts: { envelope_id: envelopeId, ...fault.facts },
});
