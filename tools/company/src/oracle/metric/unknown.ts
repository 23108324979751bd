/** Figures that have no value whatever a company records of itself, with what they wait for. */
export const unknowable: Readonly<Record<string, string>> = {
  token_roi:
    'an experiment: nothing that merely happened tells what would not have come about without tokens',
  revenue_per_million_incremental: 'an experiment, in which tokens were given by chance',
  revenue_per_million_linked: 'revenue that names the work it came of; customers of this company do not',
};
