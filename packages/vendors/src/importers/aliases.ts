/**
 * Rank of a tool's own records against metrics that tell of the same session (`metrics-of:`): just
 * above metrics, and equal among records, so that those of two sources do not shadow one another.
 */
export const aboveMetrics = 11;
