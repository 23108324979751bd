import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a running tower leaves in its home for the CLI on the same machine. */
export interface TowerFile {
  url: string;
  pid: number;
  token: string;
}

/**
 * The tower that runs on this home, or null. A file of a tower that was killed names a process that
 * is gone, and is passed over.
 */
export async function runningTower(home: string): Promise<TowerFile | null> {
  const text = await readFile(join(home, 'tower.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const said = parse(text);
  return said && isAlive(said.pid) ? said : null;
}

function parse(text: string): TowerFile | null {
  try {
    const said = JSON.parse(text) as Partial<TowerFile>;
    const whole = typeof said.url === 'string' && typeof said.pid === 'number';
    return whole
      ? { url: said.url as string, pid: said.pid as number, token: String(said.token ?? '') }
      : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user exists, though we may not signal it.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
