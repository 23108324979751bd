import { type EnvelopePeriodRef, formatUsd, type Hold } from '@exchequer/model';
import type { LedgerCommand } from './command.ts';
import { openDay } from './day.ts';
import { levelOf, pocketOf, pocketsOf } from './level.ts';
import { checkPath, currencyMismatch, prefixOf } from './path.ts';
import { replenish, shortageOf } from './pocket.ts';
import { exhausted, notPositive } from './refusal.ts';
import { EntrySheet } from './sheet.ts';

export interface Transfer {
  workspace: string;
  key: string;
  from: EnvelopePeriodRef;
  to: EnvelopePeriodRef;
  amount: bigint;
  day: string;
  memo?: string;
  detail?: Hold['detail'];
}

export interface Transferred {
  amount: string;
}

/**
 * Moves what is available from one envelope period to another. Both stay balanced in themselves: one
 * is appropriated less, the other more. Refused when less is available, under every enforcement.
 */
export function transfer(asked: Transfer): LedgerCommand<Transferred> {
  const { workspace, key, from, to, amount, day } = asked;
  const [source, target] = [levelOf(from), levelOf(to)];
  return {
    workspace,
    key,
    body: { transfer: [prefixOf(from), prefixOf(to)], amount },
    accounts: () => pocketsOf([source, target], ['appropriation', 'available']),
    decide: (facts) => {
      if (amount <= 0n) return notPositive('the transfer', amount);
      if (from.currency !== to.currency) return currencyMismatch(from, to);
      const bad = checkPath([from, to]);
      if (bad) return bad;
      if (facts.balance(pocketOf(source, 'available')) < amount) {
        return exhausted(from, shortageOf(facts, source, amount));
      }
      const sheet = new EntrySheet(facts);
      sheet.add(pocketOf(source, 'available'), -amount);
      sheet.add(pocketOf(source, 'appropriation'), amount);
      sheet.add(pocketOf(target, 'appropriation'), -amount);
      replenish(sheet, target, amount);
      return {
        result: { amount: formatUsd(amount) },
        entries: [
          {
            book: 'budget',
            kind: 'transfer',
            occurredOn: day,
            postedOn: openDay(day, facts.closedThrough('budget')),
            memo: asked.memo ?? `Moved from ${from.envelopeId} to ${to.envelopeId}`,
            subject: to.envelopeId,
            postings: sheet.lines(),
            ...(asked.detail && { detail: asked.detail }),
          },
        ],
      };
    },
  };
}
