import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { commandOf, markOf, runs } from '@exchequer/store/process';

/**
 * A tower leaves when its supervisor is gone, but may still be writing when the next one starts; two
 * towers on one home must not be. Waits for it, then ends it. Returns its pid, or null.
 */
export async function awaitOrphanTower(
  home: string,
  withinMs: number,
  say: (sentence: string) => void,
): Promise<number | null> {
  const pid = recordedPid(home);
  if (pid === null || pid === process.pid) return null;
  const mark = markOf(pid);
  if (!runs(mark) || !commandOf(pid)?.includes('server.mjs')) return null;
  say(`a tower without its supervisor finishes first (pid ${pid})`);
  const until = performance.now() + withinMs;
  while (runs(mark) && performance.now() < until) await wait(50);
  if (runs(mark)) process.kill(pid, 'SIGKILL');
  while (runs(mark)) await wait(20);
  return pid;
}

function recordedPid(home: string): number | null {
  try {
    const said = JSON.parse(readFileSync(join(home, 'tower.json'), 'utf8')) as { pid?: unknown };
    return typeof said.pid === 'number' ? said.pid : null;
  } catch {
    return null;
  }
}
