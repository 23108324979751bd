import type { ImportKind, ImportProgress, Workspace } from '@exchequer/model/contract';

/** How far a file was read, and what it was then. */
export interface FileMark {
  path: string;
  size: number;
  modifiedMs: number;
  inode: string;
  /** The first `headBytes` bytes and their SHA-256: what makes it the same file when it has grown. */
  headBytes: number;
  headHash: string;
  /** Offset after the last complete line that was read. */
  readTo: number;
}

/** Remembers runs and files. A mark is saved only after what was read up to it is durable. */
export interface ImportLedger {
  files(workspace: Workspace, kind: ImportKind): Promise<Map<string, FileMark>>;
  saveFiles(workspace: Workspace, kind: ImportKind, marks: readonly FileMark[], at: Date): Promise<void>;
  saveRun(workspace: Workspace, run: ImportProgress): Promise<void>;
  run(workspace: Workspace, id: string): Promise<ImportProgress | null>;
}
