import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSpool } from './index.ts';
import { shipAll } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-crash-'));
const writer = join(folder, 'writer.mjs');
const home = join(folder, 'spool');

beforeAll(async () => {
  const entry = fileURLToPath(new URL('./crash-writer.ts', import.meta.url));
  await build({
    ...{ entryPoints: [entry], outfile: writer, bundle: true, platform: 'node', format: 'esm' },
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the writer said before it was killed. */
interface Said {
  admitted: Set<string>;
  ended: Map<string, number>;
  /** What reached the tower: output and whether it was estimated, one entry for each time it came. */
  shipped: Map<string, Set<string>>;
}

const said: Said = { admitted: new Set(), ended: new Map(), shipped: new Map() };

function note(line: string): void {
  const [what, call = '', output = '', estimated = '0'] = line.split(' ');
  if (what === 'A') said.admitted.add(call);
  if (what === 'E') said.ended.set(call, Number(output));
  if (what === 'S') arrived(call, Number(output), Number(estimated));
}

function arrived(call: string, output: number, estimated: number): void {
  const known = said.shipped.get(call) ?? new Set();
  said.shipped.set(call, known.add(`${output} ${estimated}`));
}

/** Runs the writer for a while and kills it; the last line may be cut. */
async function liveAndDie(life: string, ms: number): Promise<void> {
  const child = spawn(execPath, [writer, home, life], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    // The clock starts with the first record, however slowly the machine starts a process.
    if (text === '') setTimeout(() => child.kill('SIGKILL'), ms);
    text += chunk;
  });
  await new Promise((resolve) => child.on('close', resolve));
  for (const line of text.slice(0, text.lastIndexOf('\n')).split('\n')) note(line);
}

test('a gateway killed again and again loses no admitted call and books each exactly once', async () => {
  const until = performance.now() + 10_000;
  let lives = 0;
  while (lives < 12 && performance.now() < until) {
    lives += 1;
    await liveAndDie(`l${lives}`, 20 + Math.random() * 300);
  }
  const spool = await openSpool({ folder: home, life: 'last', now: () => new Date() });
  for (const row of await shipAll(spool, 5_000)) {
    arrived(row.source_event_id, row.output ?? 0, row.estimated ?? 0);
  }
  await spool.close();
  expect(readdirSync(home)).toEqual([]);

  expect(lives).toBeGreaterThan(3);
  expect(said.admitted.size).toBeGreaterThan(1_000);
  const lost = [...said.admitted].filter((call) => !said.shipped.has(call));
  expect(lost).toEqual([]);
  const twofold = [...said.shipped].filter(([, ways]) => ways.size > 1);
  expect(twofold).toEqual([]);
  const sum = { said: 0, booked: 0 };
  for (const [call, output] of said.ended) {
    const [way = ''] = said.shipped.get(call) ?? [];
    expect(way).toBe(`${output} 0`);
    sum.said += output;
    sum.booked += Number(way.split(' ')[0]);
  }
  expect(sum.booked).toBe(sum.said);
});
