/**
 * `npm run bench -- import [--gb 1] [--rounds 5]`: takes in Claude Code logs beside ccusage, whole
 * processes, each from its start to its exit, in turns. Ours prices every row and stores it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClaudeLogsTruth, writeClaudeLogs } from './claude-logs.ts';
import { machineLine, median, numberFlag, rounded } from './measure/machine.ts';
import { measureRun, type RunMeasure } from './measure/process-tree.ts';

const args = process.argv.slice(2);
const bytes = numberFlag(args, 'gb', 1) * 1e9;
const rounds = numberFlag(args, 'rounds', 5);
const kept = join(process.cwd(), '.bench');
const cli = join(process.cwd(), 'dist', 'cli.mjs');
const ccusage = join(process.cwd(), 'node_modules', 'ccusage', 'src', 'cli.js');
const say = (line: string) => process.stdout.write(`${line}\n`);

for (const [file, fix] of [
  [cli, 'npm run build'],
  [ccusage, 'npm install'],
] as const) {
  if (!existsSync(file)) throw new Error(`${file} is missing; run ${fix} first`);
}

/** Logs of the wanted size, made once and kept with their truth. */
function logs(): { directory: string; truth: ClaudeLogsTruth } {
  const directory = join(kept, `claude-logs-${bytes}`);
  const truthFile = join(directory, 'truth.json');
  if (!existsSync(truthFile)) {
    say(`making ${bytes / 1e9} GB of Claude Code logs in ${directory}`);
    const draft = `${directory}.draft`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    const truth = writeClaudeLogs({ directory: draft, seed: 20_261_121, bytes });
    writeFileSync(join(draft, 'truth.json'), JSON.stringify(truth));
    rmSync(directory, { recursive: true, force: true });
    renameSync(draft, directory);
  }
  return { directory, truth: JSON.parse(readFileSync(truthFile, 'utf8')) as ClaudeLogsTruth };
}

const clean = { PATH: process.env.PATH, HOME: join(kept, 'nobody'), LANG: 'C.UTF-8', NO_COLOR: '1' };

/** A home that has been opened once, as after the first `npm start`: migrated, without usage. */
async function emptyHome(): Promise<string> {
  const home = join(kept, 'import-home');
  rmSync(home, { recursive: true, force: true });
  await measureRun(process.execPath, [cli, '--home', home, '--json', 'source', 'list'], { env: clean });
  return home;
}

async function ours(directory: string, template: string): Promise<RunMeasure> {
  const home = join(kept, 'import-home-run');
  rmSync(home, { recursive: true, force: true });
  // Owners must stay: as root, PostgreSQL's files belong to an account of its own.
  execFileSync('cp', ['-a', template, home]);
  warm(directory);
  const command = [cli, '--home', home, '--json', 'import', 'claude-code', '--from', directory];
  return measureRun(process.execPath, command, { env: clean }).finally(() =>
    rmSync(home, { recursive: true, force: true }),
  );
}

function theirs(directory: string): Promise<RunMeasure> {
  warm(directory);
  const env = { ...clean, CLAUDE_CONFIG_DIR: directory };
  return measureRun(process.execPath, [ccusage, 'claude', 'daily', '--json', '--offline'], { env });
}

/** Reads every file once, so that both find the logs in the page cache and the disk decides nothing. */
function warm(directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) readFileSync(join(entry.parentPath, entry.name));
  }
}

interface Sums {
  input: number;
  output: number;
  cacheWrite: number;
  cacheRead: number;
}

function oursSums(stdout: string): Sums & { unpriced: number } {
  const { books } = JSON.parse(stdout) as { books: Record<string, string | null> };
  const at = (key: string) => Number(books[key] ?? Number.NaN);
  return {
    input: at('tokens_uncached_input'),
    output: at('tokens_output'),
    cacheWrite: at('tokens_cache_write'),
    cacheRead: at('tokens_cache_read'),
    unpriced: at('unpriced_share'),
  };
}

function theirsSums(stdout: string): Sums {
  const { totals } = JSON.parse(stdout) as { totals: Record<string, number> };
  const at = (key: string) => totals[key] ?? Number.NaN;
  return {
    input: at('inputTokens'),
    output: at('outputTokens'),
    cacheWrite: at('cacheCreationTokens'),
    cacheRead: at('cacheReadTokens'),
  };
}

function faults(found: Sums, { tokens }: ClaudeLogsTruth): string[] {
  const truth: Sums = {
    input: tokens.uncached_input,
    output: tokens.output,
    cacheWrite: tokens.cache_write_5m + tokens.cache_write_1h,
    cacheRead: tokens.cache_read,
  };
  return (Object.keys(truth) as (keyof Sums)[])
    .filter((name) => found[name] !== truth[name])
    .map((name) => `${name} ${found[name]} instead of ${truth[name]}`);
}

async function main(): Promise<void> {
  say(`machine: ${machineLine()}`);
  const { directory, truth } = logs();
  say(
    `data: ${truth.files} files, ${truth.lines} lines, ${(truth.bytes / 1e9).toFixed(2)} GB, ${truth.requests} requests`,
  );
  say(
    'both start as new processes; the logs are in the page cache; ours starts from a migrated home without usage',
  );
  const template = await emptyHome();
  const runs = { ours: [] as RunMeasure[], theirs: [] as RunMeasure[] };
  let theirFaults: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const mine = await ours(directory, template);
    const other = await theirs(directory);
    runs.ours.push(mine);
    runs.theirs.push(other);
    const mySums = oursSums(mine.stdout);
    const wrong = faults(mySums, truth);
    if (wrong.length > 0) throw new Error(`our totals are wrong: ${wrong.join('; ')}`);
    if (mySums.unpriced !== 0) throw new Error(`${mySums.unpriced} of our tokens have no price`);
    theirFaults = faults(theirsSums(other.stdout), truth);
    say(
      `round ${round}: ours ${mine.seconds.toFixed(2)} s, ${mine.peakMb.toFixed(0)} MB; ccusage ${other.seconds.toFixed(2)} s, ${other.peakMb.toFixed(0)} MB`,
    );
  }
  rmSync(template, { recursive: true, force: true });
  say('our totals equal the truth in every token class');
  say(
    theirFaults.length > 0
      ? `ccusage's totals differ: ${theirFaults.join('; ')}`
      : "ccusage's totals equal the truth too",
  );
  const oursSeconds = median(runs.ours.map((run) => run.seconds));
  const theirsSeconds = median(runs.theirs.map((run) => run.seconds));
  say(
    JSON.stringify({
      oursSeconds: rounded(oursSeconds),
      theirsSeconds: rounded(theirsSeconds),
      oursPeakMb: Math.round(median(runs.ours.map((run) => run.peakMb))),
      theirsPeakMb: Math.round(median(runs.theirs.map((run) => run.peakMb))),
      ratio: rounded(theirsSeconds / oursSeconds),
    }),
  );
}

await main();
