import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How this machine's command line finds the running tower and proves to be on its machine. */
export interface TowerFile {
  url: string;
  pid: number;
  /** Local token with all scopes, new at every start. */
  token: string;
}

const pathIn = (home: string) => join(home, 'tower.json');

/** Writes `tower.json` for its owner's eyes alone, in one step so that no reader sees half of it. */
export async function writeTowerFile(home: string, tower: TowerFile): Promise<void> {
  const draft = `${pathIn(home)}.${tower.pid}`;
  await writeFile(draft, `${JSON.stringify(tower)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, pathIn(home));
}

/** The tower that was last started in this home, or null. It may have stopped since. */
export async function readTowerFile(home: string): Promise<TowerFile | null> {
  const text = await readFile(pathIn(home), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const { url, pid, token } = JSON.parse(text) as Partial<TowerFile>;
    return typeof url === 'string' && typeof pid === 'number' && typeof token === 'string'
      ? { url, pid, token }
      : null;
  } catch {
    return null;
  }
}

/** Removes the file when it is still this process's own. */
export async function removeTowerFile(home: string, pid: number): Promise<void> {
  const tower = await readTowerFile(home);
  if (tower?.pid === pid) await rm(pathIn(home), { force: true });
}
