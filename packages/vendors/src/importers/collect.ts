import type { NormalisedUsage } from '@exchequer/model';
import { excerptOf } from './excerpt.ts';
import type { LineFault, RowReading } from './importer.ts';
import { isRecord, type JsonRecord, linesOf, parsed, RecordFault } from './record.ts';

/** Gathers rows; a record at fault is noted and the others go on. */
export class Collector {
  readonly rows: NormalisedUsage[] = [];
  readonly faults: LineFault[] = [];

  /** Reads one record. `null` means that it is rightly not usage. */
  take(line: number | null, record: JsonRecord, read: () => NormalisedUsage | null): void {
    try {
      const row = read();
      if (row) this.rows.push(row);
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error;
      this.fault(line, error.fault, excerptOf(JSON.stringify(record)));
    }
  }

  fault(line: number | null, fault: string, excerpt = ''): void {
    this.faults.push({ line, fault, excerpt });
  }

  reading(): RowReading {
    return { rows: this.rows, faults: this.faults };
  }
}

/**
 * The JSON objects of a file of lines. A line that is not one is a fault, except a last one without
 * a newline that breaks off: it is still being written.
 */
export function recordLines(bytes: Buffer, collector: Collector): { line: number; record: JsonRecord }[] {
  return linesOf(bytes).flatMap(({ number, text, ended }) => {
    const record = parsed(text);
    if (isRecord(record)) return [{ line: number, record }];
    if (ended || !text.startsWith('{')) collector.fault(number, 'not-json', `${text.length} characters`);
    return [];
  });
}
