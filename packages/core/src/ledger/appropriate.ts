import { type EnvelopePeriodRef, formatUsd, type Hold } from '@exchequer/model';
import type { LedgerCommand } from './command.ts';
import { openDay } from './day.ts';
import { levelOf, pocketOf, pocketsOf } from './level.ts';
import { prefixOf } from './path.ts';
import { lesser, replenish, shortageOf } from './pocket.ts';
import { exhausted, notPositive } from './refusal.ts';
import { EntrySheet } from './sheet.ts';

export interface Appropriate {
  workspace: string;
  key: string;
  envelope: EnvelopePeriodRef;
  amount: bigint;
  day: string;
  memo?: string;
  detail?: Hold['detail'];
}

export interface Appropriated {
  /** What came in or went out, as a positive decimal string. */
  amount: string;
  /** What is available afterwards. */
  available: string;
}

/** Gives money to a period of an envelope; it repays an overdraft first. */
export function appropriate(asked: Appropriate): LedgerCommand<Appropriated> {
  const { workspace, key, envelope, amount, day } = asked;
  const level = levelOf(envelope);
  return {
    workspace,
    key,
    body: { appropriate: prefixOf(envelope), amount },
    accounts: () => pocketsOf([level], ['appropriation', 'available', 'overdraft']),
    decide: (facts) => {
      if (amount <= 0n) return notPositive('the appropriation', amount);
      const sheet = new EntrySheet(facts);
      sheet.add(pocketOf(level, 'appropriation'), -amount);
      replenish(sheet, level, amount);
      return {
        result: {
          amount: formatUsd(amount),
          available: formatUsd(sheet.balance(pocketOf(level, 'available'))),
        },
        entries: [
          {
            book: 'budget',
            kind: 'appropriate',
            occurredOn: day,
            postedOn: openDay(day, facts.closedThrough('budget')),
            memo: asked.memo ?? `Appropriated to ${envelope.envelopeId} for ${envelope.periodKey}`,
            subject: envelope.envelopeId,
            postings: sheet.lines(),
            ...(asked.detail && { detail: asked.detail }),
          },
        ],
      };
    },
  };
}

export interface Withdraw extends Appropriate {
  /** When less is available: refuse, or take what there is. */
  short: 'refuse' | 'take-available';
}

/**
 * Takes money back out of a period that has not used it, such as when its limit is lowered. What is
 * held, leased or spent stays.
 */
export function withdraw(asked: Withdraw): LedgerCommand<Appropriated> {
  const { workspace, key, envelope, amount, day, short } = asked;
  const level = levelOf(envelope);
  return {
    workspace,
    key,
    body: { withdraw: prefixOf(envelope), amount, short },
    accounts: () => pocketsOf([level], ['appropriation', 'available']),
    decide: (facts) => {
      if (amount <= 0n) return notPositive('the withdrawal', amount);
      const available = facts.balance(pocketOf(level, 'available'));
      if (available < amount && short === 'refuse') {
        return exhausted(envelope, shortageOf(facts, level, amount));
      }
      const taken = lesser(available, amount);
      const sheet = new EntrySheet(facts);
      sheet.add(pocketOf(level, 'appropriation'), taken);
      sheet.add(pocketOf(level, 'available'), -taken);
      const postings = sheet.lines();
      return {
        result: { amount: formatUsd(taken), available: formatUsd(available - taken) },
        entries: postings.length
          ? [
              {
                book: 'budget',
                kind: 'appropriate',
                occurredOn: day,
                postedOn: openDay(day, facts.closedThrough('budget')),
                memo: asked.memo ?? `Withdrawn from ${envelope.envelopeId} for ${envelope.periodKey}`,
                subject: envelope.envelopeId,
                postings,
                ...(asked.detail && { detail: asked.detail }),
              },
            ]
          : [],
      };
    },
  };
}
