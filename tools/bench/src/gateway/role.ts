import { type ChildProcess, spawn } from 'node:child_process';
import { startUpstream } from '@exchequer/upstream';
import { cpuMsOf, residentBytes } from '../measure/process-tree.ts';
import { startBareProxy } from './bare-proxy.ts';
import { type Loaded, type LoadPlan, load } from './load.ts';
import type { Wire } from './wire.ts';

/** A process of this bench that plays one part, so that no part takes another's turn on its core. */
export interface Role {
  url: string;
  pid: number;
  memoryMb(): number;
  /** Processor time that it has taken so far, all its threads together. */
  cpuMs(): number;
  stop(): Promise<void>;
}

interface Said {
  url?: string;
  loaded?: Loaded;
}

/** Plays the part that the command line names; false when it names none. */
export async function playRole(args: readonly string[]): Promise<boolean> {
  const [role, text = '{}'] = args;
  if (role !== '--role-upstream' && role !== '--role-bare' && role !== '--role-load') return false;
  const say = (said: Said) => process.send?.(said);
  process.once('disconnect', () => process.exit(0));
  if (role === '--role-upstream') say({ url: (await startUpstream({ bare: true })).url });
  else if (role === '--role-bare') say({ url: await startBareProxy(JSON.parse(text) as string) });
  else
    process.on('message', async (message) => {
      const plan = message as LoadPlan & { wire: Omit<Wire, 'bytes'> & { bytes: string } };
      const bytes = Buffer.from(plan.wire.bytes, 'latin1');
      say({ loaded: await load({ ...plan, wire: { ...plan.wire, bytes } }) });
    });
  return true;
}

function startProcess(role: string, text: string): ChildProcess {
  return spawn(process.execPath, [process.argv[1] as string, role, text], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Peers and proxies talk to the loopback alone; a proxy of this shell would stand in between.
    env: { ...process.env, NODE_ENV: 'production' },
  });
}

async function startRole(role: string, text = '{}'): Promise<Role> {
  const child = startProcess(role, text);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (said: Said) => resolve(said.url ?? ''));
    child.once('exit', (code) => reject(new Error(`${role} ended with ${code}`)));
  });
  return roleOf(child, url);
}

/** A started process as a part of the bench. */
export function roleOf(child: ChildProcess, url: string): Role {
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    memoryMb: () => residentBytes(pid) / 1e6,
    cpuMs: () => cpuMsOf(pid),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    },
  };
}

export const startUpstreamRole = (): Promise<Role> => startRole('--role-upstream');

export const startBareRole = (upstream: string): Promise<Role> =>
  startRole('--role-bare', JSON.stringify(upstream));

/** The generator in its own process. */
export interface Generator {
  load(plan: LoadPlan): Promise<Loaded>;
  stop(): void;
}

export function startGenerator(): Generator {
  const child = startProcess('--role-load', '{}');
  return {
    load: (plan) =>
      new Promise((resolve, reject) => {
        const gone = (code: number | null) => reject(new Error(`the load generator ended with ${code}`));
        child.once('exit', gone);
        child.once('message', (said: Said) => {
          child.off('exit', gone);
          resolve(said.loaded as Loaded);
        });
        child.send({ ...plan, wire: { ...plan.wire, bytes: plan.wire.bytes.toString('latin1') } });
      }),
    stop: () => child.disconnect(),
  };
}
