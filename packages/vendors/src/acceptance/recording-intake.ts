import { type BookingReport, type NormalisedUsage, sourceKinds, type UsageIntake } from '@exchequer/model';

/** The rules of booking in memory: one event per identity, one metered source per alias. */
export interface RecordingIntake extends UsageIntake {
  /** Every event, metered or not. */
  events(): NormalisedUsage[];
  /** The events that count. */
  metered(): NormalisedUsage[];
}

const tokens = (row: NormalisedUsage): number =>
  (row.uncached_input ?? 0) + (row.cache_read ?? 0) + (row.cache_write_unknown ?? 0) + (row.output ?? 0);

export function recordingIntake(): RecordingIntake {
  const booked = new Map<string, NormalisedUsage>();
  const events = () => [...booked.values()];
  return {
    events,
    metered: () => {
      const top = new Map<string, number>();
      for (const row of events()) {
        for (const { alias, rank } of row.aliases) top.set(alias, Math.max(rank, top.get(alias) ?? 0));
      }
      return events().filter((row) => row.aliases.every(({ alias, rank }) => top.get(alias) === rank));
    },
    book: async (_workspace, rows) => {
      const report = emptyReport();
      for (const row of rows) bookOne(booked, row, report);
      return report;
    },
    bookSelect: () => Promise.reject(new Error('only an engine can read files')),
  };
}

function bookOne(booked: Map<string, NormalisedUsage>, row: NormalisedUsage, report: BookingReport): void {
  const key = `${row.workspace}\0${row.source}\0${row.source_event_id}`;
  const known = booked.get(key);
  if (!known) {
    booked.set(key, row);
    report.added += 1;
  } else if (sourceKinds[row.source].grows && tokens(row) > tokens(known)) {
    booked.set(key, row);
    report.amended += 1;
  } else if (JSON.stringify(known) === JSON.stringify(row)) {
    report.duplicates += 1;
  } else {
    report.conflicts += 1;
  }
}

const emptyReport = (): BookingReport => ({
  batchId: 'memory',
  added: 0,
  amended: 0,
  duplicates: 0,
  conflicts: 0,
  requests: 0,
  tokens: 0n,
  costList: '0',
  unpricedModels: [],
});
