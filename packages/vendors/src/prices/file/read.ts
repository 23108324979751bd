import type { PriceEntry } from '@exchequer/core/pricing';
import { readCsvPrices } from './csv.ts';
import { readLiteLlmPrices } from './litellm.ts';
import { readYamlPrices } from './yaml.ts';

export type PriceFileFormat = 'csv' | 'yaml' | 'litellm';

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

/** Reads a price file. Never throws for what is in it: the errors say what and where. */
export function readPriceFile(format: PriceFileFormat, content: string, name: string): PriceFile {
  const source = name || `${format} file`;
  if (format === 'csv') return readCsvPrices(content, source);
  if (format === 'yaml') return readYamlPrices(content, source);
  return readLiteLlmPrices(content, source);
}
