import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LinkIntake, UsageIntake } from '@exchequer/model';
import type { ImportKind, ImportProgress, Workspace } from '@exchequer/model/contract';
import { type AnalyticsEngine, openEngine } from '@exchequer/store/analytics/engine';
import { memoryImports, postgresImports } from '@exchequer/store/imports';
import { memoryQuarantine, postgresQuarantine, type Quarantine } from '@exchequer/store/quarantine';
import { logImporters, type MachineFacts } from '@exchequer/vendors/importers';
import type { Sql } from 'postgres';
import type { ImportDeps } from './deps.ts';
import { filesBelow } from './find.ts';
import { type ReplayOutcome, replay } from './replay.ts';
import { runImport } from './run.ts';
import { type ImportRequest, RunState } from './run-state.ts';
import { type Watching, watch } from './watch.ts';

export interface ImportOptions {
  /** Without a database, what was read is remembered for as long as the process lives. */
  sql: Sql | null;
  engine: AnalyticsEngine;
  intake: UsageIntake;
  /** Without it, nothing is kept of what sessions committed. */
  links?: LinkIntake;
  /** Folder of the install; files are laid out in its `tmp`. */
  home: string;
  machine: MachineFacts;
  now: () => Date;
  newId: () => string;
  log: (sentence: string) => void;
  /** Told of records that an importer collapsed itself. */
  repeated?: ImportDeps['repeated'];
  /** Opens an engine in this process, for a server that cannot read this machine's files. */
  localEngine?: () => Promise<AnalyticsEngine>;
}

/** Logs found on this machine. */
export interface Discovery {
  kind: ImportKind;
  path: string;
  files: number;
  bytes: number;
}

/** Imports of files: one at a time, since the journal has one writer. */
export interface ImportService {
  quarantine: Quarantine;
  /** Starts an import, or queues it behind the running one; follow it with `progress`. */
  start(request: ImportRequest): ImportProgress;
  /** Resolves with the final progress of a started import. */
  finished(id: string): Promise<ImportProgress>;
  progress(workspace: Workspace, id: string): Promise<ImportProgress | null>;
  /** Where coding agents keep logs on this machine, those that have any. */
  discover(): Discovery[];
  /** Imports again whenever something changed, until stopped. */
  watch(request: ImportRequest, told?: (progress: ImportProgress) => void): Watching;
  /** Reads the places of quarantined records again. */
  replay(workspace: Workspace, ids?: readonly string[]): Promise<ReplayOutcome>;
  /** Waits for the running import; the scratch folder is gone afterwards. */
  close(): Promise<void>;
}

/** Opens the import service. */
export function createImports(options: ImportOptions): ImportService {
  const deps = depsOf(options);
  const runs = new Map<
    string,
    { state: RunState; workspace: Workspace; finished: Promise<ImportProgress> }
  >();
  let queue: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work, work);
    queue = turn.catch(() => undefined);
    return turn;
  };
  const start = (request: ImportRequest): ImportProgress => {
    const state = new RunState(deps.newId(), request, deps.now());
    const finished = inTurn(() => runImport(deps, request, state));
    runs.set(state.snapshot().id, { state, workspace: request.workspace, finished });
    return state.snapshot();
  };
  const finished = async (id: string): Promise<ImportProgress> => {
    const run = runs.get(id);
    if (!run) throw new Error(`no import ${id} was started here`);
    return run.finished;
  };
  return {
    quarantine: deps.quarantine,
    start,
    finished,
    progress: async (workspace, id) => {
      const run = runs.get(id);
      if (run && run.workspace === workspace) return run.state.snapshot();
      return deps.ledger.run(workspace, id);
    },
    discover: () => discover(deps.machine),
    watch: (request, told) => watch({ start, finished }, request, told),
    replay: (workspace, ids) => inTurn(() => replay(deps, workspace, ids)),
    close: async () => {
      await queue;
      rmSync(deps.scratch, { recursive: true, force: true });
    },
  };
}

function depsOf({ sql, home, localEngine, repeated, links, ...rest }: ImportOptions): ImportDeps {
  const scratch = join(home, 'tmp', 'imports');
  // What a killed import left behind.
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  let local: Promise<AnalyticsEngine> | null = null;
  const openLocal = () => {
    local ??= openEngine({ path: ':memory:', readers: 1 });
    return local;
  };
  return {
    ...rest,
    repeated: repeated ?? (async () => {}),
    links: links ?? { keep: async () => {} },
    localEngine: localEngine ?? openLocal,
    ledger: sql ? postgresImports(sql) : memoryImports(),
    quarantine: sql ? postgresQuarantine(sql) : memoryQuarantine(),
    scratch,
  };
}

function discover(machine: MachineFacts): Discovery[] {
  return logImporters.flatMap((importer) =>
    importer.roots(machine).flatMap((root) => {
      if (!existsSync(root.path)) return [];
      const files = filesBelow(root, () => undefined);
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      return files.length > 0 ? [{ kind: importer.kind, path: root.path, files: files.length, bytes }] : [];
    }),
  );
}
