import { refuseEnvelope } from '@exchequer/core/envelope';
import { type Envelope, formatUsd, parseUsd } from '@exchequer/model';
import type { BudgetEnvelope, FoldedPersons } from '@exchequer/model/contract';

/** Who reads, as far as it decides which persons' envelopes they see. */
export interface Viewer {
  admin: boolean;
  /** May see pay. Admins alone may not. */
  pay: boolean;
  workerId: string | null;
}

/** Sees everything; for jobs and for the tower itself. */
export const everyone: Viewer = { admin: true, pay: true, workerId: null };

/** What decides who sees an envelope. */
type Seen = Pick<Envelope, 'kind' | 'ref' | 'ownerId' | 'period'> & { limit: bigint | string };

/**
 * A person's envelope is seen by that person, by its owner, who answers for it, and by admins, who
 * decide about it. What a person spends is nobody else's to read. One that lives off grants alone may
 * tell base pay by its amounts, so that an admin needs the right to see pay as well.
 */
export const sees = ({ admin, pay, workerId }: Viewer, envelope: Seen): boolean => {
  const { kind, ref, ownerId } = envelope;
  if (kind !== 'person') return true;
  if (workerId !== null && (ref === workerId || ownerId === workerId)) return true;
  return admin && (pay || !livesOffGrants(envelope));
};

/** Its own limit is zero, so that lots bring all of its money. */
const livesOffGrants = ({ period, limit }: Seen) => period === 'custom' && !/[1-9]/.test(String(limit));

/** Persons in a group that is shown as a sum at the least. */
const smallestGroup = 5;

export const notShown = refuseEnvelope(
  'person-private',
  'an envelope of a person is shown to that person, its owner and admins alone',
  'Ask the person, or an admin.',
);

/** Envelopes of persons that a viewer may not see, summed per parent; fewer than five keep their sum. */
export function foldPersons(hidden: readonly BudgetEnvelope[]): FoldedPersons[] {
  const groups = new Map<string, BudgetEnvelope[]>();
  for (const envelope of hidden) {
    const key = `${envelope.parent_id} ${envelope.currency}`;
    groups.set(key, [...(groups.get(key) ?? []), envelope]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [BudgetEnvelope];
    const isShown = group.length >= smallestGroup;
    const sum = (field: 'limit' | 'spent' | 'reserved' | 'free') =>
      isShown
        ? formatUsd(group.reduce((total, { balance }) => total + parseUsd(balance?.[field] ?? '0'), 0n))
        : null;
    return {
      parent_id: first.parent_id,
      currency: first.currency,
      persons: isShown ? group.length : null,
      limit: sum('limit'),
      spent: sum('spent'),
      reserved: sum('reserved'),
      free: sum('free'),
      reason: isShown
        ? 'Envelopes of persons are shown to each person, its owner and admins alone.'
        : 'Fewer than five persons: their sum is not shown.',
    };
  });
}
