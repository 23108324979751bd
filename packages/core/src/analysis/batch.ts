/** Calls of a kind over a month: what they cost, and whether anybody waits for them. */
export interface Load {
  readonly id: string;
  /** Dollars a month at the prices of answers at once. */
  readonly cost: number;
  /** Share of it that already goes out in batches. */
  readonly batched: number;
  /** Hours that its work may wait for; null where nobody has said. */
  readonly patience: number | null;
}

export interface BatchSaving {
  readonly id: string;
  readonly movable: number;
  readonly saved: number;
}

/** What batches would save, the largest first; loads of unknown patience are left out and never guessed. */
export function batchable(
  loads: readonly Load[],
  { discount, hours }: { discount: number; hours: number },
): BatchSaving[] {
  return loads
    .filter(({ patience }) => patience !== null && patience >= hours)
    .map(({ id, cost, batched }) => ({
      id,
      movable: cost * (1 - batched),
      saved: cost * (1 - batched) * discount,
    }))
    .filter(({ saved }) => saved > 0)
    .sort((a, b) => b.saved - a.saved);
}
