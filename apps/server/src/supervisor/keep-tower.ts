import { setTimeout as wait } from 'node:timers/promises';
import { StartFailure } from './failure.ts';
import { lastLines } from './log-file.ts';
import type { Progress } from './progress.ts';
import { type Ending, startTower, type TowerOptions, type TowerProcess } from './tower-process.ts';

/** Pauses before each new life in a row; after the last one the start is given up. */
const pausesMs = [200, 1_000, 2_000, 5_000, 10_000];
/** A tower that served this long was healthy, and its end counts as the first of a row. */
const healthyMs = 60_000;

export interface KeepOptions {
  tower: TowerOptions;
  progress: Progress;
  signal: AbortSignal;
  onReady(url: string, adminLink: string | null): void;
  /** Hears of each life, so that it can be stopped from outside. */
  onLife(tower: TowerProcess): void;
}

/** Runs the tower until the signal asks to stop; a crashed one is started again, with growing pauses. */
export async function keepTower(options: KeepOptions): Promise<void> {
  const { tower: how, progress, signal } = options;
  let served = false;
  for (let crashes = 0; !signal.aborted; crashes++) {
    const tower = startTower(how, progress.step);
    options.onLife(tower);
    const ready = await tower.ready;
    const readyAt = performance.now();
    if (ready) {
      served = true;
      options.onReady(ready.url, ready.adminLink);
    }
    const ending = await tower.ended;
    if (signal.aborted) return;
    if (ready && performance.now() - readyAt > healthyMs) crashes = 0;
    const pause = pausesMs[crashes];
    if (!served || pause === undefined) throw givenUp(ending, how.logPath);
    progress.step(`the tower ended (${described(ending)}); it is started again`);
    await wait(pause, undefined, { signal }).catch(() => {});
  }
}

const described = ({ code, signal }: Ending) => (signal ? `signal ${signal}` : `exit code ${code}`);

function givenUp(ending: Ending, logPath: string | null): StartFailure {
  if (ending.failure) return new StartFailure('tower-failed', ending.failure.message, ending.failure.fix);
  const log = logPath ? lastLines(logPath, 15) : '';
  return new StartFailure(
    'tower-failed',
    `the tower does not stay up (${described(ending)})${log ? `; the end of its log:\n${log}` : ''}`,
    `Run \`npx exchequer doctor\`${logPath ? `, and read ${logPath}` : ''}.`,
  );
}
