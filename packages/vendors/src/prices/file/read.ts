import { readCsvPrices } from './csv.ts';
import { readLiteLlmPrices } from './litellm.ts';
import type { PriceFile } from './priceFile.ts';
import { readYamlPrices } from './yaml.ts';

export type PriceFileFormat = 'csv' | 'yaml' | 'litellm';

/** Reads a price file. Never throws for what is in it: the errors say what and where. */
export function readPriceFile(format: PriceFileFormat, content: string, name: string): PriceFile {
  const source = name || `${format} file`;
  if (format === 'csv') return readCsvPrices(content, source);
  if (format === 'yaml') return readYamlPrices(content, source);
  return readLiteLlmPrices(content, source);
}
