import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Bundles of tower and gateway as they stand now, in a folder of their own inside the checkout. */
export function layBundles(): { folder: string; remove(): void } {
  const folder = join('.bench', `stand-${process.pid}`);
  const program = "import { buildServer } from './tools/start/build.mjs'; await buildServer();";
  const built = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, EXCHEQUER_DIST: folder },
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`the bundles could not be made: ${built.stderr}`);
  return {
    folder: join(process.cwd(), folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A process that can be stopped, killed and started again. */
export interface Kept {
  start(): Promise<string>;
  /** Asks it to leave and waits until it has. */
  stop(): Promise<void>;
  /** As when the machine loses power. */
  kill(): Promise<void>;
  /** The process as it runs now. */
  child(): ChildProcess;
  log(): string;
}

const readyMs = 90_000;
/** Whoever does not leave within this time is made to. */
const stopMs = 30_000;

/** Runs a bundle with its output in a log; `ready` finds its address in what it said since it started. */
export function keep(
  bundle: string,
  logPath: string,
  env: () => Record<string, string>,
  ready: RegExp,
): Kept {
  let child: ChildProcess | null = null;
  const log = () => readFileSync(logPath, 'utf8');
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ending = child;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    const patience = setTimeout(() => ending.kill('SIGKILL'), stopMs);
    await ended;
    clearTimeout(patience);
  };
  return {
    start: async () => {
      mkdirSync(join(logPath, '..'), { recursive: true });
      const out = openSync(logPath, 'a');
      const from = log().length;
      // Its own session: Ctrl-C is for the simulation, which stops what it started in order.
      child = spawn(process.execPath, [bundle], { env: env(), stdio: ['ignore', out, out], detached: true });
      closeSync(out);
      for (let waited = 0; waited < readyMs; waited += 25) {
        const found = ready.exec(log().slice(from))?.[1];
        if (found) return found;
        if (child.exitCode !== null) throw new Error(`${bundle} ended:\n${log().slice(from)}`);
        await wait(25);
      }
      await end('SIGKILL');
      throw new Error(`${bundle} was not ready within ${readyMs} ms:\n${log().slice(from)}`);
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    child: () => child as ChildProcess,
    log,
  };
}
