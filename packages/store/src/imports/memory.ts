import type { ImportProgress } from '@exchequer/model/contract';
import type { FileMark, ImportLedger } from './ledger.ts';

/** A ledger that lasts as long as the process: for reading logs without a database. */
export function memoryImports(): ImportLedger {
  const marks = new Map<string, Map<string, FileMark>>();
  const runs = new Map<string, ImportProgress>();
  const marksOf = (workspace: string, kind: string) => {
    const key = `${workspace} ${kind}`;
    const known = marks.get(key) ?? new Map<string, FileMark>();
    marks.set(key, known);
    return known;
  };
  return {
    files: async (workspace, kind) => new Map(marksOf(workspace, kind)),
    saveFiles: async (workspace, kind, fresh) => {
      for (const mark of fresh) marksOf(workspace, kind).set(mark.path, mark);
    },
    saveRun: async (workspace, run) => {
      runs.set(`${workspace} ${run.id}`, run);
    },
    run: async (workspace, id) => runs.get(`${workspace} ${id}`) ?? null,
  };
}
