/**
 * `npm run bench -- start [--rounds 3] [--idle 20]`: how long `npm start` takes until a browser would
 * have its first page, cold (nothing built, new home) and warm (both there), and what all processes
 * together hold when idle. The last line is one JSON object.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, idle: { type: 'string', default: '20' } },
});
const rounds = Math.max(1, Number(values.rounds));
const idleSeconds = Math.max(0, Number(values.idle));

const root = process.cwd();
const giveUpMs = 120_000;

interface Place {
  /** Relative to the checkout, where the bundles find node_modules. */
  dist: string;
  home: string;
}

interface Started {
  seconds: number;
  pid: number;
  stop(): Promise<void>;
}

async function start(place: Place): Promise<Started> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn('npm', ['start', '--silent', '--', '--port', String(port)], {
    cwd: root,
    env: { ...process.env, EXCHEQUER_DIST: place.dist, EXCHEQUER_HOME: place.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  child.stderr.on('data', (chunk) => output.push(String(chunk)));
  const seconds = await firstPage(child, `http://127.0.0.1:${port}/`, began, output).catch(async (error) => {
    await stop(child, place.home);
    throw error;
  });
  return { seconds, pid: child.pid ?? 0, stop: () => stop(child, place.home) };
}

/** Seconds until the page itself is served, not just any answer. */
async function firstPage(
  child: ChildProcess,
  url: string,
  began: number,
  output: readonly string[],
): Promise<number> {
  while (performance.now() - began < giveUpMs) {
    if (child.exitCode !== null) throw new Error(`npm start ended:\n${output.join('')}`);
    const page = await fetch(url).then(
      async (answer) => (answer.ok ? answer.text() : ''),
      () => '',
    );
    if (page.includes('id="root"')) return (performance.now() - began) / 1000;
    await wait(20);
  }
  throw new Error(`no page within ${giveUpMs / 1000} s:\n${output.join('')}`);
}

/** npm may be gone before what it started; the lock of the home tells when that is. */
async function stop(child: ChildProcess, home: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  const until = performance.now() + 15_000;
  while (existsSync(join(home, 'supervisor.json')) && performance.now() < until) await wait(20);
}

/** Memory of a process and all that it started, in MB: shared pages counted once, and resident as `ps` shows it. */
function memoryOf(pid: number): { pss: number; rss: number; processes: number } {
  const children = childrenByParent();
  const tree: number[] = [];
  for (const queue = [pid]; queue.length > 0; ) {
    const next = queue.shift() as number;
    tree.push(next);
    queue.push(...(children.get(next) ?? []));
  }
  const sum = (name: string) =>
    tree.map((each) => rollup(each, name)).reduce((left, right) => left + right, 0) / 1024;
  return { pss: sum('Pss'), rss: sum('Rss'), processes: tree.length };
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = readText(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

function rollup(pid: number, name: string): number {
  const line = readText(`/proc/${pid}/smaps_rollup`).match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'));
  return Number(line?.[1] ?? 0);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function remove({ dist, home }: Place): void {
  const record = join(home, 'postgres', 'place.json');
  if (existsSync(record)) {
    const { folder } = JSON.parse(readFileSync(record, 'utf8')) as { folder: string };
    rmSync(folder, { recursive: true, force: true });
  }
  rmSync(home, { recursive: true, force: true });
  rmSync(join(root, dist), { recursive: true, force: true });
}

const median = (figures: readonly number[]): number => {
  const sorted = [...figures].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

const round = (figure: number, digits = 2) => Number(figure.toFixed(digits));

async function main(): Promise<void> {
  const bench = join(root, '.bench');
  mkdirSync(bench, { recursive: true });
  const place = { dist: `.bench/start-dist-${process.pid}`, home: join(bench, `start-home-${process.pid}`) };
  const cold: number[] = [];
  const warm: number[] = [];
  let idle = { pss: 0, rss: 0, processes: 0 };
  try {
    for (let at = 1; at <= rounds; at++) {
      remove(place);
      const first = await start(place);
      await first.stop();
      const second = await start(place);
      if (at === rounds) {
        await wait(idleSeconds * 1000);
        idle = memoryOf(second.pid);
      }
      await second.stop();
      cold.push(first.seconds);
      warm.push(second.seconds);
      console.log(`round ${at}: cold ${first.seconds.toFixed(2)} s, warm ${second.seconds.toFixed(2)} s`);
    }
  } finally {
    remove(place);
  }
  console.log(
    `idle: ${idle.pss.toFixed(0)} MB in ${idle.processes} processes (resident ${idle.rss.toFixed(0)} MB)`,
  );
  console.log(
    JSON.stringify({
      bench: 'start',
      coldSeconds: round(median(cold)),
      warmSeconds: round(median(warm)),
      idleMb: round(idle.pss, 0),
      idleRssMb: round(idle.rss, 0),
      processes: idle.processes,
      coldRounds: cold.map((figure) => round(figure)),
      warmRounds: warm.map((figure) => round(figure)),
      machine: `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'unknown'}, ${round(totalmem() / 1e9, 0)} GB`,
      node: process.versions.node,
    }),
  );
}

await main();
