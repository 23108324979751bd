import { tokenClasses } from '@exchequer/model';
import { type ImportKind, workspaceSchema } from '@exchequer/model/contract';
import { tabularImporters } from '@exchequer/vendors/tabular';

/** What an import of a table would do. */
export interface TablePreview {
  records: number;
  tokens: bigint;
  rejected: number;
  /** The first rejects. */
  rejects: { line: number | null; error: string; fix: string }[];
  notes: string[];
}

const shownRejects = 10;

/**
 * Reads a table as an import would, and books nothing.
 * @throws when the file cannot be opened
 */
export async function previewTable(
  kind: ImportKind,
  path: string,
  options: { mapping: Readonly<Record<string, string>> | undefined; now: Date },
): Promise<TablePreview> {
  const importer = tabularImporters.find((one) => one.kind === kind);
  if (!importer) throw new RangeError(`${kind} is no kind of table`);
  const seen: TablePreview = { records: 0, tokens: 0n, rejected: 0, rejects: [], notes: [] };
  for await (const batch of importer.read(path, { workspace: workspaceSchema.enum.live, ...options })) {
    seen.records += batch.rows.length;
    for (const row of batch.rows) {
      for (const name of tokenClasses) seen.tokens += BigInt(row[name] ?? 0);
    }
    seen.rejected += batch.rejects.length;
    for (const { line, error, fix } of batch.rejects.slice(0, shownRejects - seen.rejects.length)) {
      seen.rejects.push({ line, error, fix });
    }
    seen.notes.push(...batch.notes);
  }
  return seen;
}
