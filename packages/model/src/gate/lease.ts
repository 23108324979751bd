/**
 * A lease is a hold of the budget book that one gateway spends in memory: opened on an envelope and
 * all above it at once, grown and shrunk by the gateway, settled by the usage that the tower books
 * from it, and released when the gateway is done with it.
 */
export interface GateLease {
  id: string;
  workspace: string;
  gatewayId: string;
  /** Leaf envelope and its period. */
  envelopeId: string;
  periodKey: string;
  currency: string;
  /** What was given in all, less what was given back. */
  granted: bigint;
  /** First instant at which the shortest period of the path is over: nothing is admitted from then on. */
  endsAt: Date;
  state: 'open' | 'closing' | 'closed' | 'in_doubt';
}

/** Why an envelope gave nothing, with what a refused caller is told. */
export interface LeaseRefusal {
  /** `lease-over`: the lease that was to grow has ended or lies on another path; open another one. */
  refused: 'envelope-exhausted' | 'nothing-covers' | 'books-refused' | 'lease-over';
  detail: string;
  envelopeId: string;
  envelopeName: string;
  /** What may still be spent of the level that refused, in 10⁻¹² of the currency. */
  free: bigint;
  limit: bigint;
  period: string;
  resetsAt: Date | null;
}
