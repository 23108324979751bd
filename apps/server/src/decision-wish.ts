import type { decisionDraftSchema } from '@exchequer/model/contract';
import type { DecisionWish } from '@exchequer/store/decision';
import type { z } from 'zod';

type Draft = z.infer<typeof decisionDraftSchema>;

/** Instants in the one form in which they are kept, so that the same said again is seen to be the same. */
const instant = <At extends string | null | undefined>(at: At): At =>
  typeof at === 'string' ? (new Date(at).toISOString() as At) : at;

/** What a draft says under the names of the model; what it leaves out is left out here too. */
export function wishOf(draft: Partial<Draft>): Partial<DecisionWish> {
  const told: Partial<DecisionWish> = {
    kind: draft.kind,
    title: draft.title,
    teamId: draft.team_id,
    signalAt: instant(draft.signal_at),
    detectedAt: instant(draft.detected_at),
    decidedAt: instant(draft.decided_at),
    actedAt: instant(draft.acted_at),
    reviewedAt: instant(draft.reviewed_at),
    droppedAt: instant(draft.dropped_at),
    judgementMinutes: draft.judgement_minutes,
    executionMinutes: draft.execution_minutes,
    statedPermille:
      draft.stated_probability === undefined || draft.stated_probability === null
        ? (draft.stated_probability as null | undefined)
        : Math.round(draft.stated_probability * 1_000),
    turnedOut: draft.turned_out,
    reversedAt: instant(draft.reversed_at),
    inputs: draft.inputs?.map((input) => ({
      name: input.name,
      asOf: instant(input.as_of),
      freshWithinSeconds: input.fresh_within_seconds,
      live: input.live,
      byAi: input.by_ai,
    })),
  } as Partial<DecisionWish>;
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

/** A decision as a file or a form tells it, as the log keeps it. */
export const wholeWish = (draft: Draft): DecisionWish => wishOf(draft) as DecisionWish;
