import type { QuarantineItem } from '@exchequer/model/contract';
import type { Quarantine, QuarantineEntry } from './quarantine.ts';
import { keptPerSource } from './quarantine.ts';

type Held = QuarantineItem & { workspace: string; state: 'open' | 'taken' | 'dismissed' };

/** A quarantine that lasts as long as the process: for reading logs without a database. */
export function memoryQuarantine(): Quarantine {
  const held = new Map<string, Held>();
  let beyond = 0;
  const open = (workspace: string) =>
    [...held.values()].filter((item) => item.workspace === workspace && item.state === 'open');
  const keepOne = (workspace: string, entry: QuarantineEntry, at: string) => {
    const key = JSON.stringify([workspace, entry.source, entry.place, entry.line, entry.error]);
    const known = held.get(key);
    if (known) {
      held.set(key, { ...known, times: known.times + 1, seen_at: at });
    } else if (held.size >= keptPerSource) {
      beyond += 1;
    } else {
      held.set(key, {
        ...entry,
        id: `qua_${held.size + 1}`,
        workspace,
        state: 'open',
        seen_at: at,
        times: 1,
      });
    }
  };
  return {
    keep: async (workspace, entries, at) => {
      for (const entry of entries) keepOne(workspace, entry, at.toISOString());
    },
    page: async (workspace, { source, limit }) => {
      const all = open(workspace).filter((item) => source === undefined || item.source === source);
      return { items: all.slice(0, limit), total: all.length + beyond, nextCursor: null };
    },
    open: async (workspace, ids) =>
      open(workspace).filter((item) => ids === undefined || ids.includes(item.id)),
    close: async (workspace, ids, state) => {
      const closing = open(workspace).filter((item) => ids.includes(item.id));
      for (const item of closing) item.state = state;
      return closing.length;
    },
    counts: async (workspace) => {
      const counts = new Map<string, number>();
      for (const item of open(workspace)) counts.set(item.source, (counts.get(item.source) ?? 0) + 1);
      return counts;
    },
  };
}
