import { setTimeout as wait } from 'node:timers/promises';
import type { Progress } from './progress.ts';
import { startTower, type TowerOptions, type TowerProcess } from './tower-process.ts';

/** Pauses before each new life in a row; the last one is repeated for ever. */
const pausesMs = [200, 1_000, 2_000, 5_000, 10_000, 30_000];
const healthyMs = 60_000;

export interface KeepGatewayOptions {
  gateway: TowerOptions;
  progress: Progress;
  signal: AbortSignal;
  onReady(url: string): void;
  /** Hears of each life, so that it can be stopped from outside. */
  onLife(gateway: TowerProcess): void;
}

/**
 * Runs the gateway until the signal asks to stop. It is never given up: without it the tower still
 * serves, and what keeps it from starting, such as a port that is taken, may pass.
 */
export async function keepGateway(options: KeepGatewayOptions): Promise<void> {
  const { gateway: how, progress, signal } = options;
  let told = '';
  for (let crashes = 0; !signal.aborted; crashes++) {
    const gateway = startTower(how, progress.step);
    options.onLife(gateway);
    const ready = await gateway.ready;
    const readyAt = performance.now();
    if (ready) options.onReady(ready.url);
    const ending = await gateway.ended;
    if (signal.aborted) return;
    if (ready && performance.now() - readyAt > healthyMs) crashes = 0;
    const why = ending.failure?.message ?? ending.signal ?? `exit code ${ending.code}`;
    if (why !== told || ready) progress.step(`the gateway ended (${why}); it is started again`);
    told = why;
    await wait(pausesMs[Math.min(crashes, pausesMs.length - 1)], undefined, { signal }).catch(() => {});
  }
}
