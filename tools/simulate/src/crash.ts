/**
 * `npm run simulate -- crash [--rounds 50] [--requests 200000] [--seed 1]`: kills the tower with
 * SIGKILL at a random point of an import, starts it again, runs the import again, and holds the
 * journal, every rollup and the identity index to the truth of the logs. Each round's seed is
 * printed; `--rounds 1 --seed <it>` replays it.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openEngine } from '@exchequer/store/analytics/engine';
import { rollups } from '@exchequer/store/analytics/rollup';
import { connectPostgres, startEmbedded } from '@exchequer/store/postgres';
import { type ClaudeLogsTruth, seeded, writeClaudeLogs } from '../../bench/src/claude-logs.ts';
import { numberFlag } from '../../bench/src/measure/machine.ts';
import { holdBundle, startTower, type TowerUnderTest } from './tower.ts';

const args = process.argv.slice(2);
const rounds = numberFlag(args, 'rounds', 50);
const requests = numberFlag(args, 'requests', 200_000);
const firstSeed = numberFlag(args, 'seed', 1);
const say = (line: string) => process.stdout.write(`${line}\n`);

const kept = join(process.cwd(), '.bench');
const work = mkdtempSync(join(tmpdir(), 'exchequer-crash-'));

interface Sums {
  requests: string;
  tokens: string;
  output: string;
  cost: string;
}

/** Logs of the wanted size, made once and kept with their truth. */
function logs(): { directory: string; truth: ClaudeLogsTruth } {
  const directory = join(kept, `claude-requests-${requests}`);
  if (!existsSync(join(directory, 'truth.json'))) {
    say(`making logs of ${requests} requests in ${directory}`);
    const draft = `${directory}.draft`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    const truth = writeClaudeLogs({ directory: draft, seed: 7, requests });
    writeFileSync(join(draft, 'truth.json'), JSON.stringify(truth));
    rmSync(directory, { recursive: true, force: true });
    renameSync(draft, directory);
  }
  return { directory, truth: JSON.parse(readFileSync(join(directory, 'truth.json'), 'utf8')) };
}

/** Reads the books of a stopped tower as they lie on disk. */
async function booksOf(
  home: string,
): Promise<{ journal: Sums; rollups: Record<string, string>; lost: string }> {
  const engine = await openEngine({ path: join(home, 'clickhouse'), readers: 1 });
  try {
    const [journal] = await engine.query<Sums>(`SELECT toString(sum(j.requests)) AS requests,
      toString(sum(j.uncached_input + j.cache_read + j.cache_write_5m + j.cache_write_1h + j.output)) AS tokens,
      toString(sum(j.output)) AS output, toString(sum(j.cost_list)) AS cost FROM usage_journal AS j WHERE metered = 1`);
    const sums: Record<string, string> = {};
    for (const { name, metered } of rollups) {
      if (metered !== 1) continue;
      const [row] = await engine.query<{ s: string }>(
        `SELECT concat(toString(sum(requests)), ' ', toString(sum(output)), ' ', toString(sum(cost_list))) AS s FROM ${name}`,
      );
      sums[name] = row?.s ?? '';
    }
    const [lost] = await engine.query<{ n: string }>(`SELECT toString(count()) AS n FROM
      (SELECT DISTINCT event_key FROM usage_journal) AS j LEFT ANTI JOIN usage_identity AS i ON j.event_key = i.alias`);
    if (!journal) throw new Error('the journal has no sum');
    return { journal, rollups: sums, lost: lost?.n ?? '?' };
  } finally {
    await engine.close();
  }
}

/** Runs one import on a fresh tower to the end; how long it takes bounds when the others are killed. */
async function cleanRound(database: (name: string) => Promise<string>, directory: string) {
  const home = join(work, 'clean');
  const tower = await startTower(home, await database('clean'));
  const startedAt = performance.now();
  await tower.runImport(directory);
  const tookMs = performance.now() - startedAt;
  await tower.stop();
  return { tookMs, books: await booksOf(home) };
}

async function killedRound(
  seed: number,
  tookMs: number,
  url: string,
  directory: string,
): Promise<{ killedAfterMs: number; books: Awaited<ReturnType<typeof booksOf>> }> {
  const home = join(work, `seed-${seed}`);
  const killedAfterMs = Math.round(seeded(seed)() * tookMs * 1.1);
  const first: TowerUnderTest = await startTower(home, url);
  const running = first.runImport(directory).catch(() => undefined);
  await wait(killedAfterMs);
  await first.kill();
  await running;
  const second = await startTower(home, url);
  await second.runImport(directory);
  await second.stop();
  const books = await booksOf(home);
  rmSync(home, { recursive: true, force: true });
  return { killedAfterMs, books };
}

async function main(): Promise<void> {
  const { directory, truth } = logs();
  const postgres = await startEmbedded({ home: join(work, 'pg') });
  const admin = connectPostgres(postgres.url, { max: 1 });
  const database = async (name: string) => {
    await admin.unsafe(`CREATE DATABASE "crash_${name}"`);
    return postgres.url.replace(/\/[^/]*$/, `/crash_${name}`);
  };
  const release = holdBundle();
  let wrong = 0;
  try {
    const clean = await cleanRound(database, directory);
    const expected = JSON.stringify(clean.books);
    say(`undisturbed import of ${truth.requests} requests: ${(clean.tookMs / 1000).toFixed(1)} s`);
    const exact =
      clean.books.journal.requests === String(truth.requests) &&
      clean.books.journal.tokens === String(truth.tokens.total) &&
      clean.books.lost === '0';
    if (!exact) throw new Error(`even undisturbed it is not the truth: ${expected}`);
    for (let round = 0; round < rounds; round += 1) {
      const seed = firstSeed + round;
      const { killedAfterMs, books } = await killedRound(
        seed,
        clean.tookMs,
        await database(`s${seed}`),
        directory,
      );
      await admin.unsafe(`DROP DATABASE "crash_s${seed}" WITH (FORCE)`);
      const right = JSON.stringify(books) === expected;
      if (!right) wrong += 1;
      say(
        `seed ${seed}: killed after ${killedAfterMs} ms, ${right ? 'exact' : `WRONG ${JSON.stringify(books)}`}`,
      );
    }
  } finally {
    await admin.end();
    await postgres.stop();
    release();
    rmSync(work, { recursive: true, force: true });
  }
  say(JSON.stringify({ rounds, requests: truth.requests, exact: rounds - wrong, wrong, firstSeed }));
  process.exitCode = wrong === 0 ? 0 : 1;
}

await main();
