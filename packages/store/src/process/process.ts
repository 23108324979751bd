import { readFileSync } from 'node:fs';

/** A process as it can be recognised later, when its number may have gone to another. */
export interface ProcessMark {
  pid: number;
  /** Start time as the system counts it; empty where it does not tell. */
  born: string;
}

/** The mark of a process of this machine. */
export const markOf = (pid: number): ProcessMark => ({ pid, born: statOf(pid)?.[19] ?? '' });

/** True while that very process runs. A zombie does nothing more and counts as ended. */
export function runs({ pid, born }: ProcessMark): boolean {
  if (!isAlive(pid)) return false;
  const stat = statOf(pid);
  return stat?.[0] !== 'Z' && (stat?.[19] ?? '') === born;
}

/** True while some process has this number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The command line of a process, or null where it cannot be read. */
export function commandOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || null;
  } catch {
    return null;
  }
}

/** Fields after the command name, which may hold spaces; the first is the state, the 20th the start time. */
function statOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
