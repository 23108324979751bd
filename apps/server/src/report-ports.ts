import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { IntakeRecords, Labels, PriceRows, SourceLines } from '@exchequer/store/analytics/query';
import type { IntakeCounter } from '@exchequer/store/intake';
import type { Directory } from '@exchequer/store/people';
import type { PriceBook } from '@exchequer/store/prices';
import type { Quarantine } from '@exchequer/store/quarantine';

/** The price book as the event drawer reads it: the public price behind a booked row. */
export function priceRows(book: Pick<PriceBook, 'row'>): PriceRows {
  return {
    row: async (id) => {
      const found = id === '' || id === 'stated' ? null : await book.row(id);
      if (!found) return null;
      const { row, list } = found;
      return {
        shown: {
          id: row.id,
          provider: row.provider,
          model: row.model,
          valid_from: row.validFrom,
          valid_to: row.validTo,
          source: row.source,
          observed_at: row.observedAt,
        },
        list: (list ?? row).prices,
      };
    },
  };
}

/** Ids of a log record are joined with ':'; each part stands somewhere in its line. */
const partsOf = (sourceEventId: string) => sourceEventId.split(':').filter((part) => part.length > 5);

/** Finds records in this machine's files. A file that is gone has no lines, which is no error. */
export const sourceLines: SourceLines = {
  lineOf: async (file, sourceEventId) => {
    const parts = partsOf(sourceEventId);
    if (file === '' || parts.length === 0) return null;
    let found: number | null = null;
    let at = 0;
    const lines = createInterface({ input: createReadStream(file).on('error', () => lines.close()) });
    // A growing record stands on several lines; the last of them is the one that counts.
    for await (const line of lines) {
      at += 1;
      if (parts.every((part) => line.includes(part))) found = at;
    }
    return found;
  },
};

/** What intake saw besides what it booked, as the sources page reads it. */
export function intakeRecords(counter: IntakeCounter, quarantine: Pick<Quarantine, 'counts'>): IntakeRecords {
  return {
    countsBySource: async (workspace) => {
      const [counts, held] = await Promise.all([
        counter.bySource(workspace),
        quarantine.counts(workspace as Parameters<Quarantine['counts']>[0]),
      ]);
      const sources = new Set([...counts.keys(), ...held.keys()]);
      return new Map(
        [...sources].map((source) => [
          source,
          {
            duplicates: counts.get(source)?.duplicates ?? 0,
            conflicts: counts.get(source)?.conflicts ?? 0,
            quarantined: held.get(source) ?? 0,
          },
        ]),
      );
    },
  };
}

/** Teams are ids in the journal; people read their names. */
export function teamLabels(directory: Pick<Directory, 'teamNames'>): Labels {
  return {
    namesOf: (workspace, dimension, values) =>
      dimension === 'team' ? directory.teamNames(workspace, values) : Promise.resolve(new Map()),
  };
}
