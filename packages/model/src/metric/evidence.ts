/**
 * How much a figure proves. E0 describes, E1 compares within persons or teams over time (fixed
 * effects), E2 uses a break in time (difference in differences, interrupted series), E3 was randomised.
 */
export const evidenceGrades = ['E0', 'E1', 'E2', 'E3'] as const;
export type EvidenceGrade = (typeof evidenceGrades)[number];

export const gradeMeanings: Readonly<Record<EvidenceGrade, string>> = {
  E0: 'describes, proves no cause',
  E1: 'compares people or teams with themselves over time',
  E2: 'compares before and after a break with others at the same time',
  E3: 'assigned by chance',
};

/** Below so many outcomes an interval is shown without the figure. */
export const fewestOutcomes = 30;
/** Below so many teams no interval is computed: resampling them would say nothing. */
export const fewestTeams = 5;
export const bootstrapResamples = 1_000;
/** Intervals hold the middle of this share of the resamples, in permille. */
export const intervalPermille = 950;
