import { setTimeout as wait } from 'node:timers/promises';
import { stopOrphan } from '@exchequer/store/postgres';
import { runs } from '@exchequer/store/process';
import { holderOf } from './lock.ts';
import { awaitOrphanTower } from './orphan.ts';

export type StopOutcome = 'stopped' | 'nothing-ran' | 'still-running';

const patienceMs = 15_000;

/** Stops what runs on the home: its supervisor, or what a killed supervisor left behind. */
export async function stopHome(home: string, say: (sentence: string) => void): Promise<StopOutcome> {
  const holder = holderOf(home);
  if (!holder) return stopOrphans(home, say);
  say(`asking the supervisor to stop (pid ${holder.pid})`);
  process.kill(holder.pid, 'SIGTERM');
  const until = performance.now() + patienceMs;
  while (runs(holder) && performance.now() < until) await wait(50);
  return runs(holder) ? 'still-running' : 'stopped';
}

async function stopOrphans(home: string, say: (sentence: string) => void): Promise<StopOutcome> {
  const tower = await awaitOrphanTower(home, 0, say);
  const database = await stopOrphan(home);
  if (database !== null) say(`stopped a PostgreSQL that a killed start had left (pid ${database})`);
  return tower === null && database === null ? 'nothing-ran' : 'stopped';
}
