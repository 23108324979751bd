/**
 * Usage from tables: CSV and JSON Lines with a mapping, FOCUS bills, LiteLLM spend logs and
 * OpenRouter activity. Rows are streamed; each bad one is told by its line and what to do.
 */
import { focusImporter } from './focus.ts';
import type { TabularImporter } from './importer.ts';
import { litellmImporter } from './litellm.ts';
import { csvImporter, jsonlImporter } from './mapped-file.ts';
import { openrouterImporter } from './openrouter.ts';

export type { TabularBatch, TabularImporter, TabularOptions } from './importer.ts';
export { planMapping } from './mapping.ts';

/** Every tabular importer; the import job dispatches by `kind`. */
export const tabularImporters: readonly TabularImporter[] = [
  csvImporter,
  jsonlImporter,
  focusImporter,
  litellmImporter,
  openrouterImporter,
];
