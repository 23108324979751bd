import { monitorEventLoopDelay } from 'node:perf_hooks';
import { rounded } from '../measure/machine.ts';
import type { Analysis } from './analyses.ts';

export interface Measured {
  readonly analysis: Analysis;
  /** From the question to the whole answer; beside others where several are asked at once. */
  readonly ms: number;
  readonly error: string | null;
}

/** What asking everything took. */
export interface MeasuredAll {
  readonly all: readonly Measured[];
  readonly seconds: number;
  /** Processor time of all threads of the tower, of PostgreSQL’s none. */
  readonly cpuSeconds: number;
  /** The longest that the event loop was held at a stretch: so long another request may wait. */
  readonly heldMs: number;
}

/** How often the event loop is looked at. */
const resolution = 2;

export interface Asking {
  readonly base: string;
  readonly secret: string;
  /** How many questions are under way at once. */
  readonly atOnce: number;
  /** Whether every question gets a line of its own. */
  readonly each: boolean;
  readonly say: (line: string) => void;
}

const quietMs = 1_000;
const longestWaitMs = 120_000;

/** Waits until the rounds that follow a start are through: a second with next to no work. */
export async function settled(): Promise<void> {
  const until = performance.now() + longestWaitMs;
  for (;;) {
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, quietMs));
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1_000 < quietMs / 20 || performance.now() > until) return;
  }
}

/** Asks everything, a few at once, as a page asks its parts; groups are told when all is through. */
export async function measureAll(asking: Asking, analyses: readonly Analysis[]): Promise<MeasuredAll> {
  const { atOnce, each, say } = asking;
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const all: Measured[] = [];
  const waiting = analyses.values();
  const caller = async () => {
    for (const analysis of waiting) all.push(await measureOne(asking, analysis));
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  say('   asked  seconds  longest ms');
  for (const group of new Set(analyses.map((one) => one.group))) {
    const own = all.filter(({ analysis }) => analysis.group === group);
    if (each) for (const one of own) say(lineOf(one.analysis.name, [one]));
    say(lineOf(group, own));
    for (const { analysis, error } of own) if (error) say(`  failed: ${analysis.name}: ${error}`);
  }
  return {
    ...{ all, seconds, cpuSeconds: (user + system) / 1e6 },
    heldMs: Math.max(0, delay.max / 1e6 - resolution),
  };
}

async function measureOne({ base, secret }: Asking, analysis: Analysis): Promise<Measured> {
  const started = performance.now();
  const response = await fetch(`${base}${analysis.path}`, {
    method: analysis.method,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    ...(analysis.body && { body: JSON.stringify(analysis.body) }),
  });
  const text = await response.text();
  const error = response.ok ? null : text.slice(0, 200);
  return { analysis, ms: performance.now() - started, error };
}

export const longestOf = (all: readonly Measured[]): number =>
  rounded(Math.max(0, ...all.map(({ ms }) => ms)), 0);

function lineOf(group: string, own: readonly Measured[]): string {
  const seconds = (own.reduce((total, { ms }) => total + ms, 0) / 1_000).toFixed(2);
  const widths = [8, 9, 12];
  const cells = [own.length, seconds, longestOf(own)];
  return `${cells.map((cell, at) => String(cell).padStart(widths[at] ?? 0)).join('')}  ${group}`;
}
