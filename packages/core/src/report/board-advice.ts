import type { BoardPack, DateRange, RecommendationView } from '@exchequer/model/contract';
import { compareRange } from '../metric/index.ts';
import type { BoardFacts } from './facts.ts';

/** Recommendations as the inbox ranks them, and those that were acted on. */
export type AdviceFact = Pick<BoardFacts, 'inbox' | 'applied' | 'judged' | 'range'>;

const shown = 3;

/** The three surest recommendations, and what became of those that were applied: promised beside realised. */
export function adviceOfMonth({
  inbox,
  applied,
  judged,
  range,
}: AdviceFact): Pick<BoardPack, 'recommendations' | 'decisions' | 'advice_needs'> {
  return {
    recommendations: inbox
      .filter(({ own }) => !own)
      .slice(0, shown)
      .map(({ id, rule, claim, gain, confidence, owner }) => ({
        ...{ id, rule, claim, gain, confidence, owner },
        to: `/today?advice=${id}`,
      })),
    advice_needs: judged ? null : 'a round of the rules, which runs by itself once usage is booked',
    decisions: applied.filter(({ own }) => !own).flatMap((one) => decisionOf(one, range)),
  };
}

/** An applied recommendation where the month has something to tell of it. */
function decisionOf(one: RecommendationView, range: DateRange): BoardPack['decisions'] {
  const { applied, realised, state } = one;
  const at = applied?.applied_at ?? null;
  if (at === null || (state !== 'applied' && state !== 'undone')) return [];
  const before = compareRange(range, 'previous');
  const decided = at.slice(0, 10);
  const isRecent = decided >= (before?.from ?? range.from) && decided < range.to;
  const measured = realised?.as_of.slice(0, 10) ?? '';
  const isMeasured = measured >= range.from && measured < range.to && decided < range.to;
  if (!isRecent && !isMeasured) return [];
  return [
    {
      ...{ id: one.id, rule: one.rule, claim: one.claim, state, decided_at: at },
      promised: one.gain,
      realised,
      to: `/today?advice=${one.id}`,
    },
  ];
}
