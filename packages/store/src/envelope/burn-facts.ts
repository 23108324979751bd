import { addDays, daysBetween } from '@exchequer/core/envelope';
import type { BudgetEnvelope } from '@exchequer/model/contract';
import { listEnvelopes, loadState } from './list.ts';
import type { BudgetOptions } from './options.ts';
import type { Viewer } from './viewer.ts';

/** An envelope in force with its spend of each whole day. */
export interface EnvelopeBurn {
  envelope: BudgetEnvelope;
  /** Amounts of the days before today, oldest first, since the envelope first spent; at most two months. */
  spend: readonly bigint[];
  /** Days until it is filled again. */
  daysToReset: number;
}

/** Burn of every active envelope that the viewer may see; what is folded away for them stays so. */
export async function envelopeBurns(
  options: BudgetOptions,
  workspace: string,
  viewer: Viewer,
): Promise<{ today: string; burns: EnvelopeBurn[] }> {
  const state = await loadState(options, workspace);
  const { today, daily } = state;
  const { envelopes } = listEnvelopes(state, {}, viewer);
  const burns = envelopes.flatMap((envelope) => {
    if (!envelope.balance) return [];
    const spent = daily.get(envelope.id) ?? new Map<string, bigint>();
    const first = [...spent.keys()].sort()[0] ?? today;
    const days = Math.max(0, daysBetween(first, today));
    const spend = Array.from({ length: days }, (_, t) => spent.get(addDays(first, t)) ?? 0n);
    return [{ envelope, spend, daysToReset: Math.max(0, daysBetween(today, envelope.balance.ends_on)) }];
  });
  return { today, burns };
}
