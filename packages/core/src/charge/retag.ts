import { type LedgerCommand, openDay } from '../ledger/index.ts';
import { account } from './account.ts';
import type { CommandName } from './credit.ts';
import { merged } from './refusal.ts';
import type { ChargeTag } from './usage.ts';

/** Charges of one day and provider that belong elsewhere by the rules as they are now. */
export interface TagMove {
  /** Day on which the usage happened. */
  day: string;
  /** Day in whose period it is booked; an open one. */
  postedOn: string;
  provider: string;
  from: ChargeTag;
  to: ChargeTag;
  amount: bigint;
}

/** Day, posting day and provider: what one reclassification is about. */
const groupOf = ({ day, postedOn, provider }: TagMove): string => `${day} ${postedOn} ${provider}`;

/**
 * Moves charges of open periods to where the rules put them now, one reclassification per provider
 * and day, in the period in which the charge itself stands. Closed periods stay as they are.
 */
export function reclassify(
  name: CommandName,
  moves: readonly TagMove[],
): LedgerCommand<{ reclassified: number }> {
  return {
    ...name,
    accounts: () => [],
    decide: (facts) => {
      const groups = new Map<string, TagMove[]>();
      for (const move of moves) {
        const key = groupOf(move);
        groups.set(key, [...(groups.get(key) ?? []), move]);
      }
      const entries = [...groups.values()].flatMap((group) => {
        const [first] = group;
        const postings = merged(
          group.flatMap(({ from, to, amount }) => [
            { ...account.expense(from.purpose, from.costCenter), amount: -amount },
            { ...account.expense(to.purpose, to.costCenter), amount },
          ]),
        );
        if (!first || postings.length === 0) return [];
        return [
          {
            book: 'financial' as const,
            kind: 'reclassification' as const,
            occurredOn: first.day,
            postedOn: openDay(first.postedOn, facts.closedThrough('financial')),
            memo: `Usage of ${first.provider || 'an unknown provider'} on ${first.day}, by purpose and cost centre anew`,
            subject: name.key,
            postings,
            detail: { usage: true, provider: first.provider },
          },
        ];
      });
      return { result: { reclassified: entries.length }, entries };
    },
  };
}
