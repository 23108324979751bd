/**
 * `npm run bench -- ingest [--events 100000] [--rounds 3] [--connections 32]`: events per second end
 * to end, until reports count them, of each way into a running tower, in turns with a bare insert of
 * the same journal rows into the same table without the pipeline.
 */
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareInsert, exportRows } from './ingest/bare.ts';
import { recordsPerRequest, type Way, ways } from './ingest/bodies.ts';
import { type LoadOrder, runLoad } from './ingest/load.ts';
import { type BenchTower, startTower } from './ingest/tower.ts';
import { machineLine, median, numberFlag, rounded } from './measure/machine.ts';

const [, self = '', role = '', order = ''] = process.argv;
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Runs this very bundle in another process, in another role. */
function inProcess(childRole: string, told: object) {
  return fork(self, [childRole, JSON.stringify(told)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** Runs a role to its end and returns what it said. */
async function ask<Answer>(childRole: string, told: object): Promise<Answer> {
  const child = inProcess(childRole, told);
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as Answer));
    child.once('exit', (code) => reject(new Error(`${childRole} ended with ${code} and said nothing`)));
  });
}

/** Seconds from the first byte sent until reports count every event. */
async function measureWay(tower: BenchTower, told: Omit<LoadOrder, 'url' | 'token'>): Promise<number> {
  const before = await tower.countedRequests();
  const child = inProcess('load', { ...told, url: tower.url, token: tower.token });
  const gone = new Promise<never>((_, reject) =>
    child.once('exit', (code) => code !== 0 && reject(new Error(`the load generator ended with ${code}`))),
  );
  const heard = (word: string) =>
    Promise.race([
      gone,
      new Promise<void>((resolve) => child.on('message', (said) => said === word && resolve())),
    ]);
  await heard('ready');
  const started = process.hrtime.bigint();
  const sent = heard('sent');
  child.send('go');
  await sent;
  while ((await tower.countedRequests()) < before + told.events) {
    if (Number(process.hrtime.bigint() - started) > 300e9)
      throw new Error('the events never became countable');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return Number(process.hrtime.bigint() - started) / 1e9;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const events = numberFlag(args, 'events', 100_000);
  const rounds = numberFlag(args, 'rounds', 3);
  const connections = numberFlag(args, 'connections', 32);
  say(`machine: ${machineLine()}`);
  say(
    `${events} events per run, ${recordsPerRequest} per request, ${connections} connections, load generator in its own process`,
  );
  const kept = join(process.cwd(), '.bench');
  mkdirSync(kept, { recursive: true });
  const home = mkdtempSync(join(tmpdir(), 'exchequer-ingest-'));
  const rowsFile = join(kept, `ingest-rows-${process.pid}.jsonl`);
  try {
    await warmUp(home, events, connections, rowsFile);
    await measure(home, { events, rounds, connections, rowsFile });
  } finally {
    rmSync(home, { recursive: true, force: true });
    rmSync(rowsFile, { force: true });
  }
}

/** Fills the journal once through every way; its rows are what the bare insert inserts. */
async function warmUp(home: string, events: number, connections: number, rowsFile: string): Promise<void> {
  const tower = await startTower(home);
  for (const way of ways)
    await measureWay(tower, {
      way,
      salt: `warm-${way}`,
      events: Math.ceil(events / ways.length),
      connections,
    });
  await tower.stop();
  const { rows } = await ask<{ rows: number }>('export', { home, events, file: rowsFile });
  say(`${rows} journal rows for the bare insert`);
}

interface Plan {
  events: number;
  rounds: number;
  connections: number;
  rowsFile: string;
}

async function measure(home: string, { events, rounds, connections, rowsFile }: Plan): Promise<void> {
  const tower = await startTower(home);
  const rates: Record<Way | 'bare', number[]> = { usage: [], 'otlp-json': [], 'otlp-protobuf': [], bare: [] };
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const way of ways) {
        const seconds = await measureWay(tower, { way, salt: `${round}-${way}`, events, connections });
        rates[way].push(events / seconds);
      }
      const bare = await ask<{ rows: number; seconds: number }>('bare', { file: rowsFile });
      rates.bare.push(bare.rows / bare.seconds);
      say(
        `round ${round}: ${[...ways, 'bare' as const].map((way) => `${way} ${Math.round(rates[way].at(-1) ?? 0)}/s`).join(', ')}`,
      );
    }
  } finally {
    await tower.stop();
  }
  const [usage, json, protobuf, bare] = [...ways, 'bare' as const].map((way) => median(rates[way]));
  const lowest = Math.min(usage ?? 0, json ?? 0, protobuf ?? 0);
  say(
    JSON.stringify({
      usagePerSecond: Math.round(usage ?? 0),
      otlpJsonPerSecond: Math.round(json ?? 0),
      otlpProtobufPerSecond: Math.round(protobuf ?? 0),
      bareInsertPerSecond: Math.round(bare ?? 0),
      ratio: rounded(lowest / (bare ?? Number.NaN)),
    }),
  );
}

/** Says the answer of a role and leaves. */
const answer = (said: object) => process.send?.(said, undefined, undefined, () => process.exit(0));

if (role === 'load') await runLoad(JSON.parse(order) as LoadOrder, Date.now());
else if (role === 'bare') answer(await bareInsert((JSON.parse(order) as { file: string }).file));
else if (role === 'export') {
  const told = JSON.parse(order) as { home: string; events: number; file: string };
  answer({ rows: await exportRows(told.home, told.events, told.file) });
} else await main();
