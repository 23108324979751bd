import type { VerifyRun } from '@exchequer/model/contract';
import type { ISql, JSONValue, Sql } from 'postgres';
import { type LedgerVerification, verifyLedger } from '../ledger/index.ts';
import type { CloseOptions } from './options.ts';

/** The proof that ended last; null when there was none. */
export async function latestProof(sql: ISql, workspace: string): Promise<VerifyRun | null> {
  const [row] = await sql<{ body: VerifyRun }[]>`
    select body from ledger_proof where workspace = ${workspace} order by started_at desc, id desc limit 1`;
  return row?.body ?? null;
}

/** Runs proofs over all history in the background, one at a time. */
export interface Proofs {
  /** Starts one, or gives the one that runs. */
  start(workspace: string): VerifyRun;
  /** The run with the id; without one what runs, else the latest. */
  get(workspace: string, id?: string): Promise<VerifyRun | null>;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
}

/** Findings that are kept; there are as many as rows were changed by hand. */
const kept = 200;

export function createProofs(options: Pick<CloseOptions, 'sql' | 'now' | 'newId' | 'log'>): Proofs {
  const { sql, now, newId, log } = options;
  let running: { workspace: string; run: VerifyRun; done: Promise<void> } | null = null;

  const prove = async (workspace: string, run: VerifyRun): Promise<void> => {
    try {
      const found = await verifyLedger(sql, {
        onProgress: (done, total) => Object.assign(run, { done, total }),
      });
      Object.assign(run, resultOf(found), { finished_at: now().toISOString() });
    } catch (error) {
      log('the proof of the ledger failed', error);
      const message = error instanceof Error ? error.message : String(error);
      Object.assign(run, { state: 'failed', error: message, finished_at: now().toISOString() });
    }
    await keepProof(sql, workspace, run).catch((error: unknown) =>
      log('a proof of the ledger could not be kept', error),
    );
    running = null;
  };

  return {
    start: (workspace) => {
      if (running?.workspace === workspace) return running.run;
      const run = newRun(newId('prf_'), now());
      running = { workspace, run, done: prove(workspace, run) };
      return run;
    },
    get: async (workspace, id) => {
      if (running?.workspace === workspace && (id === undefined || id === running.run.id)) {
        return { ...running.run };
      }
      if (id === undefined) return latestProof(sql, workspace);
      const [row] = await sql<{ body: VerifyRun }[]>`
        select body from ledger_proof where workspace = ${workspace} and id = ${id}`;
      return row?.body ?? null;
    },
    idle: async () => running?.done,
  };
}

const newRun = (id: string, at: Date): VerifyRun => ({
  id,
  state: 'running',
  started_at: at.toISOString(),
  finished_at: null,
  done: 0,
  total: 0,
  counts: {},
  findings: [],
  findings_total: 0,
  error: null,
});

const resultOf = (found: LedgerVerification): Partial<VerifyRun> => ({
  state: found.sound ? 'sound' : 'unsound',
  done: found.counts.transactions,
  total: found.counts.transactions,
  counts: Object.fromEntries(Object.entries(found.counts).map(([name, count]) => [name, String(count)])),
  findings: found.findings.slice(0, kept),
  findings_total: found.findingsTotal,
});

async function keepProof(sql: Sql, workspace: string, run: VerifyRun): Promise<void> {
  await sql`
    insert into ledger_proof (workspace, id, started_at, body)
    values (${workspace}, ${run.id}, ${run.started_at}, ${sql.json(run as unknown as JSONValue)})`;
}
