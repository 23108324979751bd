import { type EnvelopePeriodRef, formatUsd, type Rollover } from '@exchequer/model';
import type { LedgerCommand } from './command.ts';
import { openDay } from './day.ts';
import { levelOf, pocketOf, pocketsOf } from './level.ts';
import { currencyMismatch, prefixOf } from './path.ts';
import { replenish } from './pocket.ts';
import { EntrySheet } from './sheet.ts';

export interface EndPeriod {
  workspace: string;
  key: string;
  /** The period that has ended. */
  from: EnvelopePeriodRef;
  /** Where to a part goes over; null when everything expires. */
  to: { period: EnvelopePeriodRef; rule: Rollover } | null;
  day: string;
}

export interface PeriodEnded {
  rolled: string;
  expired: string;
}

/**
 * Ends a period: what is still available goes over into the next one as far as its rule says, and
 * the rest expires. What is held or leased stays until it is resolved; ending the period again under
 * another key takes what came back since.
 */
export function endPeriod({ workspace, key, from, to, day }: EndPeriod): LedgerCommand<PeriodEnded> {
  const source = levelOf(from);
  const target = to && levelOf(to.period);
  return {
    workspace,
    key,
    body: { endPeriod: prefixOf(from), to: to && prefixOf(to.period) },
    accounts: () => [
      ...pocketsOf([source], ['appropriation', 'available', 'expired']),
      ...(target ? pocketsOf([target], ['appropriation', 'available']) : []),
    ],
    decide: (facts) => {
      if (to && to.period.currency !== from.currency) return currencyMismatch(from, to.period);
      const left = facts.balance(pocketOf(source, 'available'));
      const rolled = to ? rolloverPart(left, to.rule) : 0n;
      const sheet = new EntrySheet(facts);
      sheet.add(pocketOf(source, 'available'), -left);
      sheet.add(pocketOf(source, 'expired'), left - rolled);
      sheet.add(pocketOf(source, 'appropriation'), rolled);
      if (target && rolled > 0n) {
        sheet.add(pocketOf(target, 'appropriation'), -rolled);
        replenish(sheet, target, rolled);
      }
      const postings = sheet.lines();
      return {
        result: { rolled: formatUsd(rolled), expired: formatUsd(left - rolled) },
        entries: postings.length
          ? [
              {
                book: 'budget',
                kind: 'rollover',
                occurredOn: day,
                postedOn: openDay(day, facts.closedThrough('budget')),
                memo: `${from.periodKey} of ${from.envelopeId} ended`,
                subject: from.envelopeId,
                postings,
              },
            ]
          : [],
      };
    },
  };
}

/** What goes over of what is left: a share, at most the cap; a fraction of the smallest unit expires. */
export function rolloverPart(left: bigint, { percent, cap }: Rollover): bigint {
  // Shares may have decimals; they are exact to a millionth of a percent.
  const share = (left * BigInt(Math.round(percent * 1e6))) / 100_000_000n;
  return cap !== null && cap < share ? cap : share;
}
