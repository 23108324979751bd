import type { BarRow, Series } from '../charts/index.ts';

/** A part of a chart with the exact amounts behind its marks. */
export interface ExactSeries extends Series {
  exact: readonly (string | null)[];
}

/** One bar with the exact amount behind it. */
export interface ExactBar extends BarRow {
  exact: string;
}

/** What is forecast of one bucket. */
export interface ExactAhead {
  low: string;
  middle: string;
  high: string;
}
