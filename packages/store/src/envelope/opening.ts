import { give, periodOn } from '@exchequer/core/envelope';
import { endPeriod, type LedgerCommand } from '@exchequer/core/ledger';
import type { Envelope, EnvelopePeriodRef } from '@exchequer/model';
import type { ISql } from 'postgres';
import { type BudgetOptions, todayOf } from './options.ts';
import { insertPeriod, keysLike, type OpenedPeriod, updatePeriod } from './period-rows.ts';

/** A level of a path in an opened period. */
export const refOf = (envelope: Envelope, { key }: Pick<OpenedPeriod, 'key'>): EnvelopePeriodRef => ({
  envelopeId: envelope.id,
  periodKey: key,
  enforcement: envelope.enforcement,
  overdraft: envelope.overdraft,
  currency: envelope.currency,
});

/** What opening periods of an envelope came to: commands to post, in order, and its last period. */
export interface Opening {
  commands: LedgerCommand<object>[];
  latest: OpenedPeriod | null;
}

/**
 * Opens every period of an envelope through today that is not open yet, in order, so that rollover
 * goes from each into the next even when nobody ran the tower meanwhile. Ends those that are over.
 * The caller holds the lock of the budgets and posts the commands.
 */
export async function openThroughToday(
  options: BudgetOptions,
  tx: ISql,
  workspace: string,
  envelope: Envelope,
  latest: OpenedPeriod | null,
): Promise<Opening> {
  const today = todayOf(options);
  const opening: Opening = { commands: [], latest };
  if (envelope.state === 'closed') return opening;
  for (;;) {
    const last = opening.latest;
    const next = last ? last.endsOn : envelope.since;
    if (next > today) return opening;
    const period = periodOn(envelope, next, options.fiscalStart());
    if (!period) {
      if (last && last.endedAt === null) await end(options, tx, workspace, envelope, opening, last, null);
      return opening;
    }
    // A change of the calendar can make the first period after it a short one.
    const startsOn = last && last.endsOn > period.startsOn ? last.endsOn : period.startsOn;
    const day = last ? startsOn : today;
    const opened = await open(options, tx, workspace, envelope, { ...period, startsOn }, day, opening);
    if (last && last.endedAt === null) await end(options, tx, workspace, envelope, opening, last, opened);
    opening.latest = opened;
  }
}

/** Names the opening of a period, so that it is appropriated once for ever. */
export const openingKey = (envelopeId: string, periodKey: string): string =>
  `period:${envelopeId}:${periodKey}`;

async function open(
  options: BudgetOptions,
  tx: ISql,
  workspace: string,
  envelope: Envelope,
  period: Pick<OpenedPeriod, 'key' | 'startsOn' | 'endsOn'>,
  day: string,
  { commands }: Opening,
): Promise<OpenedPeriod> {
  const same = await keysLike(tx, workspace, envelope.id, period.key);
  // Where a change of the calendar meets a key again, the later period gets a number.
  const key = same === 0 ? period.key : `${period.key}.${same + 1}`;
  const baseLimit = envelope.limit;
  const opened = {
    ...period,
    key,
    envelopeId: envelope.id,
    baseLimit,
    openedAt: options.now(),
    endedAt: null,
  };
  await insertPeriod(tx, workspace, opened);
  if (baseLimit > 0n) {
    commands.push(
      give({
        workspace,
        key: openingKey(envelope.id, key),
        ref: refOf(envelope, opened),
        amount: baseLimit,
        day,
        kind: 'appropriate',
        what: 'base',
        memo: `Limit of ${key}`,
      }),
    );
  }
  return opened;
}

async function end(
  options: BudgetOptions,
  tx: ISql,
  workspace: string,
  envelope: Envelope,
  { commands }: Opening,
  last: OpenedPeriod,
  next: OpenedPeriod | null,
): Promise<void> {
  await updatePeriod(tx, workspace, { ...last, endedAt: options.now() });
  const rule = envelope.rollover;
  commands.push(
    endPeriod({
      workspace,
      key: `period-end:${envelope.id}:${last.key}`,
      from: refOf(envelope, last),
      to: next && rule ? { period: refOf(envelope, next), rule } : null,
      day: last.endsOn,
    }),
  );
}
