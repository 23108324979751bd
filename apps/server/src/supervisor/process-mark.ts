import { readFileSync } from 'node:fs';

/** A process as it can be recognised later, when its number may have gone to another. */
export interface ProcessMark {
  pid: number;
  born: string;
}

/** The mark of a running process; `born` is empty where the system does not tell. */
export function markOf(pid: number): ProcessMark {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22 (start time), counted after the command name, which may hold spaces.
    return { pid, born: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '' };
  } catch {
    return { pid, born: '' };
  }
}

/** True while that very process runs. */
export function runs(mark: ProcessMark): boolean {
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !isZombie(mark.pid) && markOf(mark.pid).born === mark.born;
}

/** A killed process whose parent has not asked after it is still listed, but does nothing more. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
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
