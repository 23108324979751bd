import type { Envelope, EnvelopePeriodRef } from '@exchequer/model';
import { localDate } from '../metric/index.ts';
import { type CompanyCalendar, type Period, periodOn } from './period.ts';
import { type EnvelopeTree, lineage } from './tree.ts';

/** Whether an envelope covers anything on a company day. */
export function inForce({ state, since, period, custom }: Envelope, day: string): boolean {
  if (state === 'closed' || day < since) return false;
  return period !== 'custom' || (custom !== null && custom.startsOn <= day && day < custom.endsOn);
}

/** The envelopes that carry spend of a leaf on a day, leaf first. Those not in force carry nothing. */
export const carriersOn = (tree: EnvelopeTree, leafId: string, day: string): Envelope[] =>
  lineage(tree, leafId).filter((envelope) => inForce(envelope, day));

export const periodRef = (envelope: Envelope, { key }: Pick<Period, 'key'>): EnvelopePeriodRef => ({
  envelopeId: envelope.id,
  periodKey: key,
  enforcement: envelope.enforcement,
  overdraft: envelope.overdraft,
  currency: envelope.currency,
});

/** The periods that a spend of a leaf at an instant falls into, leaf first up to the root. */
export function pathAt(
  tree: EnvelopeTree,
  leafId: string,
  instant: Date,
  { timeZone, fiscalStart }: CompanyCalendar,
): EnvelopePeriodRef[] {
  const day = localDate(instant.getTime(), timeZone);
  return carriersOn(tree, leafId, day).flatMap((envelope) => {
    const period = periodOn(envelope, day, fiscalStart);
    return period ? [periodRef(envelope, period)] : [];
  });
}
