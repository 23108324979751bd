import { type SpawnOptions, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What one whole process tree took. */
export interface RunMeasure {
  seconds: number;
  /** Highest sum of resident memory over the processes of the tree, megabytes. */
  peakMb: number;
  stdout: string;
}

const sampleMs = 20;
const pageBytes = 4096;

/** Runs a command from start to exit and measures wall time and memory of it and all it starts. */
export async function measureRun(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<RunMeasure> {
  const started = process.hrtime.bigint();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => out.push(part));
  child.stderr?.on('data', (part: Buffer) => err.push(part));
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, residentBytes(child.pid ?? 0));
  }, sampleMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).finally(() => clearInterval(sampler));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (code !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${code}:\n${Buffer.concat(err)}${Buffer.concat(out)}`,
    );
  }
  return { seconds, peakMb: peak / 1e6, stdout: Buffer.concat(out).toString() };
}

/** Resident memory of a process and its descendants now; shared pages count in each. */
export const residentBytes = (root: number): number => sumOver(root, residentOf);

/** Processor time that a process and its living descendants have taken, all their threads together. */
export const cpuMsOf = (root: number): number => sumOver(root, cpuMsOfOne);

function sumOver(root: number, of: (pid: number) => number): number {
  const parents = parentsOf();
  let sum = 0;
  for (const pid of parents.keys()) {
    if (descends(pid, root, parents)) sum += of(pid);
  }
  return sum;
}

function parentsOf(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The command name may hold spaces, so fields are counted after it.
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Gone between listing and reading.
    }
  }
  return parents;
}

function descends(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 0; at = parents.get(at)) {
    if (at === root) return true;
  }
  return false;
}

/** The kernel counts in hundredths of a second. */
function cpuMsOfOne(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

function residentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;
  } catch {
    return 0;
  }
}
