import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { loadSample } from './load-sample.ts';
import { makeProgress } from './progress.ts';

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0)) await close();
});

/** A tower of which nothing but the simulated company answers, with one answer after the other. */
async function tower(answers: readonly object[]) {
  const home = mkdtempSync(join(tmpdir(), 'exchequer-sample-'));
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    answer.end(JSON.stringify(answers[Math.min(asked.length, answers.length) - 1]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(home, 'tower.json'), JSON.stringify({ url, token: 'exq_t' }));
  closes.push(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(home, { recursive: true, force: true });
  });
  const lines: string[] = [];
  const progress = makeProgress((line) => lines.push(line));
  await loadSample({ home, progress, signal: new AbortController().signal, everyMs: 1 });
  return { asked, lines: lines.join('\n'), url };
}

const said = (state: string, progress = 0, error: string | null = null) => ({
  ...{ state, progress, error, name: 'Halyard Robotics (fictional)', seconds_left: progress > 0 ? 4 : null },
});

test('a home without the sample gets it, and is told how far it is and where to look', async () => {
  const { asked, lines, url } = await tower([
    ...[said('none'), said('loading'), said('loading', 0.1), said('loading', 0.38)],
    said('ready', 1),
  ]);
  expect(asked.slice(0, 2)).toEqual(['GET /api/sample Bearer exq_t', 'POST /api/sample Bearer exq_t']);
  expect(lines).toContain('loading Halyard Robotics (fictional): 38 %, about 4 s left');
  expect(lines).not.toContain('10 %');
  expect(lines).toContain(`Sample      ${url}/w/sample/today`);
});

test('one that stands already is left as it is', async () => {
  const { asked, lines } = await tower([said('ready', 1)]);
  expect(asked).toHaveLength(1);
  expect(lines).toContain('/w/sample/today');
});

test('what fails is said with what to do, and ends nothing', async () => {
  const { lines } = await tower([said('none'), said('failed', 0.2, 'the disk is full')]);
  expect(lines).toMatch(/could not be loaded: the disk is full.*exchequer sample load/);
});
