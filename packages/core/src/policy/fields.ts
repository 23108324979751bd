import { type Envelope, formatUsd } from '@exchequer/model';
import type { PeopleNames } from './people.ts';

/** A field before and after, as a person reads it; null is nothing. */
export interface FieldChange {
  field: string;
  from: string | null;
  to: string | null;
}

/** What is needed to write fields for people. */
export interface FieldNames {
  names: PeopleNames;
  pathBefore(id: string): string;
  pathAfter(id: string): string;
}

/** Everything that differs between an envelope and what it is to be. A new one differs in all it says. */
export function differences(before: Envelope | null, after: Envelope, say: FieldNames): FieldChange[] {
  if (after.state === 'closed')
    return before?.state === 'active' ? [{ field: 'state', from: 'active', to: 'closed' }] : [];
  const from = before ? textsOf(before, say.names, say.pathBefore) : {};
  const to = textsOf(after, say.names, say.pathAfter);
  // A parent is the same as long as its id is: its name may have changed above.
  if (before && before.parentId === after.parentId && from.parent !== undefined)
    from.parent = to.parent ?? null;
  return Object.keys(to)
    .map((field) => ({ field, from: from[field] ?? null, to: to[field] ?? null }))
    .filter((change) => change.from !== change.to);
}

function textsOf(
  envelope: Envelope,
  names: PeopleNames,
  pathOf: (id: string) => string,
): Record<string, string | null> {
  const { kind, ref, parentId, custom, thresholds, rollover, ownerId, currency } = envelope;
  const amount = (value: bigint) => `${formatUsd(value)} ${currency}`;
  return {
    name: envelope.name,
    kind,
    covers: ref === '' ? null : names.written(kind, ref),
    parent: parentId === null ? null : pathOf(parentId),
    limit: amount(envelope.limit),
    period: custom ? `custom, ${custom.startsOn} to ${custom.endsOn}` : envelope.period,
    enforcement: envelope.enforcement,
    thresholds: thresholds.length > 0 ? thresholds.join(', ') : null,
    rollover:
      rollover && `${rollover.percent} %${rollover.cap === null ? '' : `, at most ${amount(rollover.cap)}`}`,
    overdraft: envelope.overdraft === 0n ? null : amount(envelope.overdraft),
    owner: ownerId && names.writtenOwner(ownerId),
    managed_by: envelope.managedBy,
  };
}
