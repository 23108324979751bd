import { parse, YAMLParseError } from 'yaml';
import { EntryFault, entryFields, entryFrom, fieldName } from './entry.ts';
import type { PriceFile } from './priceFile.ts';

const shapeFix = 'Write a list of prices, each with provider, model, input, output.';

/** Reads a YAML list of entries, or an object whose `prices` is one. */
export function readYamlPrices(content: string, source: string): PriceFile {
  const file: PriceFile = { entries: [], errors: [] };
  const list = listIn(content, file);
  for (const [i, item] of list.entries()) {
    const row = i + 1;
    try {
      file.entries.push({ row, entry: entryFrom(fieldsOf(item), source) });
    } catch (fault) {
      if (!(fault instanceof EntryFault)) throw fault;
      file.errors.push({ row, error: fault.message, fix: fault.fix });
    }
  }
  return file;
}

function listIn(content: string, file: PriceFile): unknown[] {
  try {
    // Numbers stay as written: a price must not pass through a float. Aliases cannot multiply.
    const root: unknown = parse(content, { schema: 'failsafe', maxAliasCount: 20, logLevel: 'error' });
    const list = Array.isArray(root) ? root : (root as { prices?: unknown } | null)?.prices;
    if (Array.isArray(list)) return list;
    file.errors.push({ row: 0, error: 'the file holds no list of prices', fix: shapeFix });
  } catch (fault) {
    const line = fault instanceof YAMLParseError ? (fault.linePos?.[0].line ?? 0) : 0;
    file.errors.push({
      row: line,
      error: `not YAML: ${(fault as Error).message.split('\n')[0]}`,
      fix: shapeFix,
    });
  }
  return [];
}

function fieldsOf(item: unknown): Record<string, string> {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    throw new EntryFault('not an entry', shapeFix);
  return Object.fromEntries(
    Object.entries(item).map(([written, value]) => {
      const name = fieldName(written);
      if (!entryFields.includes(name))
        throw new EntryFault(`unknown field "${written}"`, `Fields: ${entryFields.join(', ')}.`);
      if (typeof value !== 'string') throw new EntryFault(`${written} is not one value`, shapeFix);
      return [name, value];
    }),
  );
}
