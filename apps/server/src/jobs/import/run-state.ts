import type { BookingReport } from '@exchequer/model';
import type { ImportKind, ImportProgress, Workspace } from '@exchequer/model/contract';

/** What an import is asked for. */
export interface ImportRequest {
  workspace: Workspace;
  kind: ImportKind;
  /** File or folder on this machine; the tool's usual place when absent. */
  path?: string | undefined;
  /** Column mapping for csv and jsonl. */
  mapping?: Readonly<Record<string, string>> | undefined;
}

/** The progress of one run, as it changes. */
export class RunState {
  private now: ImportProgress;

  constructor(id: string, request: ImportRequest, startedAt: Date) {
    this.now = {
      id,
      source: request.kind,
      place: request.path ?? '',
      state: 'planning',
      files: 0,
      files_done: 0,
      files_unchanged: 0,
      bytes: 0,
      bytes_done: 0,
      requests_added: 0,
      tokens_added: '0',
      duplicates: 0,
      quarantined: 0,
      unpriced_models: [],
      missing_output_tokens: '0',
      started_at: startedAt.toISOString(),
      finished_at: null,
      error: null,
      fix: null,
    };
  }

  snapshot(): ImportProgress {
    return { ...this.now };
  }

  set(change: Partial<ImportProgress>): void {
    this.now = { ...this.now, ...change };
  }

  /** Adds what one booking did. `records` are usage lines read, `events` what they told of. */
  booked(report: BookingReport, read: { records: number; events: number; missingOutput: bigint }): void {
    const { requests_added, tokens_added, duplicates, unpriced_models, missing_output_tokens } = this.now;
    this.set({
      requests_added: requests_added + report.requests,
      tokens_added: String(BigInt(tokens_added) + report.tokens),
      duplicates: duplicates + Math.max(0, read.records - read.events) + report.duplicates,
      unpriced_models: [...new Set([...unpriced_models, ...report.unpricedModels])].sort(),
      missing_output_tokens: String(BigInt(missing_output_tokens) + read.missingOutput),
    });
  }

  done(files: number, bytes: number): void {
    this.set({ files_done: this.now.files_done + files, bytes_done: this.now.bytes_done + bytes });
  }

  quarantined(records: number): void {
    this.set({ quarantined: this.now.quarantined + records });
  }
}
