import { dollars } from '@exchequer/core/advice';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { BudgetEnvelope, Workspace } from '@exchequer/model/contract';
import { refuseAdvice } from '@exchequer/store/advice';
import { type Budgets, everyone, type PutWish } from '@exchequer/store/envelope';
import { type Carrier, refusedBy, targetGone } from './carrier.ts';

/** The limit of an envelope. */
export function envelopeLimitCarrier(budgets: Budgets): Carrier<'envelope-limit'> {
  const find = async (workspace: Workspace, id: string): Promise<BudgetEnvelope | null> => {
    const found = await budgets.envelopes.get(workspace, id, everyone);
    return 'refused' in found ? null : found.envelope;
  };
  return {
    plan: async (workspace, { action, choice }) => {
      const envelope = await find(workspace, action.envelopeId);
      if (envelope?.state !== 'active') return targetGone(`the envelope ${action.envelopeId}`);
      const amount = choice.amount ?? action.amount;
      if (amount === null)
        return refuseAdvice(
          'amount-needed',
          `it is not said what the limit of ${envelope.name} should be`,
          `Give the new limit; now it is ${dollars(parseUsd(envelope.limit))}.`,
        );
      const limit = parseUsd(envelope.limit);
      return {
        kind: 'envelope-limit',
        before: { envelope_id: envelope.id, limit: formatUsd(limit) },
        after: { envelope_id: envelope.id, limit: formatUsd(amount) },
        changes: [
          {
            what: `Limit of ${envelope.name} a ${envelope.period}`,
            before: dollars(limit),
            after: dollars(amount),
          },
        ],
        ownerId: envelope.owner_id,
        raises: amount > limit,
      };
    },
    read: async (workspace, { envelope_id: id }) => {
      const envelope = await find(workspace, String(id));
      return envelope && { envelope_id: envelope.id, limit: formatUsd(parseUsd(envelope.limit)) };
    },
    write: async (workspace, to, by) => {
      const envelope = await find(workspace, String(to.envelope_id));
      if (!envelope) return targetGone(`the envelope ${String(to.envelope_id)}`);
      const put = await budgets.envelopes.put(workspace, wishWith(envelope, parseUsd(String(to.limit))), by);
      return 'refused' in put ? refusedBy(put) : to;
    },
  };
}

/** The envelope as it is, but for its limit. */
const wishWith = (envelope: BudgetEnvelope, limit: bigint): PutWish => ({
  id: envelope.id,
  expectedVersion: envelope.version,
  belowSpent: false,
  wish: {
    name: envelope.name,
    kind: envelope.kind,
    ref: envelope.ref,
    parentId: envelope.parent_id,
    currency: envelope.currency,
    limit,
    period: envelope.period,
    custom: envelope.custom && { startsOn: envelope.custom.starts_on, endsOn: envelope.custom.ends_on },
    enforcement: envelope.enforcement,
    thresholds: envelope.thresholds,
    rollover: envelope.rollover && {
      percent: envelope.rollover.percent,
      cap: envelope.rollover.cap === null ? null : parseUsd(envelope.rollover.cap),
    },
    overdraft: parseUsd(envelope.overdraft),
    ownerId: envelope.owner_id,
  },
});
