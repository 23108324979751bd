export const recommendationStates = [
  'open',
  'assigned',
  'snoozed',
  'dismissed',
  'applied',
  'undone',
  'expired',
  'gone',
] as const;
/**
 * `gone`: a later round no longer found it. `expired`: no round could confirm it for so long that it
 * must not be acted on any more. `undone`: it was applied and taken back.
 */
export type RecommendationState = (typeof recommendationStates)[number];

/** What a round has to know of a recommendation that is kept. Amounts in pico-dollars. */
export interface KeptAdvice {
  readonly state: RecommendationState;
  readonly stateAt: Date;
  readonly expiresDays: number;
  readonly expiresAt: Date;
  readonly snoozedUntil: Date | null;
  /** What it would have brought when somebody put it off. */
  readonly setAside: bigint | null;
}

/** What a round saw of one key: what it would bring, or nothing, and whether its rule could be judged. */
export interface Sighting {
  readonly likely: bigint | null;
  readonly judged: boolean;
}

/**
 * What becomes of a recommendation in a round: `new` opens another one beside it, `seen` refreshes it,
 * `stay` only notes that it is still so, `woke` and `doubled` bring back what was put off.
 */
export type RoundStep = 'new' | 'seen' | 'stay' | 'woke' | 'doubled' | 'gone' | 'expired' | 'none';

const dayMs = 86_400_000;

/** What a round does with one key. Twice with the same sighting at the same time does nothing more. */
export function stepOf(kept: KeptAdvice | null, seen: Sighting, now: Date): RoundStep {
  if (!kept || kept.state === 'gone' || kept.state === 'expired')
    return seen.likely === null ? 'none' : 'new';
  if (seen.likely === null) return unseenStep(kept, seen, now);
  const hasDoubled = doubled(kept.setAside, seen.likely);
  switch (kept.state) {
    // Its figures lag behind: days from before it was applied are still counted for a while.
    case 'applied':
      return isQuiet(kept, now) ? 'none' : 'new';
    case 'undone':
      return hasDoubled || !isQuiet(kept, now) ? 'new' : 'none';
    case 'dismissed':
      return hasDoubled ? 'doubled' : 'stay';
    case 'snoozed':
      if (kept.snoozedUntil && kept.snoozedUntil <= now) return 'woke';
      return hasDoubled ? 'doubled' : 'stay';
    default:
      return 'seen';
  }
}

function unseenStep(kept: KeptAdvice, { judged }: Sighting, now: Date): RoundStep {
  // A dismissal is remembered, so that what flickers does not come back every time.
  if (kept.state === 'dismissed' || kept.state === 'applied' || kept.state === 'undone') return 'none';
  if (judged) return 'gone';
  return kept.expiresAt <= now ? 'expired' : 'none';
}

const isQuiet = (kept: KeptAdvice, now: Date): boolean =>
  now.getTime() < kept.stateAt.getTime() + kept.expiresDays * dayMs;

const doubled = (setAside: bigint | null, likely: bigint): boolean =>
  setAside !== null && likely > 0n && likely >= 2n * setAside;

/** What people may do with a recommendation. */
export type AdviceVerb = 'apply' | 'finish' | 'undo' | 'assign' | 'snooze' | 'dismiss';

const verbs: Readonly<Record<RecommendationState, readonly AdviceVerb[]>> = {
  open: ['apply', 'finish', 'assign', 'snooze', 'dismiss'],
  assigned: ['apply', 'finish', 'assign', 'snooze', 'dismiss'],
  snoozed: ['apply', 'finish', 'assign', 'snooze', 'dismiss'],
  dismissed: ['apply', 'assign', 'snooze'],
  applied: ['undo'],
  undone: [],
  expired: [],
  gone: [],
};

/** Whether a recommendation in that state allows it. */
export const allows = (state: RecommendationState, verb: AdviceVerb): boolean => verbs[state].includes(verb);

/** When a finding is too old to be acted on unless a later round confirms it. */
export const expiryOf = (seenAt: Date, expiresDays: number): Date =>
  new Date(seenAt.getTime() + expiresDays * dayMs);
