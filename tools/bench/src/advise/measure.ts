import { monitorEventLoopDelay } from 'node:perf_hooks';
import { rounded } from '../measure/machine.ts';
import type { Analysis } from './analyses.ts';

export interface Measured {
  readonly analysis: Analysis;
  readonly ms: number;
  /** Processor time of all threads of the tower. */
  readonly cpuMs: number;
  /** The longest that the event loop was held at a stretch: so long another request may wait. */
  readonly heldMs: number;
  readonly error: string | null;
}

/** How often the event loop is looked at. */
const resolution = 2;

export interface Asking {
  readonly base: string;
  readonly secret: string;
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

/** Asks one after the other, as one caller would; a group is told when it is through. */
export async function measureAll(
  { base, secret, each, say }: Asking,
  analyses: readonly Analysis[],
): Promise<Measured[]> {
  say('   asked  seconds  CPU s  longest ms  loop held ms');
  const measured: Measured[] = [];
  for (const group of new Set(analyses.map((one) => one.group))) {
    const own: Measured[] = [];
    for (const analysis of analyses.filter((one) => one.group === group))
      own.push(await measureOne(base, secret, analysis));
    if (each) for (const one of own) say(lineOf(one.analysis.name, [one]));
    say(lineOf(group, own));
    for (const { analysis, error } of own) if (error) say(`  failed: ${analysis.name}: ${error}`);
    measured.push(...own);
  }
  return measured;
}

async function measureOne(base: string, secret: string, analysis: Analysis): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const response = await fetch(`${base}${analysis.path}`, {
    method: analysis.method,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    ...(analysis.body && { body: JSON.stringify(analysis.body) }),
  });
  const text = await response.text();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  return {
    ...{ analysis, ms, cpuMs: (user + system) / 1_000 },
    heldMs: Math.max(0, delay.max / 1e6 - resolution),
    error: response.ok ? null : text.slice(0, 200),
  };
}

export const worstOf = (all: readonly Measured[], of: 'ms' | 'heldMs'): number =>
  rounded(Math.max(0, ...all.map((one) => one[of])), 0);

function lineOf(group: string, own: readonly Measured[]): string {
  const sum = (of: 'ms' | 'cpuMs') => (own.reduce((total, one) => total + one[of], 0) / 1_000).toFixed(2);
  const cells = [own.length, sum('ms'), sum('cpuMs'), worstOf(own, 'ms'), worstOf(own, 'heldMs')];
  const widths = [8, 9, 7, 12, 14];
  return `${cells.map((cell, at) => String(cell).padStart(widths[at] ?? 0)).join('')}  ${group}`;
}
