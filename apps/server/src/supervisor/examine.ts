import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { assertReachable, connectPostgres, proveBinaries } from '@exchequer/store/postgres';
import { holderOf } from './lock.ts';
import { assertFree } from './port.ts';
import type { SuperviseOptions } from './supervise.ts';

/** One thing a start needs, as it stands now. */
export interface Check {
  name: string;
  state: 'good' | 'doubtful' | 'bad';
  said: string;
  fix?: string;
}

export interface ExamineOptions extends Omit<SuperviseOptions, 'write'> {
  now: Date;
}

type Answer = Omit<Check, 'name'>;

/** Looks at everything a start needs. Starts nothing that stays and changes nothing. */
export async function examine(options: ExamineOptions): Promise<Check[]> {
  const looks: [string, () => Answer | Promise<Answer>][] = [
    ['Node', nodeVersion],
    ['home', () => home(options.home)],
    ['disk', () => disk(options.home)],
    ['clock', () => clock(options.home, options.now)],
    ['PostgreSQL', () => postgresql(options)],
    ['ClickHouse', () => clickhouse(options)],
    ['web app', () => pages(options.entry)],
    ['port', () => port(options)],
  ];
  return Promise.all(looks.map(async ([name, look]) => ({ name, ...(await answered(look)) })));
}

/** A look that throws is a finding, not a crash of the doctor. */
async function answered(look: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await look();
  } catch (error) {
    const { message, fix } = error as { message: string; fix?: string };
    return { state: 'bad', said: message, fix: fix ?? 'Read the message above.' };
  }
}

function nodeVersion(): Answer {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const said = `${process.versions.node} on ${process.platform}-${process.arch}`;
  if (major > 20 || (major === 20 && minor >= 19)) return { state: 'good', said };
  return { state: 'bad', said, fix: 'Install Node 20.19 or newer from https://nodejs.org.' };
}

function home(folder: string): Answer {
  const nearest = nearestFolder(folder);
  try {
    accessSync(nearest, constants.W_OK);
  } catch {
    const fix = 'Set EXCHEQUER_HOME to a folder that you can write.';
    return { state: 'bad', said: `${nearest} cannot be written`, fix };
  }
  const holder = holderOf(folder);
  if (holder) return { state: 'good', said: `${folder}, in use at ${holder.url} (pid ${holder.pid})` };
  return { state: 'good', said: existsSync(folder) ? folder : `${folder}, made by the first start` };
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function disk(folder: string): Answer {
  const { bavail, bsize } = statfsSync(nearestFolder(folder));
  const gigabytes = (bavail * bsize) / 1e9;
  const said = `${gigabytes.toFixed(1)} GB free`;
  if (gigabytes >= 5) return { state: 'good', said };
  const fix = 'Make room: ten million usage events take about 1 GB, and merging them as much again.';
  return { state: gigabytes < 1 ? 'bad' : 'doubtful', said, fix };
}

/** Prices are dated and ranges are days, so a wrong clock makes wrong figures. */
function clock(folder: string, now: Date): Answer {
  const said = `${now.toISOString()} (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
  const fix = 'Set the clock of this machine; `timedatectl` shows whether it is synchronised.';
  const written = ['supervisor.json', 'tower.json']
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0)
    .reduce((left, right) => Math.max(left, right), 0);
  if (now.getUTCFullYear() < 2025) return { state: 'bad', said, fix };
  const minuteMs = 60_000;
  if (written > now.getTime() + minuteMs) {
    return { state: 'doubtful', said: `${said}, earlier than files in the home`, fix };
  }
  return { state: 'good', said };
}

async function postgresql({ env, home: folder }: ExamineOptions): Promise<Answer> {
  if (!env.DATABASE_URL) return { state: 'good', said: `embedded, ${proveBinaries(folder)}` };
  const sql = connectPostgres(env.DATABASE_URL, { max: 1 });
  try {
    await assertReachable(sql);
    const [row] = await sql<{ version: string }[]>`SELECT current_setting('server_version') AS version`;
    const major = Number.parseInt(row?.version ?? '', 10);
    const said = `server ${row?.version} by DATABASE_URL`;
    const fix = 'Use PostgreSQL 15 or newer; 18 is what Exchequer is tested with.';
    return major >= 15 ? { state: 'good', said } : { state: 'bad', said, fix };
  } finally {
    await sql.end();
  }
}

async function clickhouse({ env, entry }: ExamineOptions): Promise<Answer> {
  const url = env.CLICKHOUSE_URL;
  if (url) return clickhouseServer(url);
  // In a process of its own: a native module that does not fit this machine ends its process.
  const script = "import('chdb').then(({ query }) => console.log(query('SELECT version()', 'TSV').trim()))";
  try {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: dirname(entry), timeout: 30_000 });
    return { state: 'good', said: `embedded, chDB ${stdout.trim()}` };
  } catch (error) {
    const said = `the embedded engine does not load: ${(error as Error).message.split('\n')[0]}`;
    const fix =
      'Run `npm install`; it needs Linux with glibc or macOS. Otherwise set CLICKHOUSE_URL to a server.';
    return { state: 'bad', said, fix };
  }
}

async function clickhouseServer(url: string): Promise<Answer> {
  const host = new URL(url).host;
  const answer = await fetch(new URL('/ping', url), { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  if (answer?.ok) return { state: 'good', said: `server at ${host} by CLICKHOUSE_URL` };
  const fix = 'Check CLICKHOUSE_URL (http://user:password@host:8123/database) and that the server runs.';
  return { state: 'bad', said: `the server at ${host} does not answer`, fix };
}

function pages(entry: string): Answer {
  const page = join(dirname(entry), 'web', 'index.html');
  if (existsSync(page)) return { state: 'good', said: 'built' };
  return {
    state: 'doubtful',
    said: 'not built yet',
    fix: '`npm start` builds it, and so does `npm run build`.',
  };
}

async function port({ home: folder, host, port: wished }: ExamineOptions): Promise<Answer> {
  const holder = holderOf(folder);
  if (holder) return { state: 'good', said: `this home answers at ${holder.url}` };
  await assertFree(host, wished);
  return { state: 'good', said: `${wished} on ${host} is free` };
}
