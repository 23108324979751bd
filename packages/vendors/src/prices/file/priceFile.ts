import type { PriceEntry } from '@exchequer/core/pricing';

/** A row that could not be read; the others are taken all the same. */
export interface PriceRowError {
  /** 1-based line of a CSV, 1-based entry elsewhere; 0 when the whole file is meant. */
  row: number;
  error: string;
  fix: string;
}

export interface PriceFile {
  entries: { row: number; entry: PriceEntry }[];
  errors: PriceRowError[];
}
