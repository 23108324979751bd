import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { isTowerMessage, type SupervisorMessage, type TowerMessage } from './agreement.ts';
import { openLog } from './log-file.ts';

export interface TowerOptions {
  /** The bundle that runs the tower. */
  entry: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Where its own log goes; null for our output. */
  logPath: string | null;
}

/** How a tower ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What it said itself before it ended, if anything. */
  failure: { message: string; fix: string } | null;
}

/** One life of the tower process. */
export interface TowerProcess {
  pid: number;
  /** The message that it serves, or null when it ended before. */
  ready: Promise<Extract<TowerMessage, { type: 'ready' }> | null>;
  ended: Promise<Ending>;
  /** Asks it to finish and leave; takes what is left of it after `withinMs`. */
  stop(withinMs: number): Promise<void>;
  kill(): void;
}

/** Starts the tower. It leaves by itself when this process is gone, as its channel then closes. */
export function startTower(options: TowerOptions, onProgress: (sentence: string) => void): TowerProcess {
  const child = spawnTower(options);
  let failure: Ending['failure'] = null;
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, failure }));
    child.once('error', (error) => {
      const fix = 'Check that Node can be run and that the disk is not full.';
      resolve({ code: null, signal: null, failure: { message: error.message, fix } });
    });
  });
  const ready = new Promise<Extract<TowerMessage, { type: 'ready' }> | null>((resolve) => {
    child.on('message', (message: unknown) => {
      if (!isTowerMessage(message)) return;
      if (message.type === 'progress') onProgress(message.sentence);
      if (message.type === 'failed') failure = { message: message.message, fix: message.fix };
      if (message.type === 'ready') resolve(message);
    });
    void ended.then(() => resolve(null));
  });
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    stop: (withinMs) => stopTower(child, ended, withinMs),
    kill: () => void child.kill('SIGKILL'),
  };
}

function spawnTower({ entry, env, logPath }: TowerOptions): ChildProcess {
  const log = logPath === null ? ('inherit' as const) : openLog(logPath);
  try {
    return spawn(process.execPath, [entry], {
      env: { ...env },
      stdio: ['ignore', log, log, 'ipc'],
      // Its own group: Ctrl-C reaches the supervisor alone, which then stops things in order.
      detached: true,
    });
  } finally {
    if (typeof log === 'number') closeSync(log);
  }
}

async function stopTower(child: ChildProcess, ended: Promise<Ending>, withinMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const stop: SupervisorMessage = { type: 'stop' };
  // A tower that has just closed its channel is leaving anyway.
  if (child.connected) child.send(stop, () => {});
  else child.kill('SIGTERM');
  const timeout = new AbortController();
  const late = wait(withinMs, 'late' as const, { signal: timeout.signal, ref: false }).catch(
    () => 'late' as const,
  );
  if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL');
  timeout.abort();
  await ended;
}
